package photo

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"io"

	"golang.org/x/image/webp"
)

// codec is how one kind is measured and decoded.
type codec struct {
	config func(io.Reader) (image.Config, error)
	decode func(io.Reader) (image.Image, error)
}

var codecs = map[kind]codec{
	jpegFile: {jpeg.DecodeConfig, jpeg.Decode},
	pngFile:  {png.DecodeConfig, png.Decode},
	webpFile: {webp.DecodeConfig, decodeWebP},
}

// decode measures first and then decodes. It also gives the size in pixels, since HEIC arrives scaled down.
func decode(ctx context.Context, b []byte, k kind, limits Limits) (image.Image, image.Point, error) {
	if k == heicFile {
		return decodeHEIC(ctx, b, limits)
	}
	c := codecs[k]
	cfg, err := c.config(bytes.NewReader(b))
	if err != nil {
		return nil, image.Point{}, broken(err)
	}
	if err := measured(cfg.Width, cfg.Height, heavy(cfg.ColorModel, k, b), limits); err != nil {
		return nil, image.Point{}, err
	}
	img, err := c.decode(patient{ctx, bytes.NewReader(b)})
	if err != nil {
		return nil, image.Point{}, broken(err)
	}
	return img, image.Pt(cfg.Width, cfg.Height), asDeclared(img, cfg.Width, cfg.Height)
}

// decodeWebP mends the colours: lossy WebP stores brightness in 16–235 and colour in 16–240, which the decoder hands
// on unchanged in a type that means 0–255, so that black would come out grey.
func decodeWebP(r io.Reader) (image.Image, error) {
	img, err := webp.Decode(r)
	switch m := img.(type) {
	case *image.YCbCr:
		stretch(m)
	case *image.NYCbCrA:
		stretch(&m.YCbCr)
	}
	return img, err
}

func stretch(m *image.YCbCr) {
	var luma, chroma [256]byte
	for i := range 256 {
		luma[i] = byte(min(255, max(0, ((i-16)*255+109)/219)))
		chroma[i] = byte(min(255, max(0, 128+((i-128)*255)/224)))
	}
	for i, v := range m.Y {
		m.Y[i] = luma[v]
	}
	for i := range m.Cb {
		m.Cb[i], m.Cr[i] = chroma[m.Cb[i]], chroma[m.Cr[i]]
	}
}

// broken tells a kind of JPEG or PNG that nobody reads from one that is damaged.
func broken(err error) error {
	var j jpeg.UnsupportedError
	var p png.UnsupportedError
	if errors.As(err, &j) || errors.As(err, &p) {
		return ErrType.with(err, "")
	}
	return ErrBroken.with(err, "")
}

// encode writes a JPEG that holds pixels and nothing else.
func encode(img image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}
