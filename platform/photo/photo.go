// Package photo turns what somebody uploaded into evidence that can be kept, compared and shown.
//
// It owns reading JPEG, PNG, WebP and HEIC, the time and place a camera wrote into them, upright pictures for
// showing, and two hashes that stay near each other for pictures that look alike. It never writes to disk, never
// touches the network, never trusts a file name or a declared type, and never judges whether a photo proves anything.
//
// Invariants:
//   - the kind is decided by content; width and height are checked before a pixel is decoded, so that a small file
//     cannot ask for much memory;
//   - View and Thumb are encoded anew from pixels, so that nothing of the original's metadata (place, time, device)
//     can be in them;
//   - Original is byte for byte what came in;
//   - whatever the bytes, Develop returns a *Error or a Photo; a decoder that panics has met a broken photo.
package photo

import (
	"context"
	"errors"
	"fmt"
	"image"
	"io"
	"runtime/debug"
	"time"

	"xiaohao/loop/calendar"
)

// Photo is one picture, ready to be kept.
type Photo struct {
	Type          string // by content: image/jpeg, image/png, image/webp or image/heic
	Original      []byte
	Width, Height int              // pixels, upright
	TakenAt       calendar.Instant // µs since 1970 by the camera's own clock; 0 unknown
	Lat, Lng      *float64         // degrees, WGS-84 as EXIF has it; both or neither
	Camera        string           // maker and model; "" unknown
	View          []byte           // JPEG, long side at most 1920 px, upright, without metadata
	Thumb         []byte           // JPEG, long side at most 360 px, upright, without metadata
	DHash         uint64           // of brightness falling or rising from left to right
	PHash         uint64           // of the lowest frequencies (cosine transform)
	Print         Print            // by which the same picture is found again; nil when it shows too little
}

// Limits are what one photo may cost. A zero field takes its default.
type Limits struct {
	Bytes int64 // of the file; 20 MiB
	// width × height; 50 Mi, which lets through the 8192 × 6144 of phones; half for kinds that decode at twice the
	// memory
	Pixels int64
	Time   time.Duration // for decoding and drawing, once it is this photo's turn; 15 s
}

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 20 << 20
	}
	if l.Pixels == 0 {
		l.Pixels = 50 << 20
	}
	if l.Time == 0 {
		l.Time = 15 * time.Second
	}
	return l
}

const (
	viewSide, viewQuality   = 1920, 82
	thumbSide, thumbQuality = 360, 75
)

// Develop makes everything of one photo, which it reads from its start and whose bytes it keeps. Any number of
// goroutines may call it; two work at a time, within a budget of pixels, and the others wait outside of memory: those
// who ask (Asks) come round in turn, whoever has many photos waiting. All errors are *Error: ErrTooLarge, ErrType,
// ErrPixels, ErrBroken, ErrTime (also when ctx ends, the wait is too long or one asker has too many waiting).
func Develop(ctx context.Context, r io.ReadSeeker, limits Limits) (*Photo, error) {
	return inTurn(ctx, r, limits.orDefault(), develop)
}

// inTurn does some work on a photo when its turn has come, within its limits.
func inTurn(ctx context.Context, r io.ReadSeeker, limits Limits,
	work func(context.Context, []byte, kind, Limits) (*Photo, error)) (*Photo, error) {
	weight, err := weigh(ctx, r, limits)
	if err != nil {
		return nil, err
	}
	leave, err := turns.wait(ctx, asker(ctx), weight)
	if err != nil {
		return nil, err
	}
	original, err := readAll(ctx, r, limits.Bytes)
	if err != nil {
		leave()
		return nil, err
	}
	k, err := sniff(original)
	if err != nil {
		leave()
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, limits.Time)
	done := make(chan outcome, 1)
	go func() {
		defer cancel()
		o := guarded(ctx, func() (*Photo, error) { return work(ctx, original, k, limits) })
		leave()
		done <- o
	}()
	select {
	case o := <-done:
		return o.photo, o.err
	case <-ctx.Done():
		// The result may have come at the same moment. Otherwise the work ends by itself at its next look at ctx, and
		// gives its turn back only then.
		select {
		case o := <-done:
			return o.photo, o.err
		default:
			return nil, ErrTime.with(ctx.Err(), "%s", k)
		}
	}
}

type outcome struct {
	photo *Photo
	err   error
}

// guarded runs fn and folds whatever goes wrong into the closed set.
func guarded(ctx context.Context, fn func() (*Photo, error)) (o outcome) {
	defer func() {
		if p := recover(); p != nil {
			o = outcome{err: ErrBroken.with(fmt.Errorf("decoder panicked: %v\n%s", p, debug.Stack()), "")}
		}
	}()
	p, err := fn()
	if err == nil {
		return outcome{photo: p}
	}
	var known *Error
	switch {
	case ctx.Err() != nil:
		err = ErrTime.with(ctx.Err(), "")
	case !errors.As(err, &known):
		err = ErrBroken.with(err, "")
	}
	return outcome{err: err}
}

// develop does the work of Develop for bytes whose kind is known.
func develop(ctx context.Context, original []byte, k kind, limits Limits) (*Photo, error) {
	img, size, err := decode(ctx, original, k, limits)
	if err != nil {
		return nil, err
	}
	facts := readFacts(ctx, original, k)
	if k == heicFile {
		facts.turn = upright // its own boxes say how it lies, and the decoder has obeyed them
	}
	p := &Photo{Type: k.String(), Original: original, TakenAt: facts.takenAt, Lat: facts.lat, Lng: facts.lng,
		Camera: facts.camera}
	p.Width, p.Height = facts.turn.size(size.X, size.Y)

	view := facts.turn.apply(fit(img, viewSide))
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	thumb := fit(view, thumbSide)
	light := lightOf(thumb)
	p.DHash, p.PHash, p.Print = differenceHash(light), frequencyHash(light, light.whole()), printOfLight(light)
	if p.View, err = encode(view, viewQuality); err != nil {
		return nil, err
	}
	if p.Thumb, err = encode(thumb, thumbQuality); err != nil {
		return nil, err
	}
	return p, ctx.Err()
}

// readAll reads no more than limit bytes, and notices a ctx that ends between two reads.
func readAll(ctx context.Context, r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(patient{ctx, r}, limit+1))
	switch {
	case ctx.Err() != nil:
		return nil, ErrTime.with(ctx.Err(), "reading")
	case err != nil:
		return nil, ErrBroken.with(err, "reading")
	case int64(len(b)) > limit:
		return nil, ErrTooLarge.with(nil, "").limit(limit)
	case len(b) == 0:
		return nil, ErrBroken.with(nil, "empty")
	}
	return b, nil
}

// patient reads until ctx ends. The decoders of Go cannot be told to stop, but every one stops when its input does.
type patient struct {
	ctx context.Context
	r   io.Reader
}

func (p patient) Read(b []byte) (int, error) {
	if err := p.ctx.Err(); err != nil {
		return 0, err
	}
	return p.r.Read(b)
}

// measured refuses sizes that are not allowed. heavy kinds take twice the memory for a pixel while they are decoded.
func measured(w, h int, heavy bool, limits Limits) error {
	most := limits.Pixels
	if heavy {
		most /= 2
	}
	if w <= 0 || h <= 0 {
		return ErrBroken.with(nil, "%d × %d pixels", w, h)
	}
	if w > maxSide || h > maxSide || int64(w)*int64(h) > most {
		return ErrPixels.with(nil, "%d × %d", w, h).limit(most)
	}
	return nil
}

// maxSide is the longest side a JPEG can have.
const maxSide = 65535

// asDeclared refuses a picture that decoded to another size than its header had promised.
func asDeclared(img image.Image, w, h int) error {
	if b := img.Bounds(); b.Dx() != w || b.Dy() != h {
		return ErrBroken.with(nil, "%d × %d pixels declared, %d × %d found", w, h, b.Dx(), b.Dy())
	}
	return nil
}
