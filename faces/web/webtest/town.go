// Package webtest is a small city behind the real gate, the real desk and all rooms, for tests of pages: people log in,
// read and send forms in browsers without scripts. Its clock is set by hand, its database is a copy of one that is made
// once.
package webtest

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http/httptest"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"xiaohao/city"
	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces"
	"xiaohao/faces/api/apitest"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// The areas of the town, and everybody's password.
const (
	City     = area.Code(430400000000)
	County   = area.Code(430405000000)
	Township = area.Code(430405001000)
	Password = "fourteen apples today"
)

// Town is the city. Its units: gdl (an office of the township) with gdl-1 below it, hc (of the county). Logins: disp,
// ver (of the county), clerk (of gdl), sup and admin (of the city), other (a dispatcher of the other county), fresh
// (a dispatcher who has to change his password first).
type Town struct {
	*city.City
	T   testing.TB
	Srv *httptest.Server
	Log bytes.Buffer // of the pages
	All citytest.Log // of everything, at every level

	Blobs *blob.Store

	gate  *gate.Gate
	house *part.House  // what the pages were given
	now   atomic.Int64 // the city reads it in goroutines of its own
}

// New makes the town on an ordinary Wednesday at ten, 2026-10-28.
func New(t testing.TB) *Town {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	o := &Town{T: t}
	o.now.Store(1_793_152_800_000_000)
	db, err := store.Open(ctx, citytest.Empty.DSN(t), store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	o.Blobs, err = blob.Open(dir + "/blobs")
	if err != nil {
		t.Fatal(err)
	}
	o.City, err = city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: db, Blobs: o.Blobs,
		Now:    func() calendar.Instant { return calendar.Instant(o.now.Load()) },
		Secret: make([]byte, 32), Log: slog.New(o.fully())}, SealKey: dir + "/seal.key", Folder: dir})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	o.settle()
	o.house = o.House()
	o.gate = gate.New(o.house, gate.Options{TrustLoopback: true, Log: slog.New(
		slog.NewMultiHandler(slog.NewTextHandler(&o.Log, nil), o.fully()))})
	all, _, err := faces.Open(o.gate, faces.Rooms(), city.Standard().Names())
	if err != nil {
		t.Fatal(err)
	}
	o.Srv = httptest.NewServer(apitest.Watch(t, all))
	t.Cleanup(o.Srv.Close)
	return o
}

func (o *Town) fully() slog.Handler {
	return slog.NewTextHandler(&o.All, &slog.HandlerOptions{Level: slog.LevelDebug})
}

// Strange makes the town treat every visitor as one from outside, with all limits. It is called before anybody comes.
func (o *Town) Strange() { o.gate.TrustLoopback = false }

func (o *Town) settle() {
	o.T.Helper()
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	clerk := []org.Post{{Kind: matter.UnitClerk}}
	_, err := o.Change(context.Background(), org.Caller{System: true}, o.NewID(), []org.Change{
		&org.AreaSet{Area: City, Name: "衡阳市"}, &org.AreaSet{Area: County, Name: "珠晖区"},
		&org.AreaSet{Area: Township, Name: "广东路街道"},
		&org.AreaSet{Area: 430406000000, Name: "雁峰区"}, &org.AreaSet{Area: 430406001000, Name: "先锋街道"},
		&org.UnitSet{Code: "gdl", Zh: "广东路街道办", Area: Township},
		&org.UnitSet{Code: "gdl-1", Zh: "环卫所", Area: Township, ParentCode: "gdl"},
		&org.UnitSet{Code: "hc", Zh: "核查中心", Area: County},
		&org.PersonSet{Login: "disp", Name: "受理甲", Posts: post(matter.Dispatcher, County)},
		&org.PersonSet{Login: "clerk", Name: "经办乙", Posts: clerk, UnitCodes: []string{"gdl"}},
		&org.PersonSet{Login: "ver", Name: "核查丙", Posts: []org.Post{{Kind: matter.Verifier, Area: County}},
			UnitCodes: []string{"hc"}},
		&org.PersonSet{Login: "sup", Name: "督查丁", Posts: post(matter.Supervisor, City)},
		&org.PersonSet{Login: "other", Name: "外区戊", Posts: post(matter.Dispatcher, 430406000000)},
		&org.PersonSet{Login: "admin", Name: "管理己", Posts: post(matter.Administrator, City)},
		&org.PersonSet{Login: "fresh", Name: "新人庚", Posts: post(matter.Dispatcher, County)},
	})
	if err != nil {
		o.T.Fatal(err)
	}
	o.Auth.Effort = org.Light
	for _, p := range o.Org().People() {
		if err := o.Auth.SetPassword(context.Background(), p, Password, p.Login == "fresh"); err != nil {
			o.T.Fatal(err)
		}
	}
}

// Hire changes the organisation; people of these logins get everybody's password.
func (o *Town) Hire(changes []org.Change, logins ...string) {
	o.T.Helper()
	if _, err := o.Change(context.Background(), org.Caller{System: true}, o.NewID(), changes); err != nil {
		o.T.Fatal(err)
	}
	for _, l := range logins {
		p, _ := o.Org().PersonByLogin(l)
		if err := o.Auth.SetPassword(context.Background(), p, Password, false); err != nil {
			o.T.Fatal(err)
		}
	}
}

// Pass lets so much time pass, in µs.
func (o *Town) Pass(us calendar.Instant) { o.now.Add(int64(us)) }

// Settle waits until the followers know what happened.
func (o *Town) Settle() {
	o.T.Helper()
	if err := o.Ledger().CatchUp(context.Background()); err != nil {
		o.T.Fatal(err)
	}
}

// NewID is the id of a command.
func (o *Town) NewID() ledger.ID {
	o.T.Helper()
	id, err := ledger.NewID(calendar.Instant(o.now.Load()), rand.Reader)
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

// InField gives the town a standard, points and two inspectors, ins1 and ins2.
func (o *Town) InField() {
	o.T.Helper()
	ctx := context.Background()
	post := []org.Post{{Kind: matter.Inspector, Area: City}}
	o.Hire([]org.Change{&org.PersonSet{Login: "ins1", Name: "督查员子", Posts: post},
		&org.PersonSet{Login: "ins2", Name: "督查员丑", Posts: post}}, "ins1", "ins2")
	for i := range 12 {
		d := point.Details{Code: fmt.Sprintf("D%02d", i), Name: fmt.Sprintf("东风市场 %d 号点", i), Kind: "market",
			Area: Township}
		if i%3 == 0 {
			d.Area = 430406001000
		}
		if _, err := o.Points.Add(ctx, org.Caller{System: true}, o.NewID(), d); err != nil {
			o.T.Fatal(err)
		}
	}
	known, err := o.Standard.Known(ctx)
	if err != nil {
		o.T.Fatal(err)
	}
	d := standard.Sample()
	d.OnlyKnown(known)
	d.From = 20700
	if _, _, wrong, err := o.Standard.Publish(ctx, org.Caller{System: true}, d); err != nil {
		o.T.Fatalf("%v %+v", err, wrong)
	}
}

// Reported is a resident's report with a photo, and the path of its receipt.
func (o *Town) Reported(text string) string {
	o.T.Helper()
	b := o.Visitor().Get("/", 200)
	b.Send("report", 200, "text", text, "area", Township.String(), "place", "中国银行门前", "photos", "photo:before",
		"name", "张三", "phone", "13800000000", "another", "1")
	b.Wants("已收到，谢谢您")
	path, _, _ := strings.Cut(b.At, "?")
	return path
}

// Only is the id of the one matter there is.
func (o *Town) Only() int64 {
	o.T.Helper()
	b := o.As("sup").Get("/lists/all", 200)
	n, err := strconv.ParseInt(b.Match(`href="/matters/(\d+)"`), 10, 64)
	if err != nil {
		o.T.Fatal(err)
	}
	return n
}

// Fail makes two parts of the town fail, one of them with a mistake that a person can mend, and a third one set an
// item aside.
func (o *Town) Fail() {
	o.house.Troubles = func() []part.Trouble {
		return []part.Trouble{
			{Part: "seal", Job: "seal", Err: errors.New("disk of <b>"), Since: calendar.Instant(o.now.Load() - 3600e6),
				At: calendar.Instant(o.now.Load()), Fails: 7},
			{Part: "notify", Job: "notify_mail", Since: calendar.Instant(o.now.Load() - 60e6),
				At: calendar.Instant(o.now.Load()), Fails: 1,
				Err: fmt.Errorf("send: %w", fault.New(fault.Missing, "unit_unknown", "unit", "城管局"))},
			{Part: "seal", Job: "seal_copy", Err: errors.New("again"), Since: calendar.Instant(o.now.Load()),
				At: calendar.Instant(o.now.Load()), Fails: 1}}
	}
	o.house.Aside = func() []part.Item {
		return []part.Item{{Part: "weather", Key: "matter 17", Err: errors.New("odd"),
			Since: calendar.Instant(o.now.Load() - 60e6),
			Next:  calendar.Instant(o.now.Load() + 3600e6)}}
	}
}

// Text is what stands in the parts of a spreadsheet or a letter, with its marks.
func Text(t testing.TB, file string) string {
	t.Helper()
	z, err := zip.NewReader(strings.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var all bytes.Buffer
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(&all, r)
		r.Close()
	}
	return all.String()
}
