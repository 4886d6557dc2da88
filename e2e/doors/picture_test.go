package doors

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/color"
	"image/jpeg"

	"pgregory.net/rapid"

	"xiaohao/core/org"
)

// upload hands a picture in: a bright one, whose file holds secrets in its comment and in its EXIF.
func (w *world) upload(rt *rapid.T, by org.Caller, where string) string {
	w.n++
	img := image.NewRGBA(image.Rect(0, 0, 96, 64))
	for i := range 96 * 64 {
		img.Set(i%96, i/96, color.RGBA{uint8(200 + (i*7+w.n*31)%56), uint8(200 + w.n%56), uint8(200 + i/96%50), 255})
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: 90}); err != nil {
		rt.Fatal(err)
	}
	file := b.Bytes()
	said := append(segment(0xE1, exif(w.plant(where+" photo's EXIF"))), segment(0xFE,
		[]byte(w.plant(where+" photo's comment")))...)
	file = append(append(bytes.Clone(file[:2]), said...), file[2:]...)
	u, err := w.Upload(w.ctx, by, bytes.NewReader(file))
	if err != nil {
		rt.Fatal(err)
	}
	return u.Token
}

// segment is a part of a JPEG file.
func segment(marker byte, data []byte) []byte {
	out := []byte{0xFF, marker}
	out = binary.BigEndian.AppendUint16(out, uint16(len(data)+2))
	return append(out, data...)
}

// exif is an EXIF block with a description.
func exif(text string) []byte {
	out := []byte("Exif\x00\x00MM\x00\x2a\x00\x00\x00\x08\x00\x01")
	out = binary.BigEndian.AppendUint16(out, 0x010E) // ImageDescription
	out = binary.BigEndian.AppendUint16(out, 2)      // a text
	out = binary.BigEndian.AppendUint32(out, uint32(len(text)+1))
	out = binary.BigEndian.AppendUint32(out, 26)
	out = append(out, 0, 0, 0, 0)
	return append(append(out, text...), 0)
}

// covered says that a picture is dark wherever a box lies; the pictures are bright.
func covered(file []byte, boxes []org.Box) bool {
	img, err := jpeg.Decode(bytes.NewReader(file))
	if err != nil {
		return false
	}
	r := img.Bounds()
	for _, b := range boxes {
		for y := r.Dy() * b.Y / 1000; y < r.Dy()*(b.Y+b.H)/1000; y++ {
			for x := r.Dx() * b.X / 1000; x < r.Dx()*(b.X+b.W)/1000; x++ {
				if g := color.GrayModel.Convert(img.At(r.Min.X+x, r.Min.Y+y)).(color.Gray); g.Y > 110 {
					return false
				}
			}
		}
	}
	return true
}
