package photo

import (
	"bytes"
	"context"
	"errors"
	"io"
	"math"
	"strings"
	"time"
	"unicode"

	"github.com/bep/imagemeta"

	"xiaohao/loop/calendar"
)

// facts are what the camera wrote beside the pixels. Each is checked by itself: a wrong one counts as absent and
// spoils no other.
type facts struct {
	turn     turn
	takenAt  calendar.Instant // µs
	lat, lng *float64
	camera   string
}

var metaFormats = map[kind]imagemeta.ImageFormat{jpegFile: imagemeta.JPEG, pngFile: imagemeta.PNG,
	webpFile: imagemeta.WebP, heicFile: imagemeta.HEIF}

// wanted names the tags that are read, with the directory each must stand in, so that a thumbnail's tags count for
// nothing.
var wanted = map[string]string{
	"Orientation": "IFD0", "Make": "IFD0", "Model": "IFD0",
	"DateTimeOriginal": "IFD0/ExifIFDP", "OffsetTimeOriginal": "IFD0/ExifIFDP",
	"GPSLatitude": "IFD0/GPSInfoIFD", "GPSLatitudeRef": "IFD0/GPSInfoIFD", "GPSLongitude": "IFD0/GPSInfoIFD",
	"GPSLongitudeRef": "IFD0/GPSInfoIFD",
}

// readFacts never fails: metadata that cannot be read is no reason to refuse a photo.
func readFacts(ctx context.Context, b []byte, k kind) facts {
	tags := map[string]any{}
	_, _ = imagemeta.Decode(imagemeta.Options{
		R:               &frugal{ReadSeeker: bytes.NewReader(b), ctx: ctx, left: 50_000},
		ImageFormat:     metaFormats[k],
		Sources:         imagemeta.EXIF,
		LimitNumTags:    1000,
		LimitTagSize:    4096,
		ShouldHandleTag: func(t imagemeta.TagInfo) bool { return wanted[t.Tag] == t.Namespace },
		HandleTag: func(t imagemeta.TagInfo) error {
			if _, twice := tags[t.Tag]; !twice {
				tags[t.Tag] = t.Value
			}
			return nil
		},
	})
	text := func(tag string) string { s, _ := tags[tag].(string); return s }
	f := facts{turn: upright, camera: camera(text("Make"), text("Model")),
		takenAt: takenAt(text("DateTimeOriginal"), text("OffsetTimeOriginal"))}
	if o, ok := tags["Orientation"].(uint16); ok && o >= 1 && o <= 8 {
		f.turn = turn(o)
	}
	f.lat, f.lng = place(tags["GPSLatitude"], text("GPSLatitudeRef"), tags["GPSLongitude"], text("GPSLongitudeRef"))
	return f
}

// frugal lets the metadata reader move about only so often: boxes that point back to themselves would keep it busy
// for ever.
type frugal struct {
	io.ReadSeeker
	ctx  context.Context
	left int
}

var errBusy = errors.New("photo: metadata takes too many steps")

func (f *frugal) spend() error {
	if f.left--; f.left < 0 {
		return errBusy
	}
	return f.ctx.Err()
}

func (f *frugal) Read(b []byte) (int, error) {
	if err := f.spend(); err != nil {
		return 0, err
	}
	return f.ReadSeeker.Read(b)
}

func (f *frugal) Seek(offset int64, whence int) (int64, error) {
	if err := f.spend(); err != nil {
		return 0, err
	}
	return f.ReadSeeker.Seek(offset, whence)
}

// home is where a camera stands that does not say its time zone.
var home = time.FixedZone("Asia/Shanghai", 8*3600)

// takenAt reads "2026:11:23 20:15:00" and, where there is one, "+08:00". Years before 1990 come from cameras whose
// clock was never set.
func takenAt(text, offset string) calendar.Instant {
	zone := home
	if t, err := time.Parse("-07:00", strings.TrimSpace(offset)); err == nil {
		if _, s := t.Zone(); s >= -14*3600 && s <= 14*3600 {
			zone = time.FixedZone(offset, s)
		}
	} else if strings.TrimSpace(offset) == "Z" {
		zone = time.UTC
	}
	t, err := time.ParseInLocation("2006:01:02 15:04:05", strings.TrimSpace(text), zone)
	if err != nil || t.Year() < 1990 {
		return 0
	}
	return calendar.Of(t)
}

// place puts sign to degrees. Both are needed, with their hemispheres.
func place(lat any, ns string, lng any, ew string) (*float64, *float64) {
	a, okA := signed(lat, ns, "N", "S", 90)
	o, okO := signed(lng, ew, "E", "W", 180)
	if !okA || !okO {
		return nil, nil
	}
	return &a, &o
}

// signed takes no whole degrees: that is what is left of 0/0 (the reader counts such a fraction as nothing), and what
// cameras write before they know where they are. A photo really taken on such a line to the centimetre loses its
// place.
func signed(value any, ref, plus, minus string, most float64) (float64, bool) {
	v, ok := value.(float64)
	if !ok || math.IsNaN(v) || v < 0 || v > most || v == math.Trunc(v) {
		return 0, false
	}
	switch strings.ToUpper(strings.TrimSpace(ref)) {
	case plus:
		return v, true
	case minus:
		return -v, true
	}
	return 0, false
}

// camera joins maker and model to one line of at most 64 characters. Many models begin with their maker's name already.
func camera(maker, model string) string {
	maker, model = clean(maker), clean(model)
	if !strings.HasPrefix(strings.ToLower(model), strings.ToLower(maker)) {
		model = strings.TrimSpace(maker + " " + model)
	}
	if r := []rune(model); len(r) > 64 {
		model = strings.TrimSpace(string(r[:64]))
	}
	return model
}

// clean drops what cannot be printed (control and bidi characters, broken UTF-8) and folds spaces.
func clean(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.Join(strings.Fields(s), " ")
}
