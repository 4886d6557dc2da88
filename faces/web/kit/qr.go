package kit

import (
	"bytes"
	"fmt"
	"html/template"
	"image"
	"image/color"
	"image/png"
	"strings"

	"github.com/yeqown/go-qrcode/v2"
)

const (
	// qrPixels is the width and height of a QR code that is a picture.
	qrPixels = 294
	// qrQuiet is the breadth of the light zone around a QR code, in modules; readers need four.
	qrQuiet = 4
)

// PictureQR draws a text as a QR code that is still read with 15 % of it gone: a PNG of qrPixels.
func PictureQR(text string) ([]byte, error) {
	bits, err := qrBits(text, qrcode.WithErrorCorrectionLevel(qrcode.ErrorCorrectionMedium))
	if err != nil {
		return nil, err
	}
	img := image.NewPaletted(image.Rect(0, 0, qrPixels, qrPixels), color.Palette{color.White, color.Black})
	for y := range qrPixels {
		for x := range qrPixels {
			if bits[y*len(bits)/qrPixels][x*len(bits)/qrPixels] {
				img.SetColorIndex(x, y, 1)
			}
		}
	}
	var b bytes.Buffer
	err = (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, img)
	return b.Bytes(), err
}

// DrawQR draws a text as a QR code that is still read with a quarter of it gone, as one path of unit squares with
// the quiet zone around it.
func DrawQR(text, alt string) (template.HTML, error) {
	bits, err := qrBits(text, qrcode.WithErrorCorrectionLevel(qrcode.ErrorCorrectionQuart))
	if err != nil {
		return "", err
	}
	var d strings.Builder
	for y, row := range bits {
		for x := 0; x < len(row); {
			n := 0
			for x+n < len(row) && row[x+n] {
				n++
			}
			if n > 0 {
				fmt.Fprintf(&d, "M%d %dh%dv1h-%dz", x, y, n, n)
			}
			x += n + 1
		}
	}
	return template.HTML(fmt.Sprintf( // numbers and an escaped text
		`<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges">`+
			`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`,
		len(bits), len(bits), template.HTMLEscapeString(alt), len(bits), len(bits), d.String())), nil
}

// qrBits are the dark modules of a QR code, row by row, with the quiet zone around them. The text is written as bytes
// of UTF-8, which all readers of addresses expect.
func qrBits(text string, level qrcode.EncodeOption) ([][]bool, error) {
	q, err := qrcode.NewWith(text, level)
	if err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	var m qrMatrix
	if err := q.Save(&m); err != nil {
		return nil, fmt.Errorf("QR code: %w", err)
	}
	bits := make([][]bool, m.Height()+2*qrQuiet)
	for y := range bits {
		bits[y] = make([]bool, m.Width()+2*qrQuiet)
	}
	for y, row := range m.Bitmap() {
		copy(bits[qrQuiet+y][qrQuiet:], row)
	}
	return bits, nil
}

// qrMatrix is the writer that keeps what the library gives it.
type qrMatrix struct{ qrcode.Matrix }

func (m *qrMatrix) Write(made qrcode.Matrix) error {
	m.Matrix = made
	return nil
}

func (m *qrMatrix) Close() error { return nil }
