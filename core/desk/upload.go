package desk

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"io"
	"math"

	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/photo"
	"xiaohao/platform/store"
)

// Upload is a photo that was taken in and waits for the command it belongs to. Its person may use the token
// for two days; one picture may be evidence for several matters that were dealt with in one go.
type Upload struct {
	Token string       `json:"token"`
	Photo matter.Photo `json:"photo"`
}

const uploadLife = 48 * 3600 * 1_000_000 // µs

// Upload takes in one photo: checked, measured, turned upright, stripped for showing; the original is kept as
// evidence. Anybody may.
func (d *Desk) Upload(ctx context.Context, caller org.Caller, r io.Reader) (Upload, error) {
	return d.upload(ctx, caller, r, Beside{})
}

func (d *Desk) upload(ctx context.Context, caller org.Caller, r io.Reader, b Beside) (Upload, error) {
	if !d.blobs.Roomy() {
		return Upload{}, fault.New(fault.NoSpace, "disk_reserve").On("photos")
	}
	in, err := d.blobs.Stage(ctx, r, MaxPhoto)
	if err != nil {
		return Upload{}, stageFault(err)
	}
	defer in.Drop()
	// a file that was there before is not this upload's to take away again
	var before []string
	p, err := d.developed.once(in.Hash, d.blobs, func() (p matter.Photo, err error) {
		p, before, err = d.develop(ctx, in)
		return p, err
	})
	if err != nil {
		return Upload{}, err
	}
	if before == nil {
		before = filesOf(p)
	}
	u := Upload{Photo: p}
	b.fill(&u.Photo)
	t := make([]byte, 18)
	if _, err := io.ReadFull(d.rand, t); err != nil {
		return Upload{}, translate(err)
	}
	u.Token = base64.RawURLEncoding.EncodeToString(t)
	meta, err := json.Marshal(u.Photo)
	if err != nil {
		return Upload{}, translate(err)
	}
	err = d.ledger.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `INSERT INTO uploads (city, token, person, at, photo) VALUES ($1, $2, $3, $4, $5)`,
			d.city, u.Token, caller.Person, d.now(), string(meta)); err != nil {
			return err
		}
		return d.layFiles(ctx, tx, u.Token, filesOf(p), before)
	})
	if err == nil && !there(d.blobs, filesOf(p)...) { // they were swept in between
		err = fault.New(fault.Busy, "try_again")
	}
	return u, translateNil(err)
}

// develop measures a photo and puts the files that are made of it into the store; before are those that were there.
func (d *Desk) develop(ctx context.Context, in *blob.Incoming) (out matter.Photo, before []string, err error) {
	f, err := in.Open()
	if err != nil {
		return out, nil, fault.New(fault.Internal, "internal").By(err)
	}
	defer f.Close()
	p, err := photo.Develop(ctx, f, photo.Limits{Bytes: MaxPhoto})
	if err != nil {
		return out, nil, photoFault(err)
	}
	out = matter.Photo{Type: p.Type, Width: p.Width, Height: p.Height, TakenAt: p.TakenAt, Lat: p.Lat, Lng: p.Lng,
		DHash: p.Print.String(), ID: in.Hash.String()}
	before = []string{}
	keep := func(in *blob.Incoming, err error) (string, error) {
		if err != nil {
			return "", stageFault(err)
		}
		defer in.Drop()
		if was, err := d.blobs.Has(in.Hash); err != nil {
			return "", stageFault(err)
		} else if was {
			before = append(before, in.Hash.String())
		}
		if err := in.Keep(); err != nil {
			return "", stageFault(err)
		}
		return in.Hash.String(), nil
	}
	if out.View, err = keep(d.blobs.Stage(ctx, bytes.NewReader(p.View), math.MaxInt64)); err != nil {
		return out, nil, err
	}
	if out.Thumb, err = keep(d.blobs.Stage(ctx, bytes.NewReader(p.Thumb), math.MaxInt64)); err != nil {
		return out, nil, err
	}
	_, err = keep(in, nil)
	return out, before, err
}

// stageFault gives a sentence to what went wrong while a photo was laid down.
func stageFault(err error) error {
	var known *fault.Error
	switch {
	case errors.As(err, &known):
		return known
	case errors.Is(err, blob.ErrTooLarge):
		return fault.New(fault.TooLarge, photo.ErrTooLarge.Code).On("photos").By(err)
	case errors.Is(err, blob.ErrNoSpace):
		return fault.New(fault.NoSpace, "disk_full").By(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return fault.New(fault.Busy, photo.ErrTime.Code).On("photos").By(err)
	case errors.Is(err, blob.ErrSource):
		return fault.New(fault.Invalid, photo.ErrBroken.Code).On("photos").By(err)
	}
	return fault.New(fault.Internal, "internal").By(err)
}

// fill adds what was said beside a photo where the photo is silent.
func (b Beside) fill(p *matter.Photo) {
	if p.TakenAt == 0 && b.TakenAt > 0 {
		p.TakenAt, p.Told = b.TakenAt, b.Told
	}
	if p.Lat == nil && b.Lat != nil && b.Lng != nil {
		p.Lat, p.Lng, p.Told = b.Lat, b.Lng, b.Told
	}
}

// claim turns upload tokens into evidence. A token of another person does not count; one of nobody is of who holds it:
// a photo that came in after the session of its person had ended.
func (d *Desk) claim(ctx context.Context, tx *store.Tx, caller org.Caller, tokens []string) ([]matter.Photo, error) {
	if len(tokens) > matter.MaxPhotos {
		return nil, fault.New(fault.TooLarge, "photos_too_many", "max", matter.MaxPhotos).On("photos")
	}
	return d.take(ctx, tx, caller, tokens)
}

// take is claim without a limit on their number.
func (d *Desk) take(ctx context.Context, tx *store.Tx, caller org.Caller, tokens []string) ([]matter.Photo, error) {
	var out []matter.Photo
	for _, t := range tokens {
		var meta string
		var person int64
		err := tx.QueryRow(ctx, `SELECT person, photo FROM uploads WHERE city = $1 AND token = $2 AND at >= $3`,
			d.city, t, d.now()-uploadLife).Scan(&person, &meta)
		if errors.Is(err, sql.ErrNoRows) || err == nil && person != 0 && person != caller.Person {
			return nil, fault.New(fault.Invalid, "upload_unknown").On("photos")
		}
		if err != nil {
			return nil, err
		}
		if err := d.use(ctx, tx, t); err != nil {
			return nil, err
		}
		var p matter.Photo
		if err := json.Unmarshal([]byte(meta), &p); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Evidence turns upload tokens into photos for an event that is no matter's, by token, in the transaction that
// records it.
func (d *Desk) Evidence(ctx context.Context, tx *store.Tx, caller org.Caller, now calendar.Instant, step string,
	tokens []string) (map[string]matter.Photo, error) {
	list, err := d.take(ctx, tx, caller, tokens)
	out := make(map[string]matter.Photo, len(list))
	for i, p := range list {
		p.Step, p.At, p.By = step, now, caller.Person
		out[tokens[i]] = p
	}
	return out, err
}

// photoFault gives a sentence to what was wrong with a photo.
func photoFault(err error) error {
	var e *photo.Error
	if !errors.As(err, &e) {
		return fault.New(fault.Internal, "internal").By(err)
	}
	k := fault.Invalid
	switch {
	case errors.Is(e, photo.ErrTooLarge), errors.Is(e, photo.ErrPixels):
		k = fault.TooLarge
	case errors.Is(e, photo.ErrTime):
		k = fault.Busy
	}
	return fault.New(k, e.Code).On("photos").By(err)
}
