package kit

import (
	"fmt"
	"html/template"
	"strings"

	"github.com/skip2/go-qrcode"
)

// DrawQR draws a text as a QR code that is still read with a quarter of it gone, as one path of unit squares with
// the quiet zone around it.
func DrawQR(text, alt string) (template.HTML, error) {
	q, err := qrcode.New(text, qrcode.High)
	if err != nil {
		return "", err
	}
	bits := q.Bitmap()
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
	return template.HTML(fmt.Sprintf( //nolint:gosec // numbers and an escaped text
		`<svg class="qr" viewBox="0 0 %d %d" role="img" aria-label="%s" shape-rendering="crispEdges">`+
			`<path fill="#fff" d="M0 0h%dv%dH0z"/><path d="%s"/></svg>`,
		len(bits), len(bits), template.HTMLEscapeString(alt), len(bits), len(bits), d.String())), nil
}
