package demo

import (
	"image"
	"image/color"
	"image/jpeg"
	"io"
	"math/rand/v2"

	scale "golang.org/x/image/draw"
)

const width, height = 640, 480 // pixels

// canvas is a small picture that is drawn with rectangles and discs.
type canvas struct{ *image.RGBA }

func (c canvas) rect(x0, y0, x1, y1 int, col color.RGBA) {
	for y := max(y0, 0); y < min(y1, height); y++ {
		for x := max(x0, 0); x < min(x1, width); x++ {
			c.SetRGBA(x, y, col)
		}
	}
}

func (c canvas) disc(cx, cy, rx, ry int, col color.RGBA) {
	for y := max(cy-ry, 0); y < min(cy+ry, height); y++ {
		for x := max(cx-rx, 0); x < min(cx+rx, width); x++ {
			dx, dy := float64(x-cx)/float64(rx), float64(y-cy)/float64(ry)
			if dx*dx+dy*dy <= 1 {
				c.SetRGBA(x, y, col)
			}
		}
	}
}

func rgb(r, g, b int) color.RGBA { return color.RGBA{uint8(r), uint8(g), uint8(b), 255} }

// draw writes a street corner as a JPEG, with its trouble or without.
func draw(w io.Writer, scene string, fixed bool, r *rand.Rand) error {
	c := canvas{image.NewRGBA(image.Rect(0, 0, width, height))}
	night := scene == "lamp"
	c.backdrop(night, r)
	switch scene {
	case "rubbish":
		c.rubbish(fixed, r)
	case "pothole":
		c.pothole(fixed, r)
	case "lamp":
		c.lamp(fixed)
	case "tree":
		c.tree(fixed, r)
	case "wall":
		c.wall(fixed, r)
	default:
		c.street(fixed, r)
	}
	small := image.NewRGBA(image.Rect(0, 0, width*2/3, height*2/3))
	seen := c.Bounds()
	if fixed { // who comes back stands a step aside, in other light
		c.evening()
		seen = image.Rect(28, 6, width, height-15)
	}
	scale.ApproxBiLinear.Scale(small, small.Bounds(), c.RGBA, seen, scale.Src, nil)
	return jpeg.Encode(w, small, &jpeg.Options{Quality: 78})
}

// backdrop is sky, houses, pavement and road.
func (c canvas) backdrop(night bool, r *rand.Rand) {
	dim := 0
	if night {
		dim = 130
	}
	for y := range 230 {
		c.rect(0, y, width, y+1, rgb(max(175+y/6-dim, 15), max(205+y/8-dim, 20), max(232-dim, 45)))
	}
	for x := -r.IntN(60); x < width; {
		w, h := 60+r.IntN(70), 70+r.IntN(120)
		shade := 120 + r.IntN(70)
		c.rect(x, 230-h, x+w, 240, rgb(max(shade-dim, 25), max(shade-8-dim, 25), max(shade-20-dim, 30)))
		for wy := 230 - h + 14; wy < 215; wy += 26 {
			for wx := x + 10; wx < x+w-14; wx += 24 {
				c.rect(wx, wy, wx+12, wy+14, rgb(max(205-dim*r.IntN(2), 60), max(215-dim*r.IntN(2), 60),
					max(225-dim, 70)))
			}
		}
		x += w + 4
	}
	c.rect(0, 240, width, 310, rgb(max(188-dim, 45), max(182-dim, 44), max(170-dim, 42)))
	for x := 0; x < width; x += 40 {
		c.rect(x, 240, x+2, 310, rgb(max(168-dim, 40), max(162-dim, 40), max(150-dim, 38)))
	}
	c.rect(0, 310, width, height, rgb(max(98-dim/2, 34), max(100-dim/2, 35), max(104-dim/2, 38)))
	for x := 20; x < width; x += 110 {
		c.rect(x, 392, x+60, 400, rgb(max(235-dim, 110), max(235-dim, 110), max(225-dim, 100)))
	}
}

// evening darkens the picture towards one side and the sky.
func (c canvas) evening() {
	for y := range height {
		for x := range width {
			left := 100 - 60*(width-x)/width - 10*(height-y)/height // percent
			p := c.RGBAAt(x, y)
			c.SetRGBA(x, y, rgb(int(p.R)*left/100, int(p.G)*left/100, int(p.B)*left/100))
		}
	}
}

func (c canvas) rubbish(fixed bool, r *rand.Rand) {
	c.rect(470, 200, 540, 300, rgb(46, 110, 66))
	c.rect(464, 190, 546, 204, rgb(38, 92, 55))
	if fixed {
		return
	}
	for range 70 {
		x, y := 300+r.IntN(180), 262+r.IntN(60)
		c.disc(x, y, 8+r.IntN(16), 6+r.IntN(11), rgb(70+r.IntN(150), 60+r.IntN(130), 40+r.IntN(110)))
	}
}

func (c canvas) pothole(fixed bool, r *rand.Rand) {
	if fixed {
		c.rect(235, 345, 410, 438, rgb(70, 71, 74))
		return
	}
	c.disc(322, 392, 98, 44, rgb(62, 60, 58))
	c.disc(322, 394, 82, 35, rgb(40, 38, 36))
	c.disc(322, 400, 64, 22, rgb(92, 110, 122))
	for range 24 {
		c.disc(225+r.IntN(200), 345+r.IntN(95), 3+r.IntN(5), 2+r.IntN(4), rgb(130, 126, 120))
	}
}

func (c canvas) lamp(fixed bool) {
	if fixed {
		for i := 10; i > 0; i-- {
			c.disc(400, 120, 16*i, 15*i, rgb(30+22*(11-i), 34+19*(11-i), 50+8*(11-i)))
		}
	}
	c.rect(318, 100, 326, 305, rgb(88, 92, 98))
	c.rect(318, 96, 404, 104, rgb(88, 92, 98))
	head := rgb(52, 54, 58)
	if fixed {
		head = rgb(255, 240, 190)
	}
	c.disc(400, 108, 24, 11, head)
}

func (c canvas) tree(fixed bool, r *rand.Rand) {
	c.rect(120, 255, 520, 306, rgb(120, 92, 62))
	if !fixed {
		c.rect(170, 318, 480, 334, rgb(96, 70, 44))
		for range 26 {
			c.disc(330+r.IntN(170), 312+r.IntN(44), 12+r.IntN(15), 9+r.IntN(10), rgb(86+r.IntN(40), 96+r.IntN(40), 44))
		}
		return
	}
	for x := 135; x < 510; x += 30 {
		c.disc(x, 255, 24, 22, rgb(52+r.IntN(22), 128+r.IntN(34), 66))
	}
}

func (c canvas) wall(fixed bool, r *rand.Rand) {
	c.rect(90, 70, 560, 304, rgb(214, 204, 186))
	for y := 70; y < 304; y += 26 {
		c.rect(90, y, 560, y+2, rgb(196, 184, 164))
	}
	if fixed {
		c.rect(270, 110, 380, 200, rgb(178, 44, 40))
		c.rect(282, 122, 368, 188, rgb(240, 214, 150))
		return
	}
	for range 22 {
		x, y := 110+r.IntN(400), 90+r.IntN(170)
		c.rect(x, y, x+26+r.IntN(26), y+20+r.IntN(30), rgb(225+r.IntN(30), 220+r.IntN(30), 150+r.IntN(90)))
	}
}

func (c canvas) street(fixed bool, r *rand.Rand) {
	n := 9
	if fixed {
		n = 2
	}
	for i := range n {
		x, y := 30+i*66+r.IntN(14), 268+r.IntN(16)
		if fixed {
			x, y = 60+i*420, 330
		}
		col := rgb(60+r.IntN(180), 60+r.IntN(140), 60+r.IntN(160))
		c.rect(x, y, x+62, y+26, col)
		c.rect(x+12, y-16, x+50, y+2, col)
		c.disc(x+14, y+28, 9, 9, rgb(24, 24, 26))
		c.disc(x+48, y+28, 9, 9, rgb(24, 24, 26))
	}
}
