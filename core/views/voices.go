package views

import (
	"context"

	"xiaohao/platform/store"
)

func addVoice(ctx context.Context, tx *store.Tx, city, id int64, voice string) error {
	if voice == "" {
		return nil
	}
	err := tx.Later(ctx,
		"INSERT INTO voices (city, id, voice) VALUES ($1, $2, $3) ON CONFLICT (city, id, voice) DO NOTHING",
		city, id, voice)
	return err
}

// Voiced says whether this voice was counted for the matter before. Inside a command's transaction it sees the
// commands before it.
func Voiced(ctx context.Context, r store.Reader, city, id int64, voice string) (bool, error) {
	n, err := one(ctx, r, "SELECT 1 FROM voices WHERE city = $1 AND id = $2 AND voice = $3", city, id, voice)
	return n == 1, err
}

func follow(ctx context.Context, tx *store.Tx, city, person, id int64, on bool) error {
	if person == 0 {
		return nil
	}
	text := "DELETE FROM followers WHERE city = $1 AND person = $2 AND id = $3"
	if on {
		text = "INSERT INTO followers (city, person, id) VALUES ($1, $2, $3) ON CONFLICT (city, person, id) DO NOTHING"
	}
	err := tx.Later(ctx, text, city, person, id)
	return err
}

// Follows says whether the person follows the matter.
func Follows(ctx context.Context, r store.Reader, city, person, id int64) (bool, error) {
	n, err := one(ctx, r, "SELECT 1 FROM followers WHERE city = $1 AND person = $2 AND id = $3", city, person, id)
	return n == 1, err
}
