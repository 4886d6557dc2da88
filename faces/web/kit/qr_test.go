package kit

import (
	"bytes"
	"fmt"
	"html/template"
	"image"
	"image/png"
	"os"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/makiuchi-d/gozxing/qrcode/decoder"
)

// addresses are what our QR codes say: the address of a matter or a plate, on hosts of every length.
var addresses = []string{
	"https://x.cn/p/K7M2QX9P", "https://xiaohao.hengyang.gov.cn/p/K7M2QX9P", "http://127.0.0.1:8080/matters/7",
	"https://xiaohao.hengyang.gov.cn/matters/9007199254740991", "http://[2001:db8::1]:8080/p/K7M2QX9P",
	"https://wenming.zhuzhouqu.hengyang.hunan.example.gov.cn:8443/xiaohao/matters/123456789",
	"https://销号.衡阳.政务/matters/12", "HTTPS://X.CN/P/7", "https://" + strings.Repeat("long-", 60) + ".cn/p/K7M2QX9P",
}

// TestQR reads our QR codes with a reader that is not ours. What they say, how large they are, how broad the quiet
// zone around them is and how much of them may be lost is as with the library that drew them first
// (github.com/skip2/go-qrcode). XIAOHAO_KEEP=1 writes the file anew.
func TestQR(t *testing.T) {
	const file = "testdata/qr.txt"
	var b strings.Builder
	for _, text := range addresses {
		picture, err := PictureQR(text)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n\tpicture: %s\n", text, readPicture(t, text, picture))
		drawing, err := DrawQR(text, `a "b" <c>`)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "\tdrawing: %s\n", readDrawing(t, text, drawing))
	}
	if os.Getenv("XIAOHAO_KEEP") != "" {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), b.String()); d != "" {
		t.Errorf("-want +got:\n%s", d)
	}
}

// TestQRTooLong wants an error, not a picture that nobody can read.
func TestQRTooLong(t *testing.T) {
	long := strings.Repeat("x", 3000)
	if _, err := PictureQR(long); err == nil {
		t.Error("a picture of 3,000 characters")
	}
	if _, err := DrawQR(long, ""); err == nil {
		t.Error("a drawing of 3,000 characters")
	}
}

func readPicture(t *testing.T, text string, data []byte) string {
	t.Helper()
	img, err := png.Decode(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	raster, err := gozxing.NewBinaryBitmapFromImage(img)
	if err != nil {
		t.Fatal(err)
	}
	got, err := qrcode.NewQRCodeReader().Decode(raster, nil)
	if err != nil || got.GetText() != text {
		t.Fatalf("%q was read as %v, %v", text, got, err)
	}
	dark := image.Rectangle{}
	for y := range img.Bounds().Dy() {
		for x := range img.Bounds().Dx() {
			if r, _, _, _ := img.At(x, y).RGBA(); r == 0 {
				dark = dark.Union(image.Rect(x, y, x+1, y+1))
			}
		}
	}
	return fmt.Sprintf("%v, dark %v, level %v", img.Bounds(), dark,
		got.GetResultMetadata()[gozxing.ResultMetadataType_ERROR_CORRECTION_LEVEL])
}

var (
	svgHead = regexp.MustCompile(`^<svg class="qr" viewBox="0 0 (\d+) \d+" role="img" ` +
		`aria-label="a &#34;b&#34; &lt;c&gt;" shape-rendering="crispEdges">` +
		`<path fill="#fff" d="M0 0h(\d+)v(\d+)H0z"/><path d="([^"]+)"/></svg>$`)
	svgRun = regexp.MustCompile(`M(\d+) (\d+)h(\d+)v1h-(\d+)z`)
)

func readDrawing(t *testing.T, text string, svg template.HTML) string {
	t.Helper()
	head := svgHead.FindStringSubmatch(string(svg))
	if head == nil || svgRun.ReplaceAllString(head[4], "") != "" {
		t.Fatalf("another form of drawing: %s", svg)
	}
	size, _ := strconv.Atoi(head[1])
	bits := make([][]bool, size)
	for y := range bits {
		bits[y] = make([]bool, size)
	}
	dark := image.Rectangle{}
	for _, run := range svgRun.FindAllStringSubmatch(head[4], -1) {
		x, _ := strconv.Atoi(run[1])
		y, _ := strconv.Atoi(run[2])
		n, _ := strconv.Atoi(run[3])
		for i := range n {
			bits[y][x+i] = true
		}
		dark = dark.Union(image.Rect(x, y, x+n, y+1))
	}
	var inner [][]bool
	for _, row := range bits[dark.Min.Y:dark.Max.Y] {
		inner = append(inner, row[dark.Min.X:dark.Max.X])
	}
	got, err := decoder.NewDecoder().DecodeBoolMapWithoutHint(inner)
	if err != nil || got.GetText() != text {
		t.Fatalf("%q was read as %v, %v", text, got, err)
	}
	return fmt.Sprintf("%s x %s, dark %v, level %s", head[2], head[3], dark, got.GetECLevel())
}
