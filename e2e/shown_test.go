package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"testing"
	"time"

	"xiaohao/app"
	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/follow"
	"xiaohao/parts/notify"
	"xiaohao/parts/opendata"
	"xiaohao/parts/point"
	"xiaohao/parts/publicity"
	"xiaohao/parts/release"
	"xiaohao/platform/blob"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// atOnce has the city's policy let exposed rubbish out by rule, and give out open data.
func atOnce(t *testing.T, data string) {
	t.Helper()
	path := filepath.Join(data, "policy.yaml")
	src, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	own := bytes.Replace(src, []byte("  at_once: []\n"), []byte("  at_once: [env.rubbish]\n"), 1)
	given := bytes.Replace(own, []byte("\nopen_data: {on: false,"), []byte("\nopen_data: {on: true,"), 1)
	if bytes.Equal(src, own) || bytes.Equal(own, given) || os.WriteFile(path, given, 0o600) != nil {
		t.Fatal("the policy was not changed")
	}
}

// staff is a city that no other program has open, and its people.
type staff struct {
	*city.City
	t  *testing.T
	db *store.DB
}

// withStaff does something in a city as its rooms do it. Nothing goes on the wire.
func withStaff(t *testing.T, data string, do func(ctx context.Context, o staff)) {
	t.Helper()
	db, err := store.Open(t.Context(), "sqlite:"+filepath.Join(data, "xiaohao.db"), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	blobs, err := blob.Open(filepath.Join(data, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	secret, err := os.ReadFile(filepath.Join(data, "secret.key"))
	if err != nil {
		t.Fatal(err)
	}
	c, err := city.Open(t.Context(), city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: blobs, Secret: secret,
		Now: func() calendar.Instant { return calendar.Of(time.Now()) }}, SealKey: filepath.Join(data, "seal.key"),
		BaseURL: "https://xiaohao.example", Folder: data,
		Send: func(context.Context, deliver.Channel, deliver.Message) error { return nil }})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	do(t.Context(), staff{c, t, db})
}

func (o staff) must(err error) {
	o.t.Helper()
	if err != nil {
		o.t.Fatal(err)
	}
}

// id is a fresh command id.
func (o staff) id() ledger.ID {
	o.t.Helper()
	id, err := ledger.ParseID(newID())
	o.must(err)
	return id
}

// who is somebody by his login.
func (o staff) who(login string) org.Caller {
	o.t.Helper()
	for _, p := range o.Org().People() {
		if p.Login == login {
			return p.Caller()
		}
	}
	o.t.Fatalf("nobody is %s", login)
	return org.Caller{}
}

// shown lets out what everybody may see: a matter that was struck off and one in hand, each drafted and passed by two
// people, with their photos; what the rule lets out; the week's paper; a plan of what hangs where; somebody who
// follows.
func shown(t *testing.T, data string, struck, doing int64) {
	t.Helper()
	withStaff(t, data, func(ctx context.Context, o staff) {
		o.release(ctx, struck)
		o.release(ctx, doing)
		r := part.Get[*release.Releases](o.Values)
		o.must(r.Withdraw(ctx, o.who("du.sup"), o.id(), doing, "先撤下来看一看"))
		o.release(ctx, doing)
		_, err := r.AtOnce(ctx)
		o.must(err)
		o.must(o.Ledger().CatchUp(ctx))
		if list, err := r.List(ctx, release.Filter{}, 10); err != nil || len(list.Matters) != 3 {
			t.Fatalf("%d public matters, %v", len(list.Matters), err)
		}
		o.paper(ctx, struck, doing)
		o.openData(ctx)
		o.hangs(ctx)
		o.givesOut(ctx)
		_, err = part.Get[*notify.Notify](o.Values).SetChannel(ctx, o.who("all"), notify.Channel{Kind: notify.Email,
			Name: "邮件", Enabled: true, Wire: notify.Wire{URL: "smtps://mail.example:465",
				From: "no-reply@city.example"}})
		o.must(err)
		o.must(o.Following.Ask(ctx, follow.Wish{Matter: doing, Lang: "zh"}, "zhang@example.com"))
		o.must(o.Ledger().CatchUp(ctx))
	})
}

// openData has somebody ask for a snapshot of the open data, and makes it.
func (o staff) openData(ctx context.Context) {
	o.t.Helper()
	x := part.Get[*opendata.OpenData](o.Values)
	_, err := x.Ask(ctx, org.Caller{System: true}, o.id())
	o.must(err)
	m, err := x.Make(ctx, nil)
	if err != nil || m.Rows != 3 {
		o.t.Fatalf("%+v, %v", m, err)
	}
}

// release has two people let a matter out with all its photos.
func (o staff) release(ctx context.Context, id int64) {
	o.t.Helper()
	r, first, second := part.Get[*release.Releases](o.Values), o.who("all"), o.who("du.sup")
	m, err := o.Matter(ctx, first, id)
	o.must(err)
	a := release.Asking{Title: "路灯不亮", Text: "市场门口的路灯不亮", Place: "市场"}
	for _, p := range m.Photos {
		a.Photos = append(a.Photos, release.Photo{ID: p.ID, Boxes: []org.Box{{X: 100, Y: 100, W: 200, H: 200}}})
	}
	if len(a.Photos) == 0 {
		o.t.Fatalf("matter %d has no photo", id)
	}
	o.must(r.Draft(ctx, first, o.id(), id, a))
	s, err := r.Of(ctx, second, id)
	o.must(err)
	o.must(r.Pass(ctx, second, o.id(), id, s.Seq))
	o.must(o.Ledger().CatchUp(ctx))
}

// paper lets the clock draft the week's papers, and has two people let one out.
func (o staff) paper(ctx context.Context, struck, doing int64) {
	o.t.Helper()
	x, second := part.Get[*publicity.Publicity](o.Values), o.who("du.sup")
	n, err := x.Weekly(ctx)
	o.must(err)
	list, err := x.Issues(ctx, second, 10)
	if err != nil || n == 0 {
		o.t.Fatalf("%d papers, %v", n, err)
	}
	for _, s := range list {
		if s.Area != 430405000000 {
			continue
		}
		o.must(x.Draft(ctx, o.who("all"), o.id(), s.ID, publicity.Paper{Title: publicity.Words{Zh: "本周"},
			Lead: publicity.Words{Zh: "修好一件"}, Fixed: []int64{struck}, Doing: []int64{doing}}))
		d, err := x.Issue(ctx, second, s.ID)
		o.must(err)
		o.must(x.Pass(ctx, second, o.id(), s.ID, d.Seq))
		return
	}
	o.t.Fatal("the county has no paper")
}

// hangs plans a poster at a point of the register.
func (o staff) hangs(ctx context.Context) {
	o.t.Helper()
	page, err := point.List(ctx, o.db.Read(), 4304, point.Filter{Area: 430405000000})
	o.must(err)
	var unit int64
	for _, u := range o.Org().Units(0) {
		if u.Code == "cg" {
			unit = u.ID
		}
	}
	p := publicity.Planning{Content: "讲文明树新风", Area: 430405000000, Unit: unit,
		From: calendar.Of(time.Now().Add(-time.Hour)), Until: calendar.Of(time.Now().Add(30 * 24 * time.Hour))}
	for _, x := range page.Points {
		p.Points = append(p.Points, x.ID)
	}
	x := part.Get[*publicity.Publicity](o.Values)
	id, err := x.Plan(ctx, o.who("du.sup"), o.id(), p)
	o.must(err)
	u, err := o.Upload(ctx, o.who("all"), bytes.NewReader(picture(20)))
	o.must(err)
	o.must(x.PutUp(ctx, o.who("all"), o.id(), id, publicity.Ticked{Point: p.Points[0], Photos: []string{u.Token}}))
}

// parsed is a number that stands in an answer.
func parsed(t *testing.T, s string) int64 {
	t.Helper()
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestLostPublicCopy takes away each file that was made to be shown, one at a time: the public copies of a release, and
// the photo that says that a poster hangs. verify names it.
func TestLostPublicCopy(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // its city is a file, whatever the others run on
	}
	whole := filepath.Join(t.TempDir(), "city")
	smallCity(t, whole)
	names := madeToBeShown(t, filepath.Join(whole, "xiaohao.db"))
	if len(names) < 7 {
		t.Fatalf("only %d files: %v", len(names), names)
	}
	for _, name := range names {
		path := filepath.Join(whole, "blobs", name[:2], name[2:])
		aside := filepath.Join(t.TempDir(), name)
		if err := os.Rename(path, aside); err != nil {
			t.Fatal(err)
		}
		has(t, proved(t, app.Failed, "-data", whole).Faults, name)
		if err := os.Rename(aside, path); err != nil {
			t.Fatal(err)
		}
	}
	proved(t, app.OK, "-data", whole)
}

// madeToBeShown are the files that the releases and the photos of posters name, by what the events say.
func madeToBeShown(t *testing.T, file string) (names []string) {
	t.Helper()
	inside(t, file, func(m *tampering) {
		types := []event.Type{release.DraftedType, publicity.PutUpType}
		err := ledger.EachType(t.Context(), m.tx, 4304, 0, 0, types, func(e ledger.Event) error {
			var d release.Drafted
			var up publicity.PutUp
			err := errors.Join(json.Unmarshal(e.Body, &d), json.Unmarshal(e.Body, &up))
			for _, p := range d.Release.Photos {
				names = append(names, p.Copy, p.Thumb)
			}
			for _, p := range up.Photos {
				names = append(names, p.ID, p.View, p.Thumb)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
	slices.Sort(names)
	return slices.Compact(names)
}
