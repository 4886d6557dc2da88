package photo

import (
	"bytes"
	"encoding/binary"
	"slices"
)

// kind is what the first bytes say a file is.
type kind uint8

const (
	jpegFile kind = iota
	pngFile
	webpFile
	heicFile
)

// String gives the media type.
func (k kind) String() string {
	return [...]string{"image/jpeg", "image/png", "image/webp", "image/heic"}[k]
}

// sniff decides by content alone. Everything that is not a still photo of the four kinds is ErrType.
func sniff(b []byte) (kind, error) {
	switch {
	case bytes.HasPrefix(b, []byte("\xff\xd8\xff")):
		return jpegFile, nil
	case bytes.HasPrefix(b, []byte("\x89PNG\r\n\x1a\n")):
		return pngFile, nil
	case len(b) >= 12 && string(b[:4]) == "RIFF" && string(b[8:12]) == "WEBP":
		if moving(b) {
			return 0, ErrType.with(nil, "animated image/webp")
		}
		return webpFile, nil
	case len(b) >= 12 && string(b[4:8]) == "ftyp":
		return sniffBrands(b)
	}
	for _, o := range others {
		if bytes.HasPrefix(b, []byte(o.start)) {
			return 0, ErrType.with(nil, "%s", o.name)
		}
	}
	return 0, ErrType.with(nil, "unknown content")
}

// others are what people upload instead; the name is for the operator.
var others = []struct{ start, name string }{
	{"GIF8", "image/gif"}, {"BM", "image/bmp"}, {"II*\x00", "image/tiff"}, {"MM\x00*", "image/tiff"},
	{"%PDF-", "application/pdf"},
	{"PK\x03\x04", "zip archive or office document"}, {"\xd0\xcf\x11\xe0", "old office document"},
	{"<", "SVG, HTML or other markup"},
}

// moving tells whether a WebP file says that it is an animation (VP8X header, bit 1).
func moving(b []byte) bool {
	return len(b) > 20 && string(b[12:16]) == "VP8X" && b[20]&2 != 0
}

// stills are the brands of HEIF files whose pictures are coded as single HEVC frames.
var stills = []string{"heic", "heix", "heim", "heis"}

// sniffBrands tells HEIC from the many other files (AVIF, video) that begin with the same box.
func sniffBrands(b []byte) (kind, error) {
	size := int64(binary.BigEndian.Uint32(b))
	major := string(b[8:12])
	if slices.Contains(stills, major) {
		return heicFile, nil
	}
	if major == "mif1" { // says no more than "a picture"; the compatible brands say which
		for at := int64(16); at+4 <= min(size, int64(len(b)), 256); at += 4 {
			if slices.Contains(stills, string(b[at:at+4])) {
				return heicFile, nil
			}
		}
	}
	return 0, ErrType.with(nil, "ISO media file of brand %q", major)
}

// progressive tells whether a JPEG is stored in passes (SOF2), for which the decoder keeps all coefficients in memory.
func progressive(b []byte) bool {
	for at := 2; at+4 <= len(b); {
		if b[at] != 0xff {
			at++ // the decoder passes over stray bytes between segments as well
			continue
		}
		switch m := b[at+1]; {
		case m == 0xff:
			at++
		case m == 0 || m == 1 || m >= 0xd0 && m <= 0xd7: // no length follows
			at += 2
		case m == 0xc2:
			return true
		case m == 0xda || m == 0xd9 || m == 0xc0 || m == 0xc1:
			return false
		default:
			at += 2 + int(binary.BigEndian.Uint16(b[at+2:]))
		}
	}
	return false
}
