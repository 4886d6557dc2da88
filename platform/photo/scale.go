package photo

import (
	"image"
	"image/color"

	"golang.org/x/image/draw"
)

// turn is an EXIF orientation, 1–8: how the stored rows lie in the upright picture.
type turn uint8

const upright turn = 1

// sideways tells whether width and height change places.
func (t turn) sideways() bool { return t >= 5 && t <= 8 }

// size gives the upright size of a picture stored as w × h.
func (t turn) size(w, h int) (int, int) {
	if t.sideways() {
		return h, w
	}
	return w, h
}

// apply gives the upright picture.
func (t turn) apply(src *image.RGBA) *image.RGBA {
	if t <= upright || t > 8 {
		return src
	}
	w, h := src.Rect.Dx(), src.Rect.Dy()
	dw, dh := t.size(w, h)
	dst := image.NewRGBA(image.Rect(0, 0, dw, dh))
	// Going right by one pixel in dst moves by (ax, ay) in src, going down by (bx, by), starting from (x0, y0).
	var x0, y0, ax, ay, bx, by int
	switch t {
	case 2:
		x0, ax, by = w-1, -1, 1
	case 3:
		x0, y0, ax, by = w-1, h-1, -1, -1
	case 4:
		y0, ax, by = h-1, 1, -1
	case 5:
		ay, bx = 1, 1
	case 6:
		y0, ay, bx = h-1, -1, 1
	case 7:
		x0, y0, ay, bx = w-1, h-1, -1, -1
	case 8:
		x0, ay, bx = w-1, 1, -1
	}
	step := ax*4 + ay*src.Stride
	for y := range dh {
		from := (x0+bx*y)*4 + (y0+by*y)*src.Stride
		row := dst.Pix[y*dst.Stride : y*dst.Stride+4*dw]
		for x := 0; x < len(row); x += 4 {
			copy(row[x:x+4], src.Pix[from:from+4])
			from += step
		}
	}
	return dst
}

// fit gives img with its long side at most side pixels, never larger than it is, on white where it is see-through.
// Whole factors are averaged first, which is quick and keeps fine lines; what is left (below 2) is interpolated.
func fit(img image.Image, side int) *image.RGBA {
	w, h := img.Bounds().Dx(), img.Bounds().Dy()
	tw, th := w, h
	if long := max(w, h); long > side {
		tw, th = max(1, (w*side+long/2)/long), max(1, (h*side+long/2)/long)
	}
	n := max(1, max(w, h)/max(tw, th))
	var small image.Image
	if planes, ok := img.(*image.YCbCr); ok {
		small = averageYCbCr(planes, n)
	} else {
		small = average(img, n)
	}
	if flat, ok := small.(*image.RGBA); ok && flat.Rect.Dx() == tw && flat.Rect.Dy() == th {
		return flat
	}
	dst := image.NewRGBA(image.Rect(0, 0, tw, th))
	draw.ApproxBiLinear.Scale(dst, dst.Rect, small, small.Bounds(), draw.Src, nil)
	return dst
}

// averageYCbCr makes each n × n block one pixel, plane by plane; the chroma planes keep their ratio to the luma plane.
func averageYCbCr(src *image.YCbCr, n int) *image.YCbCr {
	w, h := src.Rect.Dx(), src.Rect.Dy()
	if n == 1 || !src.Rect.Min.Eq(image.Point{}) {
		return src
	}
	dst := image.NewYCbCr(image.Rect(0, 0, max(1, w/n), max(1, h/n)), src.SubsampleRatio)
	dx, dy := dst.Rect.Dx(), dst.Rect.Dy()
	averagePlane(dst.Y, dst.YStride, dx, dy, src.Y, src.YStride, w, h, n)
	sw, sh := chroma(w, h, src.SubsampleRatio)
	cw, ch := chroma(dx, dy, src.SubsampleRatio)
	averagePlane(dst.Cb, dst.CStride, cw, ch, src.Cb, src.CStride, sw, sh, n)
	averagePlane(dst.Cr, dst.CStride, cw, ch, src.Cr, src.CStride, sw, sh, n)
	return dst
}

// chroma gives the size of the colour planes beside a luma plane of w × h.
func chroma(w, h int, r image.YCbCrSubsampleRatio) (int, int) {
	across, down := 1, 1
	switch r {
	case image.YCbCrSubsampleRatio422:
		across = 2
	case image.YCbCrSubsampleRatio420:
		across, down = 2, 2
	case image.YCbCrSubsampleRatio440:
		down = 2
	case image.YCbCrSubsampleRatio411:
		across = 4
	case image.YCbCrSubsampleRatio410:
		across, down = 4, 2
	}
	return (w + across - 1) / across, (h + down - 1) / down
}

func averagePlane(dst []byte, dstStride, dw, dh int, src []byte, srcStride, sw, sh, n int) {
	sums := make([]uint32, dw)
	for y := range dh {
		clear(sums)
		top := min(y*n, sh-1)
		bottom := min(top+n, sh)
		for sy := top; sy < bottom; sy++ {
			addRow(sums, src[sy*srcStride:sy*srcStride+sw], n)
		}
		row := dst[y*dstStride : y*dstStride+dw]
		for x := range row {
			left := min(x*n, sw-1)
			count := uint32((min(left+n, sw) - left) * (bottom - top))
			row[x] = byte((sums[x] + count/2) / count)
		}
	}
}

// addRow adds n source pixels to each sum; the last sums get fewer where the row ends.
func addRow(sums []uint32, row []byte, n int) {
	if n == 2 && len(row) >= 2*len(sums) { // the common case: twelve megapixels to a view
		for x := range sums {
			sums[x] += uint32(row[2*x]) + uint32(row[2*x+1])
		}
		return
	}
	for x := range sums {
		left := min(x*n, len(row)-1)
		for _, v := range row[left:min(left+n, len(row))] {
			sums[x] += uint32(v)
		}
	}
}

// average makes each n × n block one pixel and lays it on white.
func average(img image.Image, n int) *image.RGBA {
	b := img.Bounds()
	at := reader(img)
	dst := image.NewRGBA(image.Rect(0, 0, max(1, b.Dx()/n), max(1, b.Dy()/n)))
	for y := range dst.Rect.Dy() {
		top := b.Min.Y + y*n
		bottom := min(top+n, b.Max.Y)
		for x := range dst.Rect.Dx() {
			left := b.Min.X + x*n
			right := min(left+n, b.Max.X)
			var red, green, blue, alpha uint64
			for sy := top; sy < bottom; sy++ {
				for sx := left; sx < right; sx++ {
					c := at(sx, sy)
					red, green, blue, alpha = red+uint64(c.R), green+uint64(c.G), blue+uint64(c.B), alpha+uint64(c.A)
				}
			}
			count := uint64((bottom - top) * (right - left))
			white := 0xffff*count - alpha
			p := dst.Pix[y*dst.Stride+4*x:][:4]
			p[0], p[1], p[2], p[3] = byte((red+white)/count>>8), byte((green+white)/count>>8),
				byte((blue+white)/count>>8), 0xff
		}
	}
	return dst
}

// reader gives the quickest way to look at single pixels.
func reader(img image.Image) func(x, y int) color.RGBA64 {
	if quick, ok := img.(image.RGBA64Image); ok {
		return quick.RGBA64At
	}
	return func(x, y int) color.RGBA64 {
		r, g, b, a := img.At(x, y).RGBA()
		return color.RGBA64{R: uint16(r), G: uint16(g), B: uint16(b), A: uint16(a)}
	}
}
