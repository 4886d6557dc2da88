//go:build nodynamic

package photo

import (
	"bytes"
	"encoding/binary"
	"strings"
	"testing"
	"time"
)

// quadrants.heic was drawn for this test: red and green above blue and white, 128 × 96, EXIF as in hengyang but with
// orientation 6, which does not count in HEIC, where boxes beside the picture say how it lies (here: upright).
func TestHEIC(t *testing.T) {
	t.Parallel()
	slowly(t)
	b := file(t, "quadrants.heic")
	p := process(t, b)
	checkFacts(t, p, "image/heic")
	if p.Width != 128 || p.Height != 96 || seen(t, p.View) != "RGBW" || !bytes.Equal(p.Original, b) {
		t.Errorf("%d × %d, corners %s", p.Width, p.Height, seen(t, p.View))
	}
	general := bytes.Clone(b)
	copy(general[8:], "mif1")
	if p := process(t, general); seen(t, p.View) != "RGBW" {
		t.Errorf("under a general brand: %s", seen(t, p.View))
	}
}

// TestHEICRefused begins with the tests that run alone: it turns the decoder off for a moment.
func TestHEICRefused(t *testing.T) {
	slowly(t)
	b := file(t, "quadrants.heic")
	_, err := Process(t.Context(), bytes.NewReader(b), Limits{Pixels: 128*96 - 1})
	refused(t, "a pixel too many", err, ErrPixels)
	_, err = Process(t.Context(), bytes.NewReader(b[:len(b)-300]), Limits{})
	refused(t, "cut off", err, ErrBroken)
	_, err = Process(t.Context(), bytes.NewReader(b[:40]), Limits{})
	refused(t, "nothing but a brand", err, ErrBroken)

	helperReady.Store(false)
	defer helperReady.Store(true)
	_, err = Process(t.Context(), bytes.NewReader(b), Limits{})
	refused(t, "a program that cannot be its own helper", err, ErrType)
}

// The child is killed when its time is over, and its turn is free at once.
func TestHEICTime(t *testing.T) {
	start := time.Now()
	_, err := Process(t.Context(), bytes.NewReader(file(t, "quadrants.heic")), Limits{Time: 5 * time.Millisecond})
	refused(t, "too slow", err, ErrTime)
	leave, err := turns.wait(t.Context(), "", inFlight)
	if err != nil {
		t.Fatal(err)
	}
	leave()
	if took := time.Since(start); took > 10*time.Second {
		t.Errorf("it took %s", took)
	}
}

// What the child says is believed no more than the photo.
func TestHelperAnswers(t *testing.T) {
	t.Parallel()
	answers := func(a answer, pixels int) []byte {
		var b bytes.Buffer
		if err := binary.Write(&b, binary.LittleEndian, a); err != nil {
			t.Fatal(err)
		}
		b.Write(make([]byte, pixels))
		return b.Bytes()
	}
	limits := Limits{}.orDefault()
	for name, c := range map[string]struct {
		out  []byte
		want *Error
	}{
		"nothing":         {nil, ErrBroken},
		"another program": {[]byte("usage: xiaohao COMMAND"), ErrBroken},
		"no size":         {answers(answer{Magic: helperMagic}, 0), ErrBroken},
		"vast":            {answers(answer{helperMagic, 60000, 60000, 0, 0}, 0), ErrPixels},
		"negative":        {answers(answer{helperMagic, 1 << 31, 5, 5, 5}, 100), ErrBroken},
		"pixels missing":  {answers(answer{helperMagic, 5, 5, 5, 5}, 99), ErrBroken},
		"pixels left":     {answers(answer{helperMagic, 5, 5, 5, 5}, 101), ErrBroken},
		"view too large":  {answers(answer{helperMagic, 2000, 1, 2000, 1}, 8000), ErrBroken},
	} {
		_, _, err := readAnswer(c.out, limits)
		refused(t, name, err, c.want)
	}
	img, size, err := readAnswer(answers(answer{helperMagic, 50, 40, 5, 4}, 80), limits)
	if err != nil || size.X != 50 || size.Y != 40 || img.Bounds().Dx() != 5 {
		t.Errorf("a good answer: %v, %v", size, err)
	}
	if err := help(strings.NewReader("not a photo"), &bytes.Buffer{}, limits); err == nil {
		t.Error("the helper made a picture out of words")
	}
}
