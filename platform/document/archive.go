package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// The bounds of an Office file, which is an archive of XML.
const (
	mostEntries = 4000
	mostWhole   = 512 << 20 // bytes of all entries, unfolded
	mostXML     = 48 << 20  // bytes of one part that is read
	mostRead    = 160 << 20 // bytes of all parts that are read
	mostFold    = 250       // an entry's size to its size in the archive, from a megabyte on
	mostDepth   = 500       // elements within each other
)

// archive is an Office file whose entries are within the bounds.
type archive struct {
	files []*zip.File
	left  int64 // bytes that may still be read
}

// openArchive looks at what the entries say of themselves; their real sizes are held to that when they are read.
func openArchive(b []byte) (*archive, error) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, wrong(CodeBroken).By(err)
	}
	if len(z.File) > mostEntries {
		return nil, wrong(CodeBomb)
	}
	whole, names := uint64(0), map[string]bool{}
	for _, f := range z.File {
		name := strings.ToLower(path.Clean("/" + strings.ReplaceAll(f.Name, `\`, "/")))
		if names[name] {
			return nil, wrong(CodeBroken) // programs would read different ones
		}
		names[name] = true
		if f.Flags&1 != 0 {
			return nil, wrong(CodeEncrypted)
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return nil, wrong(CodeBroken)
		}
		whole += f.UncompressedSize64
		if f.UncompressedSize64 > mostWhole || whole > mostWhole || f.UncompressedSize64 > 1<<20 &&
			f.UncompressedSize64/max(f.CompressedSize64, 1) > mostFold {
			return nil, wrong(CodeBomb)
		}
	}
	return &archive{files: z.File, left: mostRead}, nil
}

// find is the entry of a name, however its letters are written.
func (a *archive) find(name string) *zip.File {
	i := slices.IndexFunc(a.files, func(f *zip.File) bool { return strings.EqualFold(f.Name, name) })
	if i < 0 {
		return nil
	}
	return a.files[i]
}

// each gives the elements and texts of an XML part. open and shut are called for elements, text for what is between
// them; any may be nil.
func (a *archive) each(f *zip.File, open func(xml.StartElement) error, text func([]byte) error,
	shut func(xml.Name) error) error {
	if f.UncompressedSize64 > mostXML || int64(f.UncompressedSize64) > a.left {
		return wrong(CodeBomb)
	}
	r, err := f.Open()
	if err != nil {
		return wrong(CodeBroken).By(err)
	}
	defer r.Close()
	in := &counted{r: r, left: int64(f.UncompressedSize64) + 1}
	defer func() { a.left -= int64(f.UncompressedSize64) + 1 - in.left }()
	d := xml.NewDecoder(in)
	for depth := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if errors.Is(err, errUnpacked) {
			return wrong(CodeBomb) // more than the entry said
		}
		if err != nil {
			return wrong(CodeBroken).By(err)
		}
		switch t := t.(type) {
		case xml.StartElement:
			if depth++; depth > mostDepth {
				return wrong(CodeBomb)
			}
			if open != nil {
				err = open(t)
			}
		case xml.EndElement:
			depth--
			if shut != nil {
				err = shut(t.Name)
			}
		case xml.CharData:
			if text != nil {
				err = text(t)
			}
		case xml.Directive:
			err = wrong(CodeEntity) // no Office program writes one
		}
		if err != nil {
			return err
		}
	}
}

func attribute(e xml.StartElement, local string) string {
	for _, a := range e.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}
