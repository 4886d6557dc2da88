package photo

import (
	"context"
	"image"
	"image/color"
	"image/draw"
	"io"
)

// Boxes is how many boxes a photo may have.
const Boxes = 40

// Cover makes a copy of a photo in which boxes are covered: what lies under them is nowhere in the copy. The boxes are
// in thousandths of the photo's width and height; what reaches beyond the edge is cut off, and each grows by a little,
// because whoever draws one with a finger draws it tight. View and Thumb of the result are filled, and its size; the
// rest stays empty. Errors are those of Develop.
func Cover(ctx context.Context, r io.ReadSeeker, boxes []image.Rectangle) (*Photo, error) {
	return inTurn(ctx, r, Limits{}.orDefault(), func(ctx context.Context, b []byte, k kind, l Limits) (*Photo, error) {
		img, _, err := decode(ctx, b, k, l)
		if err != nil {
			return nil, err
		}
		view := fit(img, viewSide)
		size := view.Bounds()
		for _, x := range boxes {
			draw.Draw(view, inPixels(x, size), image.NewUniform(color.Gray{Y: 40}), image.Point{}, draw.Src)
		}
		p := &Photo{Width: size.Dx(), Height: size.Dy()}
		if p.View, err = encode(view, viewQuality); err != nil {
			return nil, err
		}
		p.Thumb, err = encode(fit(view, thumbSide), thumbQuality)
		return p, err
	})
}

// margin is how much a box grows on each side, in thousandths.
const margin = 4

// inPixels is a box of thousandths on a picture of a size: never less than what was drawn.
func inPixels(box, size image.Rectangle) image.Rectangle {
	box = box.Canon()
	up := func(n, of int) int { return (n*of + 999) / 1000 }
	return image.Rect(size.Min.X+(box.Min.X-margin)*size.Dx()/1000, size.Min.Y+(box.Min.Y-margin)*size.Dy()/1000,
		size.Min.X+up(box.Max.X+margin, size.Dx()), size.Min.Y+up(box.Max.Y+margin, size.Dy())).Intersect(size)
}
