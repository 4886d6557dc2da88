package open311

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// MostMedia is how many pictures one request may bring, and most so many tries each.
const (
	MostMedia = matter.MaxPhotos
	mostTries = 4
	mediaTurn = 20
)

// queue notes the addresses of pictures that came with an event.
func (x *Open311) queue(ctx context.Context, res desk.Result, k Key, list []string, reported bool) error {
	if len(list) == 0 {
		return nil
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		for n, address := range list {
			if _, err := tx.Exec(ctx, `INSERT INTO open311_media (city, seq, n, matter, service_key, reported, url, at,
				tries) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0) ON CONFLICT DO NOTHING`, x.City, res.Seq,
				n, res.Matter,
				k.ID, bit(reported), address, x.Now()); err != nil {
				return err
			}
		}
		return nil
	})
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// picture is an address whose picture is still to be fetched.
type picture struct {
	seq, n, matter, key, tries int64
	reported                   bool
	url                        string
}

// Media fetches pictures that were named by their address and adds them to their matters. One that cannot be had is
// said on its matter, at once or after some tries, and none hinders the others.
func (x *Open311) Media(ctx context.Context) (done int, err error) {
	var list []picture
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p picture
		var reported int64
		err := rows.Scan(&p.seq, &p.n, &p.matter, &p.key, &reported, &p.url, &p.tries)
		p.reported = reported != 0
		list = append(list, p)
		return err
	}, `SELECT seq, n, matter, service_key, reported, url, tries FROM open311_media WHERE city = $1 ORDER BY seq, n
		LIMIT $2`, x.City, int64(mediaTurn+x.Aside.Len()))
	if err != nil {
		return 0, err
	}
	for _, p := range list {
		key := fmt.Sprintf("picture %d of event %d", p.n, p.seq)
		ok, err := x.Aside.Try(ctx, key, func() error { return x.fetch(ctx, p) })
		if err != nil {
			return done, err
		}
		if ok {
			done++
		}
	}
	return done, nil
}

// fetch has one picture. An error means that it is tried again.
func (x *Open311) fetch(ctx context.Context, p picture) error {
	body, err := x.Base.Fetch(ctx, p.url, desk.MaxPhoto)
	var refused *deliver.Error
	switch {
	case err == nil:
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &refused) && refused.Kind == deliver.Later && p.tries+1 < mostTries:
		return errors.Join(err, x.again(ctx, p))
	default:
		return x.give(ctx, p, lostBy(err))
	}
	u, err := x.Desk.Upload(ctx, org.Caller{}, bytes.NewReader(body))
	switch k := fault.Of(err).Kind; {
	case err == nil:
	case k == fault.TooLarge:
		return x.give(ctx, p, matter.LostLarge)
	case k == fault.Invalid:
		return x.give(ctx, p, matter.LostPicture)
	default:
		return err
	}
	caller := org.Caller{Via: p.key, Echo: p.matter}
	if p.reported { // whoever reported it sent the picture too
		caller = org.Caller{Matter: p.matter}
	}
	_, err = x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("open311 picture", p.seq, p.n), Matter: p.matter,
		Body: &matter.Attach{Photos: []string{u.Token}}})
	if k := fault.Of(err).Kind; err != nil && (k == fault.Conflict || k == fault.Missing || k == fault.Denied) {
		return x.give(ctx, p, matter.LostClosed)
	}
	if err != nil {
		return err
	}
	return x.gone(ctx, p)
}

// lostBy says in one word why nothing came.
func lostBy(err error) matter.Lost {
	switch {
	case errors.Is(err, deliver.ErrInside):
		return matter.LostInside
	case errors.Is(err, deliver.ErrLarge):
		return matter.LostLarge
	}
	return matter.LostAway
}

// give says on the matter that a picture did not come, and lets it go.
func (x *Open311) give(ctx context.Context, p picture, why matter.Lost) error {
	if err := x.lost(ctx, p.matter, why, p.seq, p.n); err != nil && fault.Of(err).Kind != fault.Missing {
		return err
	}
	return x.gone(ctx, p)
}

func (x *Open311) lost(ctx context.Context, id int64, why matter.Lost, seq, n int64) error {
	_, err := x.Desk.Do(ctx, clock, desk.Command{ID: desk.Once("open311 lost", seq, n), Matter: id,
		Body: &matter.Comment{Lost: why}})
	return err
}

func (x *Open311) gone(ctx context.Context, p picture) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM open311_media WHERE city = $1 AND seq = $2 AND n = $3", x.City, p.seq, p.n)
		return err
	})
}

// again counts a try.
func (x *Open311) again(ctx context.Context, p picture) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE open311_media SET tries = tries + 1 WHERE city = $1 AND seq = $2 AND n = $3",
			x.City, p.seq, p.n)
		return err
	})
}
