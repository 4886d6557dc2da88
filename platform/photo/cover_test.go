package photo

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/draw"
	"image/jpeg"
	"math/rand/v2"
	"testing"

	"pgregory.net/rapid"
)

// block is how far a JPEG spreads an edge: its blocks are as wide.
const block = 16

// TestCoverHides draws boxes over a picture of noise: nothing of what lay under them is left in the copy or its
// thumbnail, and the rest is as it was.
func TestCoverHides(t *testing.T) {
	t.Parallel()
	rnd := rand.New(rand.NewPCG(1, 2))
	img := image.NewRGBA(image.Rect(0, 0, 400, 300))
	for i := range img.Pix {
		img.Pix[i] = byte(rnd.IntN(2) * 255)
	}
	draw.Draw(img, image.Rect(300, 0, 400, 100), image.White, image.Point{}, draw.Src)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, nil); err != nil {
		t.Fatal(err)
	}
	p, err := Cover(context.Background(), bytes.NewReader(b.Bytes()),
		[]image.Rectangle{image.Rect(250, 500, 500, 1100)})
	if err != nil {
		t.Fatal(err)
	}
	for _, copied := range [][]byte{p.View, p.Thumb} {
		got, err := jpeg.Decode(bytes.NewReader(copied))
		if err != nil {
			t.Fatal(err)
		}
		w, h := got.Bounds().Dx(), got.Bounds().Dy()
		for y := h/2 + block; y < h; y++ {
			for x := w/4 + block; x < w/2-block; x++ {
				if c := color.GrayModel.Convert(got.At(x, y)).(color.Gray).Y; c < 25 || c > 55 {
					t.Fatalf("pixel %d,%d of %d×%d is %d: something shows through", x, y, w, h, c)
				}
			}
		}
		if c := color.GrayModel.Convert(got.At(w-5, 5)).(color.Gray).Y; c < 200 {
			t.Errorf("what no box covers was covered: %d", c)
		}
	}
}

// TestInPixels: a box never covers less than was drawn, and never reaches beyond the picture.
func TestInPixels(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		size := image.Rect(0, 0, rapid.IntRange(1, 4000).Draw(t, "w"), rapid.IntRange(1, 4000).Draw(t, "h"))
		n := func(name string) int { return rapid.IntRange(-200, 1200).Draw(t, name) }
		box := image.Rect(n("x"), n("y"), n("to x"), n("to y"))
		got := inPixels(box, size)
		if !got.In(size) {
			t.Fatalf("%v reaches beyond %v", got, size)
		}
		for range 50 {
			px, py := rapid.IntRange(0, size.Dx()-1).Draw(t, "px"), rapid.IntRange(0, size.Dy()-1).Draw(t, "py")
			inside := px*1000 >= box.Min.X*size.Dx() && (px+1)*1000 <= box.Max.X*size.Dx() &&
				py*1000 >= box.Min.Y*size.Dy() && (py+1)*1000 <= box.Max.Y*size.Dy()
			if inside && !image.Pt(px, py).In(got) {
				t.Fatalf("box %v of %v leaves %d,%d uncovered: %v", box, size, px, py, got)
			}
		}
	})
}
