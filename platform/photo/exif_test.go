package photo

import (
	"bytes"
	"encoding/binary"
	"hash/crc32"
)

// exif builds an EXIF block by hand: what a camera writes, or what one never should.
type exif struct {
	order                       binary.AppendByteOrder
	orientation                 uint16
	maker, model, taken, offset string
	latRef, lngRef              string
	lat, lng                    []uint32 // three fractions: numerator, denominator, …
}

// hengyang is a sound block: 26°53'36"N 112°34'12"E.
func hengyang() exif {
	return exif{
		order: binary.LittleEndian, orientation: 1, maker: "Maker", model: "Phone 1", taken: "2026:03:04 05:06:07",
		offset: "+09:00",
		latRef: "N", lat: []uint32{26, 1, 53, 1, 3600, 100}, lngRef: "E", lng: []uint32{112, 1, 34, 1, 1200, 100},
	}
}

type field struct {
	tag, typ uint16
	count    uint32
	value    []byte
}

func (e exif) text(tag uint16, s string) []field {
	if s == "" {
		return nil
	}
	return []field{{tag, 2, uint32(len(s) + 1), append([]byte(s), 0)}}
}

func (e exif) fractions(tag uint16, f []uint32) []field {
	if f == nil {
		return nil
	}
	var b []byte
	for _, n := range f {
		b = e.order.AppendUint32(b, n)
	}
	return []field{{tag, 5, uint32(len(f) / 2), b}}
}

// directory lays out fields at an offset from the TIFF header; values that do not fit follow behind.
func (e exif) directory(at int, fields []field) []byte {
	b := e.order.AppendUint16(nil, uint16(len(fields)))
	var behind []byte
	start := at + 2 + 12*len(fields) + 4
	for _, f := range fields {
		b = e.order.AppendUint16(b, f.tag)
		b = e.order.AppendUint16(b, f.typ)
		b = e.order.AppendUint32(b, f.count)
		if len(f.value) <= 4 {
			b = append(append(b, f.value...), make([]byte, 4-len(f.value))...)
			continue
		}
		b = e.order.AppendUint32(b, uint32(start+len(behind)))
		behind = append(behind, f.value...)
	}
	return append(append(b, 0, 0, 0, 0), behind...)
}

// tiff gives the block as it stands behind "Exif\0\0".
func (e exif) tiff() []byte {
	own := append(e.text(0x9003, e.taken), e.text(0x9011, e.offset)...)
	var gps []field
	gps = append(append(gps, e.text(1, e.latRef)...), e.fractions(2, e.lat)...)
	gps = append(append(gps, e.text(3, e.lngRef)...), e.fractions(4, e.lng)...)
	main := func(ownAt, gpsAt int) []field {
		f := append(e.text(0x10f, e.maker), e.text(0x110, e.model)...)
		return append(f, field{0x112, 3, 1, e.order.AppendUint16(nil, e.orientation)},
			field{0x8769, 4, 1, e.order.AppendUint32(nil, uint32(ownAt))},
			field{0x8825, 4, 1, e.order.AppendUint32(nil, uint32(gpsAt))})
	}
	ownAt := 8 + len(e.directory(8, main(0, 0)))
	gpsAt := ownAt + len(e.directory(ownAt, own))
	b := []byte("II")
	if e.order.String() == binary.BigEndian.String() {
		b = []byte("MM")
	}
	b = e.order.AppendUint32(e.order.AppendUint16(b, 42), 8)
	b = append(b, e.directory(8, main(ownAt, gpsAt))...)
	b = append(b, e.directory(ownAt, own)...)
	return append(b, e.directory(gpsAt, gps)...)
}

// inJPEG puts the block behind the start of a JPEG.
func (e exif) inJPEG(file []byte) []byte {
	block := append([]byte("Exif\x00\x00"), e.tiff()...)
	head := binary.BigEndian.AppendUint16([]byte{0xff, 0xd8, 0xff, 0xe1}, uint16(len(block)+2))
	return bytes.Join([][]byte{head, block, file[2:]}, nil)
}

// inPNG puts the block behind the header of a PNG.
func (e exif) inPNG(file []byte) []byte {
	const header = 8 + 25
	return bytes.Join([][]byte{file[:header], chunk("eXIf", e.tiff()), file[header:]}, nil)
}

// chunk is a piece of a PNG.
func chunk(name string, data []byte) []byte {
	b := append(binary.BigEndian.AppendUint32(nil, uint32(len(data))), name...)
	b = append(b, data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

// inWebP wraps a plain lossy WebP of w × h into the extended form, which alone can carry EXIF.
func (e exif) inWebP(file []byte, w, h int) []byte {
	const hasEXIF = 8
	return riff(riffChunk("VP8X", []byte{hasEXIF, 0, 0, 0, byte(w - 1), byte((w - 1) >> 8), 0, byte(h - 1),
		byte((h - 1) >> 8), 0}), file[12:], riffChunk("EXIF", e.tiff()))
}

func riff(parts ...[]byte) []byte {
	body := append([]byte("WEBP"), bytes.Join(parts, nil)...)
	return riffChunk("RIFF", body)
}

func riffChunk(name string, data []byte) []byte {
	b := binary.LittleEndian.AppendUint32([]byte(name), uint32(len(data)))
	b = append(b, data...)
	if len(data)%2 == 1 {
		b = append(b, 0)
	}
	return b
}
