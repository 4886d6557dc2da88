package photo

import (
	"image"
	"image/color"
	"math"
	"math/rand/v2"
	"testing"

	"golang.org/x/image/draw"
	"pgregory.net/rapid"
)

// scene draws a street that is the same for the same seed: sky, ground, houses, noise.
func scene(seed uint64, w, h int) *image.RGBA {
	r := rand.New(rand.NewPCG(seed, 7))
	m := image.NewRGBA(image.Rect(0, 0, w, h))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{150, 190, 230, 255}), image.Point{}, draw.Src)
	draw.Draw(m, image.Rect(0, h*(50+r.IntN(30))/100, w, h), image.NewUniform(color.RGBA{90, 90, 80, 255}),
		image.Point{}, draw.Src)
	for range 14 {
		x, y := r.IntN(w), r.IntN(h)
		box := image.Rect(x, y, x+w*(5+r.IntN(25))/100, y+h*(5+r.IntN(35))/100)
		draw.Draw(m, box, image.NewUniform(color.RGBA{byte(r.UintN(256)), byte(r.UintN(256)), byte(r.UintN(256)), 255}),
			image.Point{}, draw.Src)
	}
	return m
}

// A photo that was scaled, sent through a messenger or made brighter stays near; another street does not.
func TestHashesFindTheSamePicture(t *testing.T) {
	t.Parallel()
	for seed := range uint64(6) {
		whole := scene(seed, 480, 360)
		p := process(t, asJPEG(t, whole))
		small := image.NewRGBA(image.Rect(0, 0, 400, 300))
		draw.BiLinear.Scale(small, small.Rect, whole, whole.Rect, draw.Src, nil)
		coarse, err := encode(small, 40)
		if err != nil {
			t.Fatal(err)
		}
		bright := image.NewRGBA(whole.Rect)
		for i, v := range whole.Pix {
			bright.Pix[i] = byte(min(255, 12+int(v)))
		}
		for name, b := range map[string][]byte{"smaller and coarser": coarse, "brighter": asJPEG(t, bright),
			"as PNG": asPNG(t, whole)} {
			q := process(t, b)
			if d, f := Distance(p.DHash, q.DHash), Distance(p.PHash, q.PHash); d > 8 || f > 8 {
				t.Errorf("scene %d %s: %d, %d", seed, name, d, f)
			}
		}
		other := process(t, asJPEG(t, scene(seed+1000, 480, 360)))
		if d, f := Distance(p.DHash, other.DHash), Distance(p.PHash, other.PHash); d < 12 || f < 12 {
			t.Errorf("scene %d and another: %d, %d", seed, d, f)
		}
	}
}

// The hash is of the upright picture, however it was stored.
func TestHashOfTurnedPhoto(t *testing.T) {
	t.Parallel()
	upright := scene(3, 600, 400)
	e := hengyang()
	e.orientation = 3
	a, b := process(t, asJPEG(t, upright)), process(t, e.inJPEG(asJPEG(t, turn(3).apply(upright))))
	if d, f := Distance(a.DHash, b.DHash), Distance(a.PHash, b.PHash); d > 2 || f > 2 {
		t.Errorf("%d, %d", d, f)
	}
}

// Figures that were stored must mean the same for ever: these change only if every stored hash is made anew.
func TestHashesAreFixed(t *testing.T) {
	t.Parallel()
	grey := image.NewRGBA(image.Rect(0, 0, 360, 270))
	draw.Draw(grey, grey.Rect, image.NewUniform(color.Gray{77}), image.Point{}, draw.Src)
	street := scene(1, 360, 270)
	for name, c := range map[string]struct {
		img               *image.RGBA
		diff, frequencies uint64
	}{
		"grey":   {grey, 0, 0},
		"street": {street, 0x707337672520c0c0, 0xc3676540f863bca3},
		"tiny":   {scene(2, 3, 5), 0, 0x4004100020100000},
	} {
		light := lightOf(c.img)
		if d, f := differenceHash(light), frequencyHash(light, light.whole()); d != c.diff || f != c.frequencies {
			t.Errorf("%s: %#016x, %#016x", name, d, f)
		}
	}
}

func TestDistance(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := rapid.Uint64().Draw(t, "a"), rapid.Uint64().Draw(t, "b"), rapid.Uint64().Draw(t, "c")
		if Distance(a, a) != 0 || Distance(a, ^a) != 64 || Distance(a, b) != Distance(b, a) ||
			Distance(a, c) > Distance(a, b)+Distance(b, c) {
			t.Fatal("not a distance")
		}
	})
}

// Spreading pixels over cells neither loses nor invents light, but for rounding.
func TestGridKeepsTheMean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h := rapid.IntRange(1, 50).Draw(t, "w"), rapid.IntRange(1, 50).Draw(t, "h")
		gw, gh := rapid.IntRange(1, 40).Draw(t, "gw"), rapid.IntRange(1, 40).Draw(t, "gh")
		m, sum := image.NewRGBA(image.Rect(0, 0, w, h)), 0.0
		for i, v := range rapid.SliceOfN(rapid.Byte(), w*h, w*h).Draw(t, "pixels") {
			copy(m.Pix[4*i:], []byte{v, v, v, 255})
			sum += 1024 * float64(v)
		}
		cells := 0.0
		light := lightOf(m)
		for _, v := range light.grid(light.whole(), gw, gh).v {
			if v < 0 || v > 255*1024 {
				t.Fatalf("cell of %d", v)
			}
			cells += float64(v)
		}
		if math.Abs(cells/float64(gw*gh)-sum/float64(w*h)) > 1 {
			t.Fatalf("mean %g became %g", sum/float64(w*h), cells/float64(gw*gh))
		}
	})
}

// Averaging whole factors is the mean of each block, for planes of every chroma ratio and for other pictures alike.
func TestAverage(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		w, h, n := rapid.IntRange(1, 40).Draw(t, "w"), rapid.IntRange(1, 40).Draw(t, "h"),
			rapid.IntRange(1, 6).Draw(t, "n")
		ratio := rapid.SampledFrom([]image.YCbCrSubsampleRatio{
			image.YCbCrSubsampleRatio444, image.YCbCrSubsampleRatio422, image.YCbCrSubsampleRatio420,
			image.YCbCrSubsampleRatio440, image.YCbCrSubsampleRatio411, image.YCbCrSubsampleRatio410,
		}).Draw(t, "ratio")
		src := image.NewYCbCr(image.Rect(0, 0, w, h), ratio)
		copy(src.Y, rapid.SliceOfN(rapid.Byte(), len(src.Y), len(src.Y)).Draw(t, "luma"))
		for i := range src.Cb {
			src.Cb[i], src.Cr[i] = 200, 60
		}
		got := averageYCbCr(src, n)
		for y := range got.Rect.Dy() {
			for x := range got.Rect.Dx() {
				sum, count := 0, 0
				for sy := y * n; sy < min((y+1)*n, h); sy++ {
					for sx := x * n; sx < min((x+1)*n, w); sx++ {
						sum, count = sum+int(src.Y[sy*src.YStride+sx]), count+1
					}
				}
				c := got.YCbCrAt(x, y)
				if math.Abs(float64(c.Y)-float64(sum)/float64(count)) > 0.5001 || c.Cb != 200 || c.Cr != 60 {
					t.Fatalf("at %d, %d: %v, want mean of %d over %d", x, y, c, sum, count)
				}
			}
		}
	})
}
