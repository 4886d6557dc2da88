package photo

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"image"
	"image/color"
	"io"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// refused checks the error, and that it is one of the closed set.
func refused(t *testing.T, what string, err error, want *Error) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) || !errors.Is(err, want) {
		t.Errorf("%s: %v, want %s", what, err, want.Code)
	}
}

func TestOtherTypes(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"gif": "GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00," +
			"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;",
		"svg":           `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`,
		"html":          "<!doctype html><title>photo.jpg</title>",
		"pdf":           "%PDF-1.7\n",
		"zip":           "PK\x03\x04\x14\x00\x00\x00",
		"bmp":           "BM\x36\x00\x00\x00",
		"tiff":          "II*\x00\x08\x00\x00\x00",
		"avif":          "\x00\x00\x00\x1cftypavif\x00\x00\x00\x00mif1avifmiaf",
		"generic heif":  "\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1avif",
		"video":         "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00mp42isom",
		"wave":          "RIFF\x24\x00\x00\x00WAVEfmt ",
		"animated webp": string(riff(riffChunk("VP8X", []byte{2, 0, 0, 0, 9, 0, 0, 9, 0, 0}))),
		"text":          "photo.jpg",
		"one byte":      "\xff",
		"half a magic":  "\x89PNG",
		"late magic":    " \xff\xd8\xff\xe0",
	} {
		_, err := Process(t.Context(), strings.NewReader(content), Limits{})
		refused(t, name, err, ErrType)
	}
	_, err := Process(t.Context(), strings.NewReader(""), Limits{})
	refused(t, "empty", err, ErrBroken)
	if k, err := sniff([]byte("\x00\x00\x00\x18ftypmif1\x00\x00\x00\x00mif1heic")); k != heicFile || err != nil {
		t.Errorf("HEIC under a general brand: %v, %v", k, err)
	}
}

func TestByteLimit(t *testing.T) {
	t.Parallel()
	b := asJPEG(t, quadrants(64, 64))
	n := int64(len(b))
	if _, err := Process(t.Context(), bytes.NewReader(b), Limits{Bytes: n}); err != nil {
		t.Errorf("exactly at the limit: %v", err)
	}
	_, err := Process(t.Context(), bytes.NewReader(b), Limits{Bytes: n - 1})
	refused(t, "one over", err, ErrTooLarge)
	var e *Error
	if !errors.As(err, &e) || e.Limit != n-1 {
		t.Errorf("the limit is not told: %v", err)
	}
	endless := &counting{r: io.MultiReader(bytes.NewReader(b), zeroes{})}
	_, err = Process(t.Context(), endless, Limits{})
	refused(t, "endless", err, ErrTooLarge)
	if endless.n > 20<<20+1 {
		t.Errorf("%d bytes were read", endless.n)
	}
}

type zeroes struct{}

func (zeroes) Read(b []byte) (int, error) { return len(b), nil }

type counting struct {
	r io.Reader
	n int64
}

func (c *counting) Read(b []byte) (int, error) {
	n, err := c.r.Read(b)
	c.n += int64(n)
	return n, err
}

// header builds the beginning of a PNG that promises w × h pixels.
func header(w, h uint32, depth byte) []byte {
	data := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, w), h)
	data = append(data, depth, 2, 0, 0, 0)
	return append([]byte("\x89PNG\r\n\x1a\n"), chunk("IHDR", data)...)
}

// frame builds the beginning of a JPEG that promises w × h pixels in frames of a kind.
func frame(w, h uint16, sof byte) []byte {
	b := []byte{0xff, 0xd8, 0xff, 0xe0, 0, 4, 0, 0, 0xff, sof, 0, 17, 8}
	b = binary.BigEndian.AppendUint16(binary.BigEndian.AppendUint16(b, h), w)
	return append(b, 3, 1, 0x22, 0, 2, 0x11, 0, 3, 0x11, 0, 0xff, 0xda, 0, 12)
}

// Small files that promise many pixels are refused before memory is asked for.
func TestBombs(t *testing.T) {
	vast := []byte{0, 0, 0, 0, 0xff, 0x7f, 0, 0xff, 0x7f, 0} // 32768 × 32768
	for name, b := range map[string][]byte{
		"png 60000 × 60000":          header(60000, 60000, 8),
		"png 2147483647 × 1":         header(1<<31-1, 1, 8),
		"png 70000 × 1":              header(70000, 1, 8),
		"png just over":              header(8193, 6401, 8),
		"png of 16 bits over half":   header(6000, 5000, 16),
		"jpeg 65500 × 65500":         frame(65500, 65500, 0xc0),
		"progressive jpeg over half": frame(6000, 5000, 0xc2),
		"webp with a vast canvas":    riff(riffChunk("VP8X", vast)),
		"lossy webp 16383 × 16383": riff(riffChunk("VP8 ",
			[]byte{0x30, 1, 0, 0x9d, 1, 0x2a, 0xff, 0x3f, 0xff, 0x3f, 0, 0, 0, 0})),
		"lossless webp 16384 × 16384":    riff(riffChunk("VP8L", []byte{0x2f, 0xff, 0xff, 0xff, 0x0f, 0, 0, 0})),
		"progressive behind stray bytes": append([]byte{0xff, 0xd8, 0xff, 0xff}, frame(6000, 5000, 0xc2)[3:]...),
		"progressive jpeg in strange form": append([]byte{0xff, 0xd8, 0xff, 0xe0, 0, 2, 0, 0},
			frame(6000, 5000, 0xc2)[8:]...),
	} {
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		_, err := Process(t.Context(), bytes.NewReader(b), Limits{})
		runtime.ReadMemStats(&after)
		refused(t, name, err, ErrPixels)
		if took := after.TotalAlloc - before.TotalAlloc; took > 4<<20 {
			t.Errorf("%s took %d bytes", name, took)
		}
	}
	// The same sizes that are within bounds get as far as finding that nothing follows.
	for name, b := range map[string][]byte{"png": header(500, 400, 16), "jpeg": frame(500, 400, 0xc2)} {
		_, err := Process(t.Context(), bytes.NewReader(b), Limits{})
		refused(t, name, err, ErrBroken)
	}
	_, err := Process(t.Context(), bytes.NewReader(asPNG(t, quadrants(100, 100))), Limits{Pixels: 9999})
	refused(t, "one pixel over", err, ErrPixels)
	if _, err := Process(t.Context(), bytes.NewReader(asPNG(t, quadrants(100, 100))),
		Limits{Pixels: 10000}); err != nil {
		t.Errorf("exactly at the limit: %v", err)
	}
}

// A file cut off anywhere is broken, never half a photo. (A cut within the first bytes leaves no type to recognise.)
func TestTruncated(t *testing.T) {
	t.Parallel()
	e := hengyang()
	for name, b := range map[string][]byte{
		"jpeg": e.inJPEG(asJPEG(t, quadrants(64, 48))),
		"png":  e.inPNG(asPNG(t, quadrants(64, 48))),
		"webp": file(t, "quadrants.webp"),
	} {
		for cut := 0; cut < len(b)-8; cut += 7 {
			_, err := Process(t.Context(), bytes.NewReader(b[:cut]), Limits{})
			if cut < 12 && errors.Is(err, ErrType) {
				continue
			}
			refused(t, name, err, ErrBroken)
		}
	}
	// Cut in transit rather than on disk: the reader's own error is kept as the cause.
	b := asJPEG(t, quadrants(64, 48))
	_, err := Process(t.Context(), io.MultiReader(bytes.NewReader(b), iotest.ErrReader(io.ErrUnexpectedEOF)), Limits{})
	refused(t, "cut in transit", err, ErrBroken)
	if !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Errorf("cause lost: %v", err)
	}
}

func TestUnsupportedCodingIsAType(t *testing.T) {
	t.Parallel()
	_, err := Process(t.Context(), bytes.NewReader(frame(50, 40, 0xc9)), Limits{}) // arithmetic coding
	refused(t, "arithmetic jpeg", err, ErrType)
}

func TestTime(t *testing.T) {
	t.Parallel()
	b := asJPEG(t, quadrants(64, 48))
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := Process(gone, bytes.NewReader(b), Limits{})
	refused(t, "caller gone", err, ErrTime)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("cause lost: %v", err)
	}
	_, err = Process(t.Context(), bytes.NewReader(b), Limits{Time: 1})
	refused(t, "a nanosecond", err, ErrTime)

	slow, cancel := context.WithCancel(t.Context())
	_, err = Process(slow, io.MultiReader(bytes.NewReader(b), leaver{cancel}), Limits{})
	refused(t, "gone while reading", err, ErrTime)
}

// A decoder that nobody waits for any more stops at its next look at the input, or is killed.
func TestDecodersStop(t *testing.T) {
	t.Parallel()
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	for k, b := range map[kind][]byte{
		jpegFile: asJPEG(t, quadrants(64, 48)), pngFile: asPNG(t, quadrants(64, 48)),
		webpFile: file(t, "quadrants.webp"), heicFile: file(t, "quadrants.heic"),
	} {
		if img, _, err := decode(gone, b, k, Limits{}.orDefault()); err == nil {
			t.Errorf("%s: decoded %v for nobody", k, img.Bounds())
		}
	}
}

// leaver is a client that goes away in the middle.
type leaver struct{ leave func() }

func (l leaver) Read([]byte) (int, error) { l.leave(); return 0, nil }

// Two photos are worked on at once; a third waits, and gives up with its caller.
func TestTurns(t *testing.T) { // not beside others: they take turns, too
	b := asJPEG(t, quadrants(64, 48))
	var leave []func()
	for range atOnce {
		l, err := turns.wait(t.Context(), "", 1)
		if err != nil {
			t.Fatal(err)
		}
		leave = append(leave, l)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err := Process(ctx, bytes.NewReader(b), Limits{})
	refused(t, "no turn", err, ErrTime)
	done := make(chan error, 1)
	go func() {
		_, err := Process(t.Context(), bytes.NewReader(b), Limits{})
		done <- err
	}()
	select {
	case err := <-done:
		t.Errorf("did not wait: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	leave[0]()
	if err := <-done; err != nil {
		t.Error(err)
	}
	leave[1]()
	if turns.free != atOnce || turns.pixels != inFlight || len(turns.working) != 0 {
		t.Errorf("turns not given back: %+v", turns)
	}
}

func TestTurnsComeBackAfterFailure(t *testing.T) {
	t.Parallel()
	for range 3 * atOnce {
		_, _ = Process(t.Context(), bytes.NewReader(header(60000, 60000, 8)), Limits{})
		_, _ = Process(t.Context(), bytes.NewReader(asJPEG(t, quadrants(64, 48))), Limits{Time: 1})
	}
	process(t, asJPEG(t, quadrants(64, 48)))
}

func TestPanicIsABrokenPhoto(t *testing.T) {
	t.Parallel()
	o := guarded(t.Context(), func() (*Photo, error) { panic("index out of range") })
	refused(t, "panic", o.err, ErrBroken)
	if o.photo != nil || !strings.Contains(o.err.Error(), "index out of range") {
		t.Errorf("%v, %v", o.photo, o.err)
	}
	o = guarded(t.Context(), func() (*Photo, error) { return nil, io.ErrUnexpectedEOF })
	refused(t, "unknown error", o.err, ErrBroken)
}

func TestOtherSizeThanDeclared(t *testing.T) {
	t.Parallel()
	refused(t, "smaller", asDeclared(image.NewGray(image.Rect(0, 0, 3, 4)), 4, 4), ErrBroken)
	if err := asDeclared(image.NewGray(image.Rect(5, 5, 8, 9)), 3, 4); err != nil {
		t.Error(err)
	}
}

// Shapes and colour models that need care.
func TestOddPictures(t *testing.T) {
	t.Parallel()
	glass := image.NewNRGBA(image.Rect(0, 0, 40, 40)) // wholly see-through: white, not black
	palette := image.NewPaletted(image.Rect(0, 0, 4000, 30), color.Palette{color.White, color.Black})
	for name, c := range map[string]struct {
		img         image.Image
		view, thumb image.Point
	}{
		"one pixel":    {image.NewGray(image.Rect(0, 0, 1, 1)), image.Pt(1, 1), image.Pt(1, 1)},
		"a line":       {image.NewGray(image.Rect(0, 0, 5000, 1)), image.Pt(1920, 1), image.Pt(360, 1)},
		"a column":     {image.NewGray(image.Rect(0, 0, 2, 9000)), image.Pt(1, 1920), image.Pt(1, 360)},
		"see-through":  {glass, image.Pt(40, 40), image.Pt(40, 40)},
		"16 bits":      {image.NewNRGBA64(image.Rect(0, 0, 721, 360)), image.Pt(721, 360), image.Pt(360, 180)},
		"palette":      {palette, image.Pt(1920, 14), image.Pt(360, 3)},
		"just a view":  {image.NewGray(image.Rect(0, 0, 1920, 7)), image.Pt(1920, 7), image.Pt(360, 1)},
		"just over it": {image.NewGray(image.Rect(0, 0, 1921, 1921)), image.Pt(1920, 1920), image.Pt(360, 360)},
	} {
		p := process(t, asPNG(t, c.img))
		if v, th := sizeOf(t, p.View), sizeOf(t, p.Thumb); v != c.view || th != c.thumb {
			t.Errorf("%s: view %v, thumb %v", name, v, th)
		}
	}
	if got := seen(t, process(t, asPNG(t, glass)).View); got != "WWWW" {
		t.Errorf("see-through became %s", got)
	}
}

func FuzzProcess(f *testing.F) {
	e := hengyang()
	f.Add(e.inJPEG(asJPEG(f, quadrants(24, 16))))
	f.Add(e.inPNG(asPNG(f, quadrants(24, 16))))
	f.Add(e.inWebP(file(f, "quadrants.webp"), 128, 96))
	f.Add(header(60000, 60000, 8))
	f.Add(frame(65500, 65500, 0xc2))
	f.Add([]byte("GIF89a"))
	f.Fuzz(func(t *testing.T, b []byte) {
		if k, err := sniff(b); err == nil && k == heicFile {
			readFacts(t.Context(), b, k) // decoding starts a process, too slow to fuzz
			return
		}
		p, err := Process(t.Context(), bytes.NewReader(b),
			Limits{Pixels: 1 << 16, Bytes: 1 << 16, Time: 10 * time.Second})
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || p != nil {
				t.Fatalf("outside of the set: %v, %v", p, err)
			}
			if errors.Is(err, ErrTime) || strings.Contains(err.Error(), "panicked") {
				t.Fatal(err)
			}
			return
		}
		if p.Lat != nil && (*p.Lat < -90 || *p.Lat > 90 || *p.Lng < -180 || *p.Lng > 180) {
			t.Fatalf("place %v, %v", *p.Lat, *p.Lng)
		}
		if long := max(sizeOf(t, p.View).X, sizeOf(t, p.View).Y); long > viewSide || long > max(p.Width, p.Height) {
			t.Fatalf("view of %d pixels for %d × %d", long, p.Width, p.Height)
		}
	})
}
