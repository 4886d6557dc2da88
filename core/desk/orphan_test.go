package desk_test

import (
	"bytes"
	"context"
	"image"
	"image/color"
	"image/jpeg"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
)

// picture is a photo that differs from others by its shade.
func picture(t *testing.T, shade uint8, quality int) []byte {
	t.Helper()
	img := image.NewGray(image.Rect(0, 0, 64, 48))
	for i := range img.Pix {
		img.Pix[i] = color.Gray{Y: shade + uint8(i%7)}.Y
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, img, &jpeg.Options{Quality: quality}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestOrphanPhotosAreSwept: two days after they came, photos that nobody used are gone with their files; what became
// evidence stays, also where somebody else handed in the same picture and did not use it, before or after.
func TestOrphanPhotosAreSwept(t *testing.T) {
	t.Parallel()
	o, ctx := newOffice(t), context.Background()
	files := func() (n int) {
		if err := o.blobs.Walk(func(blob.Hash, int64) error { n++; return nil }); err != nil {
			t.Fatal(err)
		}
		return n
	}
	take := func(shade uint8) desk.Upload {
		u, err := o.Upload(ctx, org.Caller{}, bytes.NewReader(picture(t, shade, 90)))
		if err != nil {
			t.Fatal(err)
		}
		return u
	}
	report := func(u desk.Upload) {
		_, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.id(), Body: &matter.Report{Kind: matter.Problem,
			Source: matter.FromResident, Area: 430405001000, Text: "路灯不亮", Photos: []string{u.Token}}})
		if err != nil {
			t.Fatal(err)
		}
	}
	take(10) // of nobody
	one := files()
	take(60) // handed in by two, used by the second
	report(take(60))
	report(take(120))
	take(120) // used by the first
	report(take(180))
	all := files()
	if n, err := o.Sweep(ctx); err != nil || n != 0 || files() != all {
		t.Fatalf("too early %d were swept, %v", n, err)
	}
	o.setNow(o.clock().Plus(2*day + 1))
	take(180) // used two days ago, handed in again now and used by nobody
	if n, err := o.Sweep(ctx); err != nil || n != one || files() != all-one {
		t.Fatalf("%d of %d files were swept, %d are left of %d, want one photo less; %v", n, one, files(), all, err)
	}
	o.setNow(o.clock().Plus(2*day + 1))
	if n, err := o.Sweep(ctx); err != nil || n != 0 || files() != all-one {
		t.Fatalf("evidence was swept: %d; %v", n, err)
	}
	last := take(200)
	o.setNow(o.clock().Plus(2*day + 1))
	if _, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.id(), Body: &matter.Report{Kind: matter.Problem,
		Source: matter.FromResident, Area: 430405001000, Text: "路灯不亮", Photos: []string{last.Token}}}); err == nil {
		t.Error("a photo that may be swept any moment was taken as evidence")
	}
}
