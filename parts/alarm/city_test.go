package alarm_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"
	"strings"
	"testing"

	"golang.org/x/image/draw"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
)

// street is a picture that can be told from others; the same seed gives the same one.
func street(seed uint64, quality, width int) *bytes.Buffer {
	r := rand.New(rand.NewPCG(seed, 5))
	m := image.NewRGBA(image.Rect(0, 0, 480, 360))
	draw.Draw(m, m.Rect, image.NewUniform(color.RGBA{150, 190, 230, 255}), image.Point{}, draw.Src)
	for range 16 {
		x, y := r.IntN(480), r.IntN(360)
		c := color.RGBA{byte(r.IntN(256)), byte(r.IntN(256)), byte(r.IntN(256)), 255}
		draw.Draw(m, image.Rect(x, y, x+20+r.IntN(160), y+20+r.IntN(160)), image.NewUniform(c), image.Point{}, draw.Src)
	}
	out := image.NewRGBA(image.Rect(0, 0, width, width*3/4))
	draw.CatmullRom.Scale(out, out.Rect, m, m.Rect, draw.Src, nil)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, out, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	return &b
}

func upload(o *citytest.Office, login string, b *bytes.Buffer) []string {
	o.T.Helper()
	u, err := o.Upload(context.Background(), o.Who[login], b)
	if err != nil {
		o.T.Fatal(err)
	}
	return []string{u.Token}
}

// kinds are a matter's alarms in one line.
func kinds(o *citytest.Office, id int64) string {
	o.T.Helper()
	o.CatchUp()
	list, err := o.Alarms.Of(context.Background(), id)
	if err != nil {
		o.T.Fatal(err)
	}
	var out []string
	for _, a := range list {
		out = append(out, a.Kind)
	}
	return strings.Join(out, " ")
}

// TestTwins hands in the same picture again, coded anew and smaller: in another matter, as before and after, and a
// second time.
func TestTwins(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	begin := func(seed uint64) int64 {
		id := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化缺损",
			Photos: upload(o, "", street(seed, 90, 480))})
		o.Give("disp", id, &matter.List{Category: "green.damage"})
		o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
		o.Give("clerk", id, &matter.Sign{})
		return id
	}
	fix := func(id int64, seed uint64, quality, width int) {
		o.Give("clerk", id, &matter.Fix{Note: "好了", Photos: upload(o, "clerk", street(seed, quality, width))})
	}
	honest, copied, same := begin(1), begin(2), begin(3)
	fix(honest, 100, 90, 480)
	fix(copied, 100, 45, 240)
	fix(same, 3, 40, 300)
	if got := kinds(o, honest); got != "no_exif" {
		t.Errorf("an honest photo: %q", got)
	}
	if got := kinds(o, copied); got != "same no_exif" {
		t.Errorf("a photo of another matter: %q", got)
	}
	if got := kinds(o, same); got != "unchanged no_exif" {
		t.Errorf("before as after: %q", got)
	}
	o.Give("ver", honest, &matter.Reject{Reason: "没好"})
	fix(honest, 100, 70, 400)
	if got := kinds(o, honest); !strings.Contains(got, "repeated") {
		t.Errorf("handed in again: %q", got)
	}
	list, _ := o.Alarms.Of(context.Background(), copied)
	if list[0].Other != honest {
		t.Errorf("%+v", list[0])
	}
	n, err := o.Alarms.Count(context.Background(), o.Units["she"], 0, o.Now()+1)
	if err != nil || n["same"] != 2 || n["unchanged"] != 1 { // the second time it is that of the copy as well
		t.Errorf("%v %v", n, err)
	}
	if _, err := o.Matter(context.Background(), org.Caller{}, honest); err == nil {
		t.Error("anybody reads a matter")
	}
}
