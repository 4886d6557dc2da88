package document

import (
	"bytes"
	"compress/zlib"
	"errors"
	"io"
)

// refusedNames are the names of PDF that start, send, fetch or hide something, and the code each is refused with. All
// are long enough to stand nowhere by chance.
var refusedNames = map[string]string{
	"JavaScript": CodeScript, "Launch": CodeScript, "SubmitForm": CodeScript, "ImportData": CodeScript,
	"Rendition": CodeScript, "XFA": CodeScript,
	"EmbeddedFile": CodeEmbedded, "EmbeddedFiles": CodeEmbedded, "RichMedia": CodeEmbedded, "GoToE": CodeEmbedded,
	"Encrypt": CodeEncrypted,
}

const (
	mostUnpacked = 64 << 20 // bytes of all packed objects
	mostRatio    = 400      // of unpacked to packed, from a megabyte on
)

// scanPDF refuses what no reader should open, before any reader does. It looks for names in every byte of the file,
// also where a reader would see a picture: nothing that is written so that readers differ can hide one. Packed objects
// are unpacked for it.
func scanPDF(b []byte) error {
	if err := scanNames(b, true); err != nil {
		return err
	}
	left := int64(mostUnpacked)
	for at := 0; ; {
		i := bytes.Index(b[at:], []byte("stream"))
		if i < 0 {
			return nil
		}
		start := at + i + len("stream")
		head := b[max(at, at+i-2048) : at+i]
		at = start
		if !hasName(head, "ObjStm") && !hasName(head, "First") {
			continue
		}
		n, err := scanPacked(b[start:], head, left)
		if err != nil {
			return err
		}
		left -= n
	}
}

// scanPacked looks through a stream of packed objects.
func scanPacked(body, head []byte, left int64) (int64, error) {
	body = bytes.TrimPrefix(bytes.TrimPrefix(body, []byte("\r")), []byte("\n"))
	if !hasName(head, "Filter") {
		return 0, nil // it was looked through as it is
	}
	for _, f := range []string{"LZWDecode", "ASCII85Decode", "ASCIIHexDecode", "RunLengthDecode", "Crypt",
		"DecodeParms"} {
		if hasName(head, f) {
			return 0, wrong(CodeScript).By(errFilter)
		}
	}
	if !hasName(head, "FlateDecode") {
		return 0, nil
	}
	z, err := zlib.NewReader(bytes.NewReader(body))
	if err != nil {
		return 0, nil // no packed objects; PDFium says what is broken
	}
	in := &counted{r: z, left: left}
	plain, err := io.ReadAll(in)
	if errors.Is(err, errUnpacked) {
		return 0, wrong(CodeBomb)
	}
	if end := bytes.Index(body, []byte("endstream")); end > 0 && len(plain) > 1<<20 && len(plain)/end > mostRatio {
		return 0, wrong(CodeBomb)
	}
	return int64(len(plain)), scanNames(plain, false)
}

var errUnpacked = errors.New("unpacked too much")

// counted reads so many bytes and then fails.
type counted struct {
	r    io.Reader
	left int64
}

func (c *counted) Read(p []byte) (int, error) {
	if c.left <= 0 {
		return 0, errUnpacked
	}
	if int64(len(p)) > c.left {
		p = p[:c.left]
	}
	n, err := c.r.Read(p)
	c.left -= int64(n)
	return n, err
}

// scanNames looks for names that are refused. XFA is short and counts only where it is no part of raw bytes.
func scanNames(b []byte, raw bool) error {
	code := ""
	eachName(b, func(name []byte) bool {
		c := refusedNames[string(name)]
		if c == "" || raw && string(name) == "XFA" && !bytes.Contains(b, []byte("/AcroForm")) {
			return true
		}
		code = c
		return c != CodeEncrypted // that says more than the others
	})
	if code != "" {
		return wrong(code)
	}
	return nil
}

func hasName(b []byte, want string) (found bool) {
	eachName(b, func(name []byte) bool {
		found = found || string(name) == want
		return !found
	})
	return found
}

// eachName gives every name, with what is written in it as #xx decoded, until fn says false.
func eachName(b []byte, fn func([]byte) bool) {
	var name [32]byte
	for {
		i := bytes.IndexByte(b, '/')
		if i < 0 {
			return
		}
		b = b[i+1:]
		n, at := 0, 0
		for at < len(b) && n < len(name) && !ends(b[at]) {
			c := b[at]
			at++
			if c == '#' && at+2 <= len(b) {
				if h, ok := hex2(b[at], b[at+1]); ok {
					c, at = h, at+2
				}
			}
			name[n] = c
			n++
		}
		if !fn(name[:n]) {
			return
		}
	}
}

// ends says that a character ends a name.
func ends(c byte) bool { return c <= ' ' || c >= 0x7f || bytes.IndexByte([]byte("()<>[]{}/%"), c) >= 0 }

func hex2(a, b byte) (byte, bool) {
	x, ok := hex1(a)
	y, also := hex1(b)
	return x<<4 | y, ok && also
}

func hex1(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
