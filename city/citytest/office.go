// Package citytest is a small city for tests of what works by the clock and by the ledger: real database, real desk,
// a clock that is set by hand.
package citytest

import (
	"bytes"
	"context"
	"crypto/rand"
	"image"
	"image/png"
	"log/slog"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xiaohao/city"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

// The areas: a county with a subdistrict and a community, and another county.
const (
	City    = area.Code(430400000000)
	County  = area.Code(430405000000)
	Street  = area.Code(430405001000)
	Village = area.Code(430405001001)
	Other   = area.Code(430406000000)
)

// Office is the city. Units: jie (the subdistrict's office) with she and new below it. Logins: disp, clerk (of she),
// head (of jie), ver (of the county), far (a verifier of the other county), sup, lead, admin (of the city).
type Office struct {
	*city.City
	T     testing.TB
	DB    *store.DB
	Units map[string]int64
	Who   map[string]org.Caller

	// Sent is every message that was put on the wire; Refuse, when set, refuses them.
	Sent   []Sent
	Refuse func(deliver.Channel, deliver.Message) error

	Log Log // all that the program logs, at every level

	mu   sync.Mutex
	now  atomic.Int64 // the city reads it in goroutines of its own
	made int
}

// Log keeps what is written to it by goroutines at once.
type Log struct {
	mu  sync.Mutex
	all bytes.Buffer
}

func (l *Log) Write(b []byte) (int, error) { l.mu.Lock(); defer l.mu.Unlock(); return l.all.Write(b) }

func (l *Log) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.all.String() }

// Empty is a database with the tables of all shipped parts and no rows.
var Empty = storetest.Migrated(func() []store.Step { return city.Standard().Steps() })

// New makes the city on a Monday at ten, 2026-11-16, with all parts that are shipped and more of the test's own.
func New(t testing.TB, more ...part.Part) *Office {
	t.Helper()
	ctx, dir := context.Background(), t.TempDir()
	o := &Office{T: t, Units: map[string]int64{}, Who: map[string]org.Caller{}}
	o.Set("2026-11-16 10:00")
	var err error
	if o.DB, err = store.Open(ctx, Empty.DSN(t), store.Options{}); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { o.DB.Close() })
	list, err := city.Join(append(city.Parts(), more...))
	if err != nil {
		t.Fatal(err)
	}
	if err := o.DB.Migrate(ctx, list.Steps()); err != nil {
		t.Fatal(err)
	}
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	if err != nil {
		t.Fatal(err)
	}
	o.City, err = city.Open(ctx, city.Config{Config: desk.Config{City: 4304, DB: o.DB, Blobs: blobs,
		Now: func() calendar.Instant {
			return calendar.Instant(o.now.Load())
		}, Secret: make([]byte, 32),
		Log: slog.New(slog.NewTextHandler(&o.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))},
		SealKey: filepath.Join(dir, "seal.key"), BaseURL: "https://xiaohao.example", Folder: dir,
		Send: o.send, List: list})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(o.Close)
	o.settle()
	return o
}

// Sent is a message and where it went.
type Sent struct {
	deliver.Channel
	deliver.Message
}

func (o *Office) send(_ context.Context, c deliver.Channel, m deliver.Message) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.Refuse != nil {
		if err := o.Refuse(c, m); err != nil {
			return err
		}
	}
	o.Sent = append(o.Sent, Sent{c, m})
	return nil
}

func (o *Office) settle() {
	o.T.Helper()
	post := func(kind matter.Post, a area.Code) []org.Post { return []org.Post{{Kind: kind, Area: a}} }
	o.ChangeOrg(&org.AreaSet{Area: City, Name: "衡阳市"}, &org.AreaSet{Area: County, Name: "珠晖区"},
		&org.AreaSet{Area: Street, Name: "广东路街道"},
		&org.AreaSet{Area: Village, Name: "市场社区"}, &org.AreaSet{Area: Other, Name: "雁峰区"},
		&org.UnitSet{Code: "jie", Zh: "街道办", Area: Street},
		&org.UnitSet{Code: "she", Zh: "社区居委会", Area: Village, ParentCode: "jie"},
		&org.UnitSet{Code: "new", Zh: "新社区居委会", Area: Village, ParentCode: "jie"},
		&org.PersonSet{Login: "disp", Name: "受理甲", Posts: post(matter.Dispatcher, County)},
		&org.PersonSet{Login: "clerk", Name: "经办乙", Posts: post(matter.UnitClerk, 0), UnitCodes: []string{"she"}},
		&org.PersonSet{Login: "head", Name: "主任丙", Posts: post(matter.UnitHead, 0), UnitCodes: []string{"jie"}},
		&org.PersonSet{Login: "ver", Name: "核查丁", Posts: post(matter.Verifier, County)},
		&org.PersonSet{Login: "far", Name: "外区戊", Posts: post(matter.Verifier, Other)},
		&org.PersonSet{Login: "sup", Name: "督办己", Posts: post(matter.Supervisor, City)},
		&org.PersonSet{Login: "lead", Name: "领导庚", Posts: post(matter.Leader, City)},
		&org.PersonSet{Login: "admin", Name: "管理辛", Posts: post(matter.Administrator, City)})
	for _, u := range o.Org().Units(0) {
		o.Units[u.Code] = u.ID
	}
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
}

// Instant reads "2026-11-16 10:00" in China, in µs.
func Instant(t testing.TB, s string) calendar.Instant {
	t.Helper()
	v, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.China())
	if err != nil {
		t.Fatal(err)
	}
	return calendar.Of(v)
}

// Set sets the clock.
func (o *Office) Set(s string) { o.T.Helper(); o.now.Store(int64(Instant(o.T, s))) }

// Advance moves it on.
func (o *Office) Advance(d time.Duration) { o.now.Add(d.Microseconds()) }

// ID is a fresh command id.
func (o *Office) ID() ledger.ID {
	id, err := ledger.NewID(calendar.Instant(o.now.Load()), rand.Reader)
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

// ChangeOrg changes the organisation.
func (o *Office) ChangeOrg(c ...org.Change) {
	o.T.Helper()
	if _, err := o.Change(context.Background(), org.Caller{System: true}, o.ID(), c); err != nil {
		o.T.Fatal(err)
	}
}

// Give gives a command that must be taken, and says for which matter. Login "" is a resident.
func (o *Office) Give(login string, id int64, b matter.Command) int64 {
	o.T.Helper()
	r, err := o.Do(context.Background(), o.Who[login], desk.Command{ID: o.ID(), Matter: id, Body: b})
	if err != nil {
		o.T.Fatalf("%s %s: %v", login, b.Name(), err)
	}
	return r.Matter
}

// Assigned is a matter with five working days, in hand of nobody yet.
func (o *Office) Assigned() int64 {
	o.T.Helper()
	id := o.Give("", 0, &matter.Report{Area: Village, Text: "绿化带缺了一大片"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"]})
	return id
}

// Fix has the clerk claim it fixed, with a photo.
func (o *Office) Fix(id int64) {
	o.T.Helper()
	u, err := o.Upload(context.Background(), o.Who["clerk"], o.Photo())
	if err != nil {
		o.T.Fatal(err)
	}
	o.Give("clerk", id, &matter.Fix{Note: "好了", Photos: []string{u.Token}})
}

// StruckOff is a matter that has gone through the loop.
func (o *Office) StruckOff() int64 {
	o.T.Helper()
	id := o.Assigned()
	o.Give("clerk", id, &matter.Sign{})
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
	return id
}

// Truth is a matter as it stands, whoever may see it.
func (o *Office) Truth(id int64) *matter.Matter {
	o.T.Helper()
	m, err := o.Matter(context.Background(), org.Caller{System: true}, id)
	if err != nil {
		o.T.Fatal(err)
	}
	return m
}

// CatchUp waits for the followers.
func (o *Office) CatchUp() {
	o.T.Helper()
	if err := o.Ledger().CatchUp(context.Background()); err != nil {
		o.T.Fatal(err)
	}
}

// Photo is a picture of its own each time.
func (o *Office) Photo() *bytes.Buffer {
	o.made++
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewGray(image.Rect(0, 0, 8+o.made, 8))); err != nil {
		o.T.Fatal(err)
	}
	return &b
}
