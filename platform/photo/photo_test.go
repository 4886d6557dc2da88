package photo

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"testing"
	"time"

	"github.com/bep/imagemeta"
	"github.com/google/go-cmp/cmp"

	"xiaohao/loop/calendar"
)

func TestMain(m *testing.M) {
	Helper()
	os.Exit(m.Run())
}

var corners = []color.RGBA{{255, 0, 0, 255}, {0, 255, 0, 255}, {0, 0, 255, 255}, {255, 255, 255, 255}}

// quadrants draws red and green above blue and white.
func quadrants(w, h int) *image.RGBA {
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			m.SetRGBA(x, y, corners[x*2/w+2*(y*2/h)])
		}
	}
	return m
}

func asJPEG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asPNG(t testing.TB, m image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, m); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func process(t *testing.T, b []byte) *Photo {
	t.Helper()
	p, err := Process(t.Context(), bytes.NewReader(b), Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// seen names the four corners of a JPEG, row by row: R, G, B, W, or ? for none of them.
func seen(t *testing.T, b []byte) string {
	t.Helper()
	m, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	w, h := m.Bounds().Dx(), m.Bounds().Dy()
	names := ""
	for i := range 4 {
		r, g, b, _ := m.At(w/4+i%2*w/2, h/4+i/2*h/2).RGBA()
		name := "?"
		for j, c := range corners {
			if math.Abs(float64(r>>8)-float64(c.R))+math.Abs(float64(g>>8)-float64(c.G))+
				math.Abs(float64(b>>8)-float64(c.B)) < 40 {
				name = "RGBW"[j : j+1]
			}
		}
		names += name
	}
	return names
}

func sizeOf(t *testing.T, b []byte) image.Point {
	t.Helper()
	c, err := jpeg.DecodeConfig(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	return image.Pt(c.Width, c.Height)
}

// Every kind that can be built here gives the same facts and the same upright picture.
func TestEveryKind(t *testing.T) {
	t.Parallel()
	for _, order := range []binary.AppendByteOrder{binary.LittleEndian, binary.BigEndian} {
		e := hengyang()
		e.order, e.orientation = order, 6
		for kind, b := range map[string][]byte{
			"image/jpeg": e.inJPEG(asJPEG(t, quadrants(128, 96))),
			"image/png":  e.inPNG(asPNG(t, quadrants(128, 96))),
			"image/webp": e.inWebP(file(t, "quadrants.webp"), 128, 96),
		} {
			t.Run(kind+" "+order.String(), func(t *testing.T) {
				p := process(t, b)
				checkFacts(t, p, kind)
				if p.Width != 96 || p.Height != 128 {
					t.Errorf("size %d × %d", p.Width, p.Height)
				}
				if got := seen(t, p.View) + " " + seen(t, p.Thumb); got != "BRWG BRWG" {
					t.Errorf("corners: %s", got)
				}
				if !bytes.Equal(p.Original, b) {
					t.Error("the original has changed")
				}
			})
		}
	}
}

func checkFacts(t *testing.T, p *Photo, kind string) {
	t.Helper()
	taken := calendar.Of(time.Date(2026, 3, 3, 20, 6, 7, 0, time.UTC))
	if p.Type != kind || p.TakenAt != taken || p.Camera != "Maker Phone 1" {
		t.Errorf("type %s, taken %s, camera %q", p.Type, p.TakenAt.Time().UTC(), p.Camera)
	}
	if p.Lat == nil || p.Lng == nil || math.Abs(*p.Lat-26.893333) > 1e-5 || math.Abs(*p.Lng-112.57) > 1e-5 {
		t.Errorf("place: %v, %v", p.Lat, p.Lng)
	}
}

// The EXIF table of orientations: where the stored corners (R G / B W) must come to lie.
func TestOrientations(t *testing.T) {
	t.Parallel()
	want := []string{1: "RGBW", 2: "GRWB", 3: "WBGR", 4: "BWRG", 5: "RBGW", 6: "BRWG", 7: "WGBR", 8: "GWRB"}
	for _, size := range []image.Point{{97, 64}, {2000, 41}} { // kept as it is; scaled down
		stored := asJPEG(t, quadrants(size.X, size.Y))
		for o := uint16(0); o <= 9; o++ {
			e := hengyang()
			e.orientation = o
			p := process(t, e.inJPEG(stored))
			corners, upright := want[1], size
			if o >= 1 && o <= 8 {
				corners = want[o]
			}
			if o >= 5 && o <= 8 {
				upright = image.Pt(size.Y, size.X)
			}
			if got := seen(t, p.View); got != corners {
				t.Errorf("orientation %d of %v: view %s, want %s", o, size, got, corners)
			}
			if got := seen(t, p.Thumb); got != corners {
				t.Errorf("orientation %d of %v: thumb %s, want %s", o, size, got, corners)
			}
			if p.Width != upright.X || p.Height != upright.Y {
				t.Errorf("orientation %d of %v: %d × %d", o, size, p.Width, p.Height)
			}
		}
	}
}

// A wrong value counts as absent and spoils none of its neighbours.
func TestFacts(t *testing.T) {
	t.Parallel()
	type facts struct {
		Taken    string
		Lat, Lng float64
		Camera   string
	}
	sound := facts{"2026-03-03T20:06:07Z", 26.893, 112.57, "Maker Phone 1"}
	nowhere := func(f facts) facts { f.Lat, f.Lng = 0, 0; return f }
	never := func(f facts) facts { f.Taken = ""; return f }
	by := func(f facts, camera string) facts { f.Camera = camera; return f }
	at := func(f facts, taken string) facts { f.Taken = taken; return f }
	south := sound
	south.Lat, south.Lng = -26.893, -112.57
	for name, c := range map[string]struct {
		change func(*exif)
		want   facts
	}{
		"sound":                {func(e *exif) {}, sound},
		"southern and western": {func(e *exif) { e.latRef, e.lngRef = "S", "W" }, south},
		"no place": {func(e *exif) { e.lat, e.lng, e.latRef, e.lngRef = nil, nil, "", "" },
			nowhere(sound)},
		"0/0 as latitude":    {func(e *exif) { e.lat = make([]uint32, 6) }, nowhere(sound)},
		"infinite longitude": {func(e *exif) { e.lng = []uint32{1, 0, 0, 1, 0, 1} }, nowhere(sound)},
		"minutes of 0/0":     {func(e *exif) { e.lat = []uint32{26, 1, 0, 0, 0, 0} }, nowhere(sound)},
		"north of the pole":  {func(e *exif) { e.lat = []uint32{90, 1, 0, 1, 1, 1} }, nowhere(sound)},
		"longitude 180.5":    {func(e *exif) { e.lng = []uint32{180, 1, 30, 1, 0, 1} }, nowhere(sound)},
		"no hemisphere":      {func(e *exif) { e.latRef = "" }, nowhere(sound)},
		"wrong hemisphere":   {func(e *exif) { e.lngRef = "N" }, nowhere(sound)},
		"only a latitude":    {func(e *exif) { e.lng, e.lngRef = nil, "" }, nowhere(sound)},
		"null island": {func(e *exif) {
			e.lat, e.lng = []uint32{0, 1, 0, 1, 0, 1}, []uint32{0, 1, 0, 1, 0, 1}
		}, nowhere(sound)},
		"no zone is China":       {func(e *exif) { e.offset = "" }, at(sound, "2026-03-03T21:06:07Z")},
		"nonsense zone is China": {func(e *exif) { e.offset = "+99:00" }, at(sound, "2026-03-03T21:06:07Z")},
		"zone Z":                 {func(e *exif) { e.offset = "Z" }, at(sound, "2026-03-04T05:06:07Z")},
		"no time":                {func(e *exif) { e.taken = "" }, never(sound)},
		"zeroes":                 {func(e *exif) { e.taken = "0000:00:00 00:00:00" }, never(sound)},
		"30 February":            {func(e *exif) { e.taken = "2026:02:30 10:00:00" }, never(sound)},
		"clock never set":        {func(e *exif) { e.taken = "1980:01:01 00:00:00" }, never(sound)},
		"blanks":                 {func(e *exif) { e.taken = "    :  :     :  :  " }, never(sound)},
		"maker twice":            {func(e *exif) { e.model = "MAKER Phone 1" }, by(sound, "MAKER Phone 1")},
		"no maker":               {func(e *exif) { e.maker = "" }, by(sound, "Phone 1")},
		"no model":               {func(e *exif) { e.model = "" }, by(sound, "Maker")},
		"bidi and controls":      {func(e *exif) { e.model = "Pho\u202ene\t\x01  1\xff" }, sound},
		"endless name": {func(e *exif) { e.maker, e.model = "", string(bytes.Repeat([]byte("长"), 500)) },
			by(sound, string(bytes.Repeat([]byte("长"), 64)))},
	} {
		t.Run(name, func(t *testing.T) {
			e := hengyang()
			c.change(&e)
			p := process(t, e.inJPEG(asJPEG(t, quadrants(16, 16))))
			got := facts{Camera: p.Camera}
			if p.TakenAt != 0 {
				got.Taken = p.TakenAt.Time().UTC().Format(time.RFC3339)
			}
			if (p.Lat == nil) != (p.Lng == nil) {
				t.Error("half a place")
			}
			if p.Lat != nil && p.Lng != nil {
				got.Lat, got.Lng = math.Round(*p.Lat*1000)/1000, math.Round(*p.Lng*1000)/1000
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// What is served holds no metadata: no tags for a reader of them, and no segment that could hold any.
func TestStripped(t *testing.T) {
	t.Parallel()
	e := hengyang()
	p := process(t, e.inJPEG(asJPEG(t, quadrants(2400, 1800))))
	if n := countTags(t, p.Original); n < 9 {
		t.Fatalf("the original should have had its tags, found %d", n)
	}
	for name, b := range map[string][]byte{"view": p.View, "thumb": p.Thumb} {
		if n := countTags(t, b); n != 0 {
			t.Errorf("%s has %d tags", name, n)
		}
		for _, secret := range []string{"Exif", "Phone", "Maker", "2026:", "http"} {
			if bytes.Contains(b, []byte(secret)) {
				t.Errorf("%s contains %q", name, secret)
			}
		}
		for at := 2; b[at+1] != 0xda; at += 2 + int(binary.BigEndian.Uint16(b[at+2:])) {
			// tables and the frame, nothing else
			if m := b[at+1]; b[at] != 0xff || m != 0xdb && m != 0xc0 && m != 0xc4 {
				t.Fatalf("%s has segment %#x at %d", name, m, at)
			}
		}
	}
	if v, th := sizeOf(t, p.View), sizeOf(t, p.Thumb); v != image.Pt(1920, 1440) || th != image.Pt(360, 270) {
		t.Errorf("view %v, thumb %v", v, th)
	}
}

func countTags(t *testing.T, b []byte) (n int) {
	t.Helper()
	_, err := imagemeta.Decode(imagemeta.Options{
		R: bytes.NewReader(b), ImageFormat: imagemeta.JPEG, Sources: imagemeta.EXIF | imagemeta.IPTC | imagemeta.XMP,
		ShouldHandleTag: func(imagemeta.TagInfo) bool { return true },
		HandleTag:       func(imagemeta.TagInfo) error { n++; return nil },
	})
	if err != nil {
		t.Error(err)
	}
	return n
}

// Boxes that point back to themselves do not keep the metadata reader for ever.
func TestMetadataThatRunsInCircles(t *testing.T) {
	t.Parallel()
	b := append([]byte("\x00\x00\x00\x10ftypheic\x00\x00\x00\x00"),
		"\x00\x00\x00\x01free\xff\xff\xff\xff\xff\xff\xff\xf0"...)
	done := make(chan facts, 1)
	go func() { done <- readFacts(t.Context(), b, heicFile) }()
	select {
	case f := <-done:
		if f.turn != upright || f.takenAt != 0 || f.lat != nil {
			t.Errorf("facts out of nothing: %+v", f)
		}
	case <-time.After(20 * time.Second):
		t.Fatal("still reading")
	}
}

func TestErrorsCompareByCode(t *testing.T) {
	t.Parallel()
	all := []*Error{ErrTooLarge, ErrType, ErrPixels, ErrBroken, ErrTime}
	cause := errors.New("cause")
	for i, a := range all {
		err := a.with(cause, "detail").limit(7)
		if !errors.Is(err, cause) || err.Limit != 7 || a.Limit != 0 ||
			err.Error() != a.Code+": detail (limit 7): cause" {
			t.Errorf("%v", err)
		}
		for j, b := range all {
			if errors.Is(err, b) != (i == j) {
				t.Errorf("%v is %v: %v", err, b, i != j)
			}
		}
	}
}
