package desk_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"flag"
	"fmt"
	"image"
	"image/jpeg"
	"path/filepath"
	"slices"
	"strconv"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

var system = org.Caller{System: true}

// world is a random organisation with a real desk before it.
type world struct {
	*desk.Desk
	ctx      context.Context
	db       *store.DB
	now      atomic.Int64 // the ledger asks in a goroutine of its own
	areas    []area.Code
	units    []int64
	parent   map[int64]int64
	logins   []string
	ids      []int64
	receipts map[int64]string
	works    map[int64]*work
	on       map[int64]map[int64]matter.As // who is on which case, and as what
	did      map[string]int                // successful commands, by name
	photos   map[int64]string
}

// TestAnybodyDoesAnything lets random callers of a random organisation give random commands. The transition table
// holds, nobody verifies his own work or his unit's, nothing outside a caller's scope is seen or changed, and in the
// end the views are what the events say, before and after a rebuild.
func TestAnybodyDoesAnything(t *testing.T) {
	for name, value := range map[string]string{"rapid.checks": strconv.Itoa(storetest.Drawn(10, 4, 2)),
		"rapid.steps": "200"} {
		if f := flag.Lookup(name); f.Value.String() == f.DefValue {
			if err := flag.Set(name, value); err != nil {
				t.Fatal(err)
			}
			defer flag.Set(name, f.DefValue)
		}
	}
	did := map[string]int{}
	walk := func(rt *rapid.T) {
		w := newWorld(rt, core.DSN(t), t.TempDir())
		defer w.db.Close()
		w.did = did
		rt.Repeat(map[string]func(*rapid.T){
			"report": w.report, "look": w.look, "wait": w.wait, "reshuffle": w.reshuffle,
			"command": w.command, "command2": w.command, "command3": w.command, "command4": w.command,
			"command5": w.command, "command6": w.command, "command7": w.command,
		})
		w.Close()
		w.prove(rt)
	}
	rapid.Check(t, walk)
	if testing.Short() {
		return // a few short walks need not come by every command
	}
	missing := func() (out []string) {
		for _, c := range []string{"list", "assign", "sign", "fix", "strike_off", "merge", "bounce", "delegate",
			"reject", "grant_suspension", "grant_extension"} {
			if did[c] == 0 {
				out = append(out, c)
			}
		}
		return out
	}
	for range 10 { // walks that came by few commands are followed by more
		if missing() == nil || t.Failed() {
			break
		}
		rapid.Check(t, walk)
	}
	if out := missing(); out != nil {
		t.Errorf("nobody ever got through with %v: %v", out, did)
	}
}

func newWorld(rt *rapid.T, dsn, dir string) *world {
	w := &world{ctx: context.Background(), parent: map[int64]int64{}, receipts: map[int64]string{},
		works: map[int64]*work{}, on: map[int64]map[int64]matter.As{}, photos: map[int64]string{}}
	w.now.Store(int64(morning))
	var err error
	if w.db, err = store.Open(w.ctx, dsn, store.Options{}); err != nil {
		rt.Fatal(err)
	}
	must(rt, w.db.Migrate(w.ctx, desk.CoreSteps()))
	blobs, err := blob.Open(filepath.Join(dir, "blobs"))
	must(rt, err)
	w.Desk, err = desk.New(w.ctx, desk.Config{City: 4304, DB: w.db, Blobs: blobs, Now: func() calendar.Instant {
		return calendar.Instant(w.now.Load())
	}, Secret: make([]byte, 32)})
	must(rt, err)
	must(rt, w.Desk.Start(w.ctx, desk.Joined{}))
	w.organise(rt)
	return w
}

func must(rt *rapid.T, err error) {
	rt.Helper()
	if err != nil {
		rt.Fatal(err)
	}
}

func pick[T any](rt *rapid.T, what string, list []T) T { return rapid.SampledFrom(list).Draw(rt, what) }

// organise draws areas, units and people.
func (w *world) organise(rt *rapid.T) {
	w.areas = []area.Code{city, county, 430406000000, township, 430405002000, 430406001000, village,
		430405002001, 430406001001}
	var changes []org.Change
	for _, a := range w.areas {
		changes = append(changes, &org.AreaSet{Area: a, Name: "区" + a.String()})
	}
	where := map[string]area.Code{}
	for i := range rapid.IntRange(3, 7).Draw(rt, "units") {
		u := &org.UnitSet{Code: fmt.Sprintf("u%d", i), Zh: fmt.Sprintf("单位%d", i),
			Area: pick(rt, "unit's area", w.areas)}
		if i > 0 {
			up := fmt.Sprintf("u%d", rapid.IntRange(0, i-1).Draw(rt, "upper"))
			if within(u.Area, where[up]) {
				u.ParentCode = up
			}
		}
		where[u.Code] = u.Area
		changes = append(changes, u)
	}
	_, err := w.Change(w.ctx, system, w.id(rt), changes)
	must(rt, err)
	for _, u := range w.Org().Units(0) {
		w.units = append(w.units, u.ID)
		w.parent[u.ID] = u.Parent
	}
	for i := range rapid.IntRange(5, 12).Draw(rt, "people") {
		w.logins = append(w.logins, fmt.Sprintf("p%02d", i))
		w.person(rt, w.logins[i])
	}
	// so that something gets done
	for i, k := range []matter.Post{matter.Dispatcher, matter.Verifier, matter.Supervisor} {
		w.logins = append(w.logins, fmt.Sprintf("q%02d", i))
		_, err := w.Change(w.ctx, system, w.id(rt),
			[]org.Change{&org.PersonSet{Login: w.logins[len(w.logins)-1], Name: string(k), Anyway: true,
				Posts: []org.Post{{Kind: k, Area: city}}}})
		must(rt, err)
	}
}

// person gives somebody random posts.
func (w *world) person(rt *rapid.T, login string) {
	p := &org.PersonSet{Login: login, Name: "人" + login, Anyway: true}
	for range rapid.IntRange(1, 3).Draw(rt, "posts") {
		x := org.Post{Kind: pick(rt, "post", matter.Posts()[1:]), Area: pick(rt, "area", w.areas)}
		if x.Kind == matter.UnitClerk || x.Kind == matter.UnitHead || rapid.Bool().Draw(rt, "in a unit") {
			x.Unit = pick(rt, "unit", w.units)
		}
		p.Posts = append(p.Posts, x)
	}
	_, err := w.Change(w.ctx, system, w.id(rt), []org.Change{p})
	must(rt, err)
}

func (w *world) reshuffle(rt *rapid.T) {
	if rapid.IntRange(0, 3).Draw(rt, "seldom") == 0 {
		w.person(rt, pick(rt, "who", w.logins[:len(w.logins)-3]))
	}
}

func (w *world) id(rt *rapid.T) ledger.ID {
	id, err := ledger.NewID(calendar.Instant(w.now.Load()), rand.Reader)
	must(rt, err)
	return id
}

// callers are everybody: all people, an unknown resident, the holders of receipts.
func (w *world) callers() []org.Caller {
	out := []org.Caller{{Voice: "d1"}, {Voice: "d2"}}
	for _, l := range w.logins {
		p, _ := w.Org().PersonByLogin(l)
		out = append(out, p.Caller())
	}
	for _, m := range slices.Sorted(mapKeys(w.receipts)) {
		out = append(out, org.Caller{Matter: m, Voice: fmt.Sprintf("r%d", m)})
	}
	return out
}

func mapKeys[K comparable, V any](m map[K]V) func(func(K) bool) {
	return func(yield func(K) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}

func (w *world) report(rt *rapid.T) {
	c := pick(rt, "caller", w.callers())
	r := &matter.Report{Kind: pick(rt, "kind", matter.Kinds()), Area: pick(rt, "area", w.areas),
		Text: pick(rt, "text", []string{"路灯不亮", "垃圾没人清，电话13812345678", "井盖破了"})}
	if rapid.Bool().Draw(rt, "photo") {
		r.Photos = []string{w.photo(rt, c)}
	}
	res, err := w.Do(w.ctx, c, desk.Command{ID: w.id(rt), Body: r})
	if err != nil {
		pictured := r.Kind == matter.Help && len(r.Photos) > 0 && fault.Code(err) == "help_photos"
		if k := fault.Of(err).Kind; k != fault.Denied && !pictured {
			rt.Fatalf("report: %v", err)
		}
		return
	}
	if r.Kind == matter.Help && len(r.Photos) > 0 {
		rt.Fatalf("a picture of a person in need was taken")
	}
	w.ids = append(w.ids, res.Matter)
	if c.Person == 0 {
		w.receipts[res.Matter] = res.Receipt
	}
	if r.Kind == matter.Help {
		w.opened(rt, c, r.Area, w.truth(rt, res.Matter))
	}
}

// photo hands in a photo, the same one for a while.
func (w *world) photo(rt *rapid.T, c org.Caller) string {
	if t := w.photos[c.Person]; t != "" {
		return t
	}
	var b bytes.Buffer
	must(rt, jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 8+len(w.photos), 8)), nil))
	u, err := w.Upload(w.ctx, c, &b)
	must(rt, err)
	w.photos[c.Person] = u.Token
	return u.Token
}

func (w *world) wait(rt *rapid.T) {
	clear(w.photos) // they do not wait for ever
	w.now.Add(rapid.Int64Range(1, 20).Draw(rt, "hours") * 3600e6)
	due, err := views.Reviews(w.ctx, w.db.Read(), 4304, calendar.Instant(w.now.Load()), 100)
	must(rt, err)
	for _, r := range due {
		_, err := w.Do(w.ctx, org.Caller{Clock: true},
			desk.Command{ID: desk.Once("resume", r.ID, r.Next), Matter: r.ID, Body: &matter.Resume{}})
		must(rt, err)
	}
	w.muster(rt)
	firing, err := views.Firing(w.ctx, w.db.Read(), 4304, calendar.Instant(w.now.Load()), 100)
	must(rt, err)
	var climbs []desk.Command
	for _, m := range firing {
		climbs = append(climbs, desk.Command{ID: desk.Once("climb", m.ID, m.Climbs, m.Fire), Matter: m.ID,
			Body: &matter.Climb{}})
	}
	for _, err := range w.DoAll(w.ctx, org.Caller{Clock: true}, climbs) {
		must(rt, err)
	}
}

// truth is a matter as it is, whoever asks.
func (w *world) truth(rt *rapid.T, id int64) *matter.Matter {
	m, err := w.Matter(w.ctx, system, id)
	must(rt, err)
	return m
}

// prove checks the views, makes them anew and checks that every row is the same.
func (w *world) prove(rt *rapid.T) {
	must(rt, ledger.Verify(w.ctx, w.db, 4304, nil, nil))
	check := func(when string) {
		must(rt, w.db.Snapshot(w.ctx, func(r store.Reader) error {
			return views.Check(w.ctx, r, 4304, nil, func(s string) { rt.Errorf("%s: %s", when, s) })
		}))
	}
	check("live")
	before := w.dump(rt)
	must(rt, ledger.Rebuild(w.ctx, w.db, desk.LedgerOptions(4304, ledger.SM3, func() calendar.Instant {
		return calendar.Instant(w.now.Load())
	},
		views.All(4304)), nil))
	if d := cmp.Diff(before, w.dump(rt)); d != "" {
		rt.Errorf("the rebuild differs:\n%s", d)
	}
	check("rebuilt")
}

// dump writes every row of every stored table but the followers' cursors.
func (w *world) dump(rt *rapid.T) map[string][]string {
	tables, err := storetest.Tables(w.ctx, w.db.Read())
	must(rt, err)
	out := map[string][]string{}
	for _, table := range tables {
		if table != "cursors" {
			out[table], err = storetest.Dump(w.ctx, w.db.Read(), table)
			must(rt, err)
		}
	}
	return out
}
