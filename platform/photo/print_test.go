package photo

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"golang.org/x/image/draw"
)

// street is a made photo: sky and ground with a gradient, houses with windows, trees as blobs, wires, and the noise
// of a sensor.
func street(seed uint64) *image.RGBA {
	const w, h = 480, 360
	r := rand.New(rand.NewPCG(seed, 99))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	horizon, sky, ground := h*(35+r.IntN(40))/100, 120+r.IntN(120), 40+r.IntN(120)
	slope := r.Float64()*2 - 1
	for y := range h {
		for x := range w {
			v := sky - y*sky/(3*h)
			if float64(y) > float64(horizon)+slope*float64(x-w/2)*.2 {
				v = ground + (y-horizon)*40/h
			}
			m.SetRGBA(x, y, color.RGBA{byte(v), byte(min(255, v+8)), byte(min(255, v+20)), 255})
		}
	}
	grey := func() color.RGBA { v := byte(r.IntN(256)); return color.RGBA{v, byte(r.IntN(256)), v, 255} }
	for range 5 + r.IntN(10) {
		x, y, bw, bh, c := r.IntN(w), r.IntN(h), 30+r.IntN(140), 30+r.IntN(160), grey()
		draw.Draw(m, image.Rect(x, y, x+bw, y+bh), image.NewUniform(c), image.Point{}, draw.Src)
		for i := range r.IntN(20) {
			wx, wy := x+(i%4)*bw/4+4, y+(i/4)*bh/5+4
			draw.Draw(m, image.Rect(wx, wy, wx+bw/8, wy+bh/8).Intersect(image.Rect(x, y, x+bw, y+bh)),
				image.NewUniform(grey()), image.Point{}, draw.Src)
		}
	}
	for range 3 + r.IntN(6) {
		cx, cy, rad, c := r.IntN(w), r.IntN(h), 10+r.IntN(60), grey()
		for y := max(0, cy-rad); y < min(h, cy+rad); y++ {
			for x := max(0, cx-rad); x < min(w, cx+rad); x++ {
				if (x-cx)*(x-cx)+(y-cy)*(y-cy) < rad*rad {
					m.SetRGBA(x, y, c)
				}
			}
		}
	}
	for i := range m.Pix {
		if i%4 != 3 {
			m.Pix[i] = byte(min(255, max(0, int(m.Pix[i])+r.IntN(13)-6)))
		}
	}
	return m
}

func again(t testing.TB, img image.Image, quality int) *image.RGBA {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	out, err := jpeg.Decode(&b)
	if err != nil {
		t.Fatal(err)
	}
	return rgba(out)
}

func rgba(img image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, img.Bounds().Dx(), img.Bounds().Dy()))
	draw.Draw(out, out.Rect, img, img.Bounds().Min, draw.Src)
	return out
}

func scaled(img image.Image, w, h int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.CatmullRom.Scale(out, out.Rect, img, img.Bounds(), draw.Src, nil)
	return out
}

func cutOut(img *image.RGBA, l, t, r, b float64) *image.RGBA {
	w, h := float64(img.Rect.Dx()), float64(img.Rect.Dy())
	return rgba(img.SubImage(image.Rect(int(w*l), int(h*t), int(w*(1-r)), int(h*(1-b)))))
}

// marked puts a logo into a corner and a translucent band with strokes across.
func marked(img *image.RGBA, logo, band bool) *image.RGBA {
	out := rgba(img)
	w, h := out.Rect.Dx(), out.Rect.Dy()
	if logo {
		draw.Draw(out, image.Rect(w*84/100, h*86/100, w*98/100, h*97/100),
			image.NewUniform(color.RGBA{250, 250, 250, 255}), image.Point{}, draw.Src)
		draw.Draw(out, image.Rect(w*86/100, h*89/100, w*96/100, h*94/100),
			image.NewUniform(color.RGBA{200, 20, 20, 255}), image.Point{}, draw.Src)
	}
	if band {
		draw.Draw(out, image.Rect(0, h*90/100, w, h*97/100), image.NewUniform(color.RGBA{40, 40, 40, 90}),
			image.Point{}, draw.Over)
		for x := w / 20; x < w*3/5; x += w / 40 {
			draw.Draw(out, image.Rect(x, h*92/100, x+w/90, h*95/100), image.NewUniform(color.RGBA{240, 240, 240, 255}),
				image.Point{}, draw.Src)
		}
	}
	return out
}

// copies are what is done to a photo that is used again.
var copies = []struct {
	name string
	make func(t testing.TB, m *image.RGBA) *image.RGBA
}{
	{"JPEG quality 95", func(t testing.TB, m *image.RGBA) *image.RGBA { return again(t, m, 95) }},
	{"JPEG quality 60", func(t testing.TB, m *image.RGBA) *image.RGBA { return again(t, m, 60) }},
	{"JPEG quality 30", func(t testing.TB, m *image.RGBA) *image.RGBA { return again(t, m, 30) }},
	{"half the size", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, scaled(m, m.Rect.Dx()/2, m.Rect.Dy()/2), 80)
	}},
	{"5 % cut off the left", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, cutOut(m, .05, 0, 0, 0), 80)
	}},
	{"5 % cut off the bottom", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, cutOut(m, 0, 0, 0, .05), 80)
	}},
	{"5 % cut off, half each side", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, cutOut(m, .025, .025, .025, .025), 80)
	}},
	{"5 % cut off every side", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, cutOut(m, .05, .05, .05, .05), 80)
	}},
	{"a logo in the corner", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, marked(m, true, false), 80)
	}},
	{"a band with words across", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, marked(m, false, true), 80)
	}},
	{"half the size, a logo, quality 50", func(t testing.TB, m *image.RGBA) *image.RGBA {
		return again(t, marked(scaled(m, m.Rect.Dx()/2, m.Rect.Dy()/2), true, false), 50)
	}},
}

// recall measures copies of some photos: how many are the same, and how many of these an index would find.
func recall(t testing.TB, photos []*image.RGBA) (lines []string, worst float64) {
	t.Helper()
	prints := make([]Print, len(photos))
	for i, m := range photos {
		prints[i] = printOf(m)
	}
	worst = 1
	for _, c := range copies {
		same, found, n := 0, 0, 0
		for i, m := range photos {
			if prints[i] == nil {
				continue
			}
			n++
			p := printOf(c.make(t, m))
			if p == nil {
				continue
			}
			_, ok := Same(prints[i], p)
			if ok {
				same++
			}
			keys := Bands(p)
			if ok && slices.ContainsFunc(Bands(prints[i]), func(k uint64) bool { return slices.Contains(keys, k) }) {
				found++
			}
		}
		got := float64(found) / float64(max(n, 1))
		worst = math.Min(worst, got)
		lines = append(lines, fmt.Sprintf("| %s | %d | %.1f %% | %.1f %% |", c.name, n,
			100*float64(same)/float64(max(n, 1)), 100*got))
	}
	return lines, worst
}

// printOf is the print as Process makes it: of the thumbnail.
func printOf(m *image.RGBA) Print {
	w, h := m.Rect.Dx(), m.Rect.Dy()
	f := 360 / float64(max(w, h))
	return MakePrint(scaled(m, int(float64(w)*f+.5), int(float64(h)*f+.5)))
}

func falseAlarms(prints []Print) (wrong, pairs int, least int) {
	least = 64
	for i, a := range prints {
		for _, b := range prints[:i] {
			if a == nil || b == nil {
				continue
			}
			pairs++
			d, same := Same(a, b)
			if least = min(least, d); same {
				wrong++
			}
		}
	}
	return wrong, pairs, least
}

// TestPrints is the measurement that docs/alarms.md tells of.
func TestPrints(t *testing.T) {
	t.Parallel()
	var photos []*image.RGBA
	for s := range uint64(200) {
		photos = append(photos, street(s))
	}
	some := 50 // all 200 were measured for the docs; that takes a minute
	if testing.Short() {
		some = 12
	}
	lines, worst := recall(t, photos[:some])
	for _, l := range lines {
		t.Log(l)
	}
	if worst < .95 {
		t.Errorf("a kind of copy is found in %.1f %% only", 100*worst)
	}
	var prints []Print
	for _, m := range photos {
		prints = append(prints, printOf(m))
	}
	wrong, pairs, least := falseAlarms(prints)
	t.Logf("%d of %d pairs of different photos are taken for the same; the nearest two differ by %d bits",
		wrong, pairs, least)
	if float64(wrong) > 1e-4*float64(pairs) {
		t.Errorf("%d false alarms in %d pairs", wrong, pairs)
	}
}

// TestRealPrints measures the photos of a folder named by XIAOHAO_PHOTOS.
func TestRealPrints(t *testing.T) {
	t.Parallel()
	files, _ := filepath.Glob(filepath.Join(os.Getenv("XIAOHAO_PHOTOS"), "*.jpg"))
	var photos []*image.RGBA
	var prints []Print
	for _, f := range files {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if img, err := jpeg.Decode(bytes.NewReader(b)); err == nil {
			photos = append(photos, rgba(img))
			prints = append(prints, printOf(photos[len(photos)-1]))
		}
	}
	if len(photos) == 0 {
		t.Log("no folder of real photos is named: nothing was measured here")
		return
	}
	lines, worst := recall(t, photos)
	for _, l := range lines {
		t.Log(l)
	}
	wrong, pairs, least := falseAlarms(prints)
	t.Logf("%d photos, %d of %d pairs taken for the same, nearest %d bits, worst %.3f", len(photos), wrong,
		pairs, least, worst)
}

func TestFlatPictures(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]image.Image{"black": image.NewUniform(color.Black),
		"white": image.NewUniform(color.White), "grey": image.NewUniform(color.Gray{90})} {
		m := image.NewRGBA(image.Rect(0, 0, 360, 270))
		draw.Draw(m, m.Rect, c, image.Point{}, draw.Src)
		if p := MakePrint(m); p != nil {
			t.Errorf("%s can be told from others: %v", name, p)
		}
	}
}

func TestPrintText(t *testing.T) {
	t.Parallel()
	p := MakePrint(street(1))
	if got, ok := ParsePrint(p.String()); !ok || !slices.Equal(got, p) {
		t.Errorf("%v %v", got, ok)
	}
	for _, s := range []string{"", "707337672520c0c", p.String()[1:], "x" + p.String()[1:]} {
		if _, ok := ParsePrint(s); ok {
			t.Errorf("%q is a print", s)
		}
	}
}

func BenchmarkMakePrint(b *testing.B) {
	m := scaled(street(1), 360, 270)
	for b.Loop() {
		MakePrint(m)
	}
}
