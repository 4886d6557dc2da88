package seal

import (
	"context"

	"xiaohao/core/part"
)

// keeper hands a seal to those outside who keep it.
type keeper interface {
	Keep(ctx context.Context, seq int64, seal any) error
}

// Part is what others must know of the seals on the ledger's end 封存.
var Part = part.Part{
	Name:  "seal",
	Uses:  []string{"notify"},
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		if b.Desk == nil {
			return part.Made{}, nil
		}
		book := New(Config{City: b.City, DB: b.DB, Keys: KeyFile(b.SealKey), Now: b.Now, Writer: b.Desk,
			Algorithm: func() string { return b.Policy().Seal }})
		outside, _ := part.Find[keeper](b.Others)
		return part.Made{Value: book, Jobs: []part.Job{{Do: func(ctx context.Context) (int, error) {
			return book.tick(ctx, outside)
		}}}}, nil
	},
	Check: Check,
}

// tick makes the seal of the day and hands it out.
func (b *Book) tick(ctx context.Context, outside keeper) (int, error) {
	s, made, err := b.Daily(ctx)
	if err != nil || !made {
		return 0, err
	}
	if outside == nil {
		return 1, nil
	}
	return 1, outside.Keep(ctx, s.Seq, s)
}
