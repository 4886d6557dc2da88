package kit

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// linear is the light of one channel of an sRGB colour.
func linear(t *testing.T, hex string) float64 {
	t.Helper()
	v, err := strconv.ParseUint(hex, 16, 8)
	if err != nil {
		t.Fatal(err)
	}
	c := float64(v) / 255
	if c <= .04045 {
		return c / 12.92
	}
	return math.Pow((c+.055)/1.055, 2.4)
}

// TestContrast computes what WCAG 2.2 asks of text: 4.5 to 1, for every pair of colours that the layers put together,
// in both schemes.
func TestContrast(t *testing.T) {
	t.Parallel()
	b, err := staticFiles.ReadFile("static/tokens.css")
	if err != nil {
		t.Fatal(err)
	}
	light, dark, _ := strings.Cut(string(b), "@media")
	pairs := [][2]string{{"ink", "paper"}, {"ink", "surface"}, {"ink", "sunk"}, {"soft", "paper"}, {"soft", "surface"},
		{"soft", "sunk"}, {"on-bar", "bar"}, {"on-bar-soft", "bar"},
		{"on-green", "green"}, {"on-green", "green-strong"}, {"green", "tint"}, {"green", "surface"}, {"link", "paper"},
		{"link", "surface"}, {"seal", "paper"}, {"seal", "surface"}, {"soft", "tint"},
		{"go", "go-tint"}, {"go", "surface"}, {"amber", "amber-tint"}, {"amber", "surface"}, {"red", "red-tint"},
		{"red", "surface"}, {"grey", "grey-tint"}, {"grey", "surface"}, {"blue", "blue-tint"},
		{"ink", "go-tint"}, {"ink", "amber-tint"}, {"ink", "red-tint"}, {"ink", "grey-tint"}, {"ink", "tint"},
		{"link", "tint"}}
	for scheme, css := range map[string]string{"light": light, "dark": dark} {
		c := map[string]float64{}
		for _, m := range regexp.MustCompile(`--([a-z-]+): #([0-9a-f]{3,6});`).FindAllStringSubmatch(css, -1) {
			c[m[1]] = luminance(t, m[2])
		}
		for _, p := range pairs {
			a, aok := c[p[0]]
			b, bok := c[p[1]]
			if !aok || !bok {
				t.Fatalf("%s: no colour %v", scheme, p)
			}
			if r := (max(a, b) + .05) / (min(a, b) + .05); r < 4.5 {
				t.Errorf("%s: %s on %s has %.2f to 1", scheme, p[0], p[1], r)
			}
		}
	}
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	var sum float64
	for i, weight := range []float64{.2126, .7152, .0722} {
		sum += weight * linear(t, hex[2*i:2*i+2])
	}
	return sum
}
