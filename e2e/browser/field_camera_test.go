package browser

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// tag is an entry of an EXIF directory: a number, a text, or fractions.
type tag struct {
	id   uint16
	kind uint16 // 2 text, 3 and 4 numbers, 5 fractions
	n    uint32
	data []byte
}

func short(id uint16, v uint16) tag { return tag{id, 3, 1, binary.BigEndian.AppendUint16(nil, v)} }
func long(id uint16, v uint32) tag  { return tag{id, 4, 1, binary.BigEndian.AppendUint32(nil, v)} }
func text(id uint16, s string) tag  { return tag{id, 2, uint32(len(s) + 1), append([]byte(s), 0)} }

// sixty is degrees as a camera writes them: degrees, minutes and thousandths of seconds.
func sixty(id uint16, deg float64) tag {
	ms := uint32(deg*3600_000 + 0.5)
	var b []byte
	for _, v := range []uint32{ms / 3600_000, 1, ms / 60_000 % 60, 1, ms % 60_000, 1000} {
		b = binary.BigEndian.AppendUint32(b, v)
	}
	return tag{id, 5, 3, b}
}

// directory writes tags as they lie at an offset of the TIFF part: the entries, then what does not fit into them.
func directory(at uint32, tags ...tag) []byte {
	out := binary.BigEndian.AppendUint16(nil, uint16(len(tags)))
	var after []byte
	end := at + 2 + uint32(len(tags))*12 + 4
	for _, t := range tags {
		out = binary.BigEndian.AppendUint16(out, t.id)
		out = binary.BigEndian.AppendUint16(out, t.kind)
		out = binary.BigEndian.AppendUint32(out, t.n)
		if len(t.data) <= 4 {
			out = append(out, append(bytes.Clone(t.data), 0, 0, 0)[:4]...)
			continue
		}
		out = binary.BigEndian.AppendUint32(out, end+uint32(len(after)))
		after = append(after, t.data...)
	}
	return append(append(out, 0, 0, 0, 0), after...)
}

// cameraPhoto is a picture as a phone's camera writes one that is held upright: 2000 × 1500 px lying on the side,
// with what it tells of itself. Its upper left corner, once it stands upright, is red.
func cameraPhoto(t *testing.T, taken time.Time, lat, lng float64) string {
	t.Helper()
	m := image.NewRGBA(image.Rect(0, 0, 2000, 1500))
	for y := range 1500 {
		for x := range 2000 {
			c := color.RGBA{40, uint8(x / 8), uint8(y / 6), 255}
			if x < 400 && y >= 1100 {
				c = color.RGBA{220, 20, 20, 255}
			}
			m.SetRGBA(x, y, c)
		}
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: 85}); err != nil {
		t.Fatal(err)
	}
	gps := func(at uint32) []byte { return directory(at, text(1, "N"), sixty(2, lat), text(3, "E"), sixty(4, lng)) }
	pic := func(at uint32) []byte {
		return directory(at, text(0x9003, taken.Format("2006:01:02 15:04:05")), text(0x9011, taken.Format("-07:00")))
	}
	size := uint32(len(directory(8, short(0x0112, 6), long(0x8769, 0), long(0x8825, 0))))
	picAt := 8 + size
	gpsAt := picAt + uint32(len(pic(picAt)))
	tiff := append([]byte("MM\x00\x2a\x00\x00\x00\x08"),
		directory(8, short(0x0112, 6), long(0x8769, picAt), long(0x8825, gpsAt))...)
	tiff = append(append(tiff, pic(picAt)...), gps(gpsAt)...)
	app := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{0xff, 0xd8, 0xff, 0xe1}, binary.BigEndian.AppendUint16(nil, uint16(len(app)+2))...)
	out = append(append(out, app...), b.Bytes()[2:]...)
	name := filepath.Join(t.TempDir(), "camera.jpg")
	if err := os.WriteFile(name, out, 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// corner is the colour near the upper left corner of a matter's photo, 0 to 255 each.
func (s *seen) corner(id int64, photo string) [3]uint32 {
	s.t.Helper()
	r, _ := http.NewRequest("GET", fmt.Sprintf("%s/api/v1/matters/%d/photos/%s", s.url, id, photo), nil)
	r.Header.Set("Authorization", "Bearer "+s.token)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	m, _, err := image.Decode(resp.Body)
	if err != nil {
		s.t.Fatalf("%d %v", resp.StatusCode, err)
	}
	cr, cg, cb, _ := m.At(m.Bounds().Min.X+60, m.Bounds().Min.Y+60).RGBA()
	return [3]uint32{cr >> 8, cg >> 8, cb >> 8}
}
