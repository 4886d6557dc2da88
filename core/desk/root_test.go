package desk_test

import (
	"bytes"
	"context"
	"image"
	"image/jpeg"
	"testing"

	"xiaohao/loop/matter"
)

// photo hands in a photo and gives its token.
func (o *office) photo(login string) string {
	o.t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 16, 16)), nil); err != nil {
		o.t.Fatal(err)
	}
	u, err := o.Upload(context.Background(), o.who[login], &b)
	if err != nil {
		o.t.Fatal(err)
	}
	return u.Token
}

// marked is a matter in hand that came back after another one was struck off.
func (o *office) marked() int64 {
	o.t.Helper()
	o.point = func(int64) (bool, error) { return true, nil }
	first := o.must("", 0, &matter.Report{Area: village, Text: "桶满", Point: 5}).Matter
	o.absences = func() ([]matter.Absence, error) {
		return []matter.Absence{{Matter: first, Struck: o.clock() - day, Category: "fac.lamp", Point: 5}}, nil
	}
	id := o.must("", 0, &matter.Report{Area: village, Text: "桶又满", Point: 5}).Matter
	o.must("disp", id, &matter.List{Category: "fac.lamp"})
	o.must("disp", id, &matter.Assign{Lead: o.units["gdl"]})
	o.must("clerk", id, &matter.Sign{})
	return id
}

// TestPhotosOfARootMeasure keeps what proves that a root-cause measure was carried out: with the matter, and in the
// event, where verify looks for its files.
func TestPhotosOfARootMeasure(t *testing.T) {
	ctx := context.Background()
	o := newOffice(t)
	id := o.marked()
	o.must("clerk", id, &matter.PlanRoot{Cause: "桶少", Measure: "加桶", Until: o.clock().Plus(5 * day)})
	o.refuses("upload_unknown", "clerk", id, &matter.DoneRoot{Note: "加了", Photos: []string{"no such upload"}})
	o.must("clerk", id, &matter.DoneRoot{Note: "加了", Photos: []string{o.photo("clerk")}})
	m, err := o.Matter(ctx, o.who["disp"], id)
	if err != nil || len(m.Photos) != 1 || m.Photos[0].Step != "done_root" {
		t.Fatalf("photos of the matter: %+v %v", m.Photos, err)
	}
	h, err := o.History(ctx, o.who["disp"], id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	if p := matter.PhotosOf(h[len(h)-1].Body); len(p) != 1 || p[0].ID != m.Photos[0].ID {
		t.Errorf("photos of the event %s: %+v", h[len(h)-1].Type, p)
	}
}
