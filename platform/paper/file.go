package paper

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"image"
	_ "image/jpeg" // photos of a report
	_ "image/png"  // QR codes
	"io"
	"time"
)

// File is a document made of blocks.
type File struct {
	Lang   string
	Title  string // of the file's properties, as are Author and Owner
	Author string // the office
	Owner  string // the city
	Tone   string // colour of the head, as in Doc
	Fit    bool   // make letters and margins smaller, within limits, if that puts it on one page
	Blocks []Block
}

// Write writes the file as .docx. It fails if a picture cannot be read, or if w fails.
func (f File) Write(w io.Writer) error {
	b := &body{lang: f.Lang, sizes: f.sizes(), width: textWidth}
	for _, x := range f.Blocks {
		x.write(b)
	}
	if b.err != nil {
		return b.err
	}
	z := zip.NewWriter(w)
	for _, p := range f.parts(b) {
		h := &zip.FileHeader{Name: p.name, Method: zip.Deflate, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)}
		out, err := z.CreateHeader(h)
		if err != nil {
			return fmt.Errorf("paper: %s: %w", p.name, err)
		}
		if _, err := out.Write(p.data); err != nil {
			return fmt.Errorf("paper: %s: %w", p.name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("paper: %w", err)
	}
	return nil
}

// sure is how much of a page may be filled by reckoning, because word processors differ by a line.
const sure = 0.98

// sizes are the first measures that put everything on one page; a file that needs more pages anyway is not made hard
// to read for nothing.
func (f File) sizes() sizes {
	if !f.Fit {
		return fits[0]
	}
	for _, s := range fits {
		var sum float64
		for _, x := range f.Blocks {
			sum += x.height(s, f.Lang, textWidth)
		}
		if sum <= s.height()*sure {
			return s
		}
	}
	return fits[1]
}

// media is a picture in the file.
type media struct {
	id, name      string
	data          []byte
	width, height int
}

var errPicture = errors.New("paper: not a PNG or JPEG picture")

func readMedium(data []byte) (media, error) {
	c, format, err := image.DecodeConfig(bytes.NewReader(data))
	if err != nil || c.Width < 1 || c.Height < 1 || (format != "png" && format != "jpeg") {
		return media{}, errPicture
	}
	return media{name: "." + format, data: data, width: c.Width, height: c.Height}, nil
}

// medium keeps a picture once, however often it is shown.
func (b *body) medium(data []byte) (media, error) {
	for _, m := range b.media {
		if bytes.Equal(m.data, data) {
			return m, nil
		}
	}
	m, err := readMedium(data)
	if err != nil {
		return media{}, err
	}
	n := len(b.media) + 1
	m.id, m.name = fmt.Sprintf("rIdPicture%d", n), fmt.Sprintf("picture%d%s", n, m.name)
	b.media = append(b.media, m)
	return m, nil
}
