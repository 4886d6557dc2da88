package report_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// The secrets that a report holds here: in its title, its place, its text. None is a name or a number, which would be
// taken out anyway.
const (
	secretTitle = "翡翠色的栏杆"
	secretPlace = "梧桐岗哨旁"
	secretText  = "栏杆后面堆着碎玻璃"
)

// hidden is a matter with secrets in all its words and with photos, as far on its way as told.
func hidden(o *webtest.Town, category string, source matter.Source, far int, lat float64) int64 {
	o.T.Helper()
	ctx := context.Background()
	disp := callerOf(o, "disp")
	u, err := o.Desk.Upload(ctx, disp, strings.NewReader(string(webtest.Snap(category+string(source)))))
	if err != nil {
		o.T.Fatal(err)
	}
	lng := 112.6
	r, err := o.Do(ctx, disp, desk.Command{ID: o.NewID(), Body: &matter.Report{Area: webtest.Township, Source: source,
		Title: secretTitle, Place: secretPlace, Text: "路边围挡破损倒伏占道，" + secretText, Lat: &lat, Lng: &lng,
		Category: category, Photos: []string{u.Token}}})
	if err != nil {
		o.T.Fatal(err)
	}
	gdl, _ := o.Org().UnitByCode("gdl")
	for i, c := range []matter.Command{&matter.List{Category: category}, &matter.Assign{Lead: gdl.ID}} {
		if i >= far {
			break
		}
		if _, err := o.Do(ctx, disp, desk.Command{ID: o.NewID(), Matter: r.Matter, Body: c}); err != nil {
			o.T.Fatal(err)
		}
	}
	return r.Matter
}

func callerOf(o *webtest.Town, login string) org.Caller {
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		o.T.Fatal(login)
	}
	return org.Caller{Person: p.ID, Posts: p.Posts}
}

// TestStrangersDoors plants secrets in title, place, text and photo of matters that were not released, of every kind of
// category and source and as far on their way as can be, and walks the doors by which strangers look for what is
// reported already: nothing of it is there. What is then released is there in the released words alone, with the copy.
func TestStrangersDoors(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	var ids []int64
	for _, category := range []string{"road.works", "noise.life", "civic.manners", "other"} {
		for _, source := range []matter.Source{matter.FromInspector, matter.FromHotline, matter.FromMeeting} {
			for far := range 3 {
				ids = append(ids, hidden(o, category, source, far, 26.9))
			}
		}
	}
	o.Settle()
	doors := func() {
		t.Helper()
		for _, text := range []string{"路边围挡破损倒伏占道", secretText, secretTitle, secretPlace + "路边围挡破损"} {
			form := map[string][]string{"text": {text}, "area": {webtest.Township.String()}, "lat": {"26.9"},
				"lng": {"112.6"}}
			b := o.Visitor().Get("/", 200).Post("/alike", form, 200)
			b.Lacks("翡翠", "梧桐", "碎玻璃", "相距", "文字相似")
		}
	}
	doors()
	for _, id := range ids {
		o.Visitor().Get(fmt.Sprintf("/alike/%d/photo", id), 404)
	}

	id := hidden(o, "road.works", matter.FromInspector, 1, 26.95)
	letOut(o, id, "围挡倒伏在路边", "和平路")
	b := o.Visitor().Get("/", 200).Post("/alike", map[string][]string{"text": {"路边围挡破损倒伏占道"}, "lat": {"26.95"},
		"lng": {"112.6"}}, 200)
	b.Wants("围挡倒伏在路边", "和平路", fmt.Sprintf("/alike/%d/photo", id)).Lacks("翡翠", "梧桐", "碎玻璃")
	m, err := o.Desk.Glimpse(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	b.Get(fmt.Sprintf("/alike/%d/photo", id), 200)
	original := o.As("disp").Get(fmt.Sprintf("/matters/%d/photos/%s?size=thumb", id, m.Photos[0].ID), 200)
	if b.Page == original.Page {
		t.Error("a stranger is sent the original's thumbnail")
	}
	o.As("disp").Get("/", 200).Post("/alike", map[string][]string{"text": {"路边围挡破损倒伏占道"}, "lat": {"26.95"},
		"lng": {"112.6"}, "door": {"staff"}}, 200).Wants("翡翠", "梧桐")
}

// letOut releases a matter with its photo by two hands, covered in its middle.
func letOut(o *webtest.Town, id int64, title, where string) {
	o.T.Helper()
	ctx, x := context.Background(), part.Get[*release.Releases](o.House().Values)
	disp, sup := callerOf(o, "disp"), callerOf(o, "sup")
	m, err := o.Desk.Glimpse(ctx, id)
	if err != nil {
		o.T.Fatal(err)
	}
	ask := release.Asking{Title: title, Place: where}
	for _, p := range m.Photos {
		ask.Photos = append(ask.Photos, release.Photo{ID: p.ID})
	}
	if err := x.Draft(ctx, disp, o.NewID(), id, ask); err != nil {
		o.T.Fatal(err)
	}
	s, err := x.Of(ctx, disp, id)
	if err == nil {
		err = x.Pass(ctx, sup, o.NewID(), id, s.Seq)
	}
	if err != nil {
		o.T.Fatal(err)
	}
	o.Settle()
}
