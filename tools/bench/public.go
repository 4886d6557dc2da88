package bench

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"io"
	"math"
	mathrand "math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

// Public measures the pages that everybody may read, through HTTP on the real program: without what is kept, by asking
// for another page each time, and with it. The town and its people are real; of so many matters there are the rows
// that the follower of releases would have put, each struck off but for one in twenty, over two years.
func Public(ctx context.Context, c Config) (Report, error) {
	rep := Report{Machine: machine(), Go: runtime.Version(), Cores: runtime.NumCPU()}
	for _, n := range c.Sizes {
		b := &run{Config: c, n: n, rep: &rep, dir: filepath.Join(c.Dir, fmt.Sprint("public-", n))}
		if err := b.public(ctx); err != nil {
			return rep, fmt.Errorf("at %d public matters: %w", n, err)
		}
	}
	return rep, nil
}

func (b *run) public(ctx context.Context) (err error) {
	if err := cmp.Or(os.MkdirAll(b.dir, 0o700), b.prepare(ctx)); err != nil {
		return err
	}
	d, done, err := b.Open(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	b.desk = d
	if err := b.people(ctx); err != nil {
		return cmp.Or(err, done())
	}
	if err := done(); err != nil {
		return err
	}
	v, err := b.letOut(ctx)
	if err != nil {
		return err
	}
	p, err := b.start(ctx)
	if err != nil {
		return err
	}
	defer p.stop()
	b.url = p.url
	b.http = &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256, DisableCompression: true}}
	defer b.http.CloseIdleConnections()
	if err := cmp.Or(b.georeport(ctx, v, p), b.fresh(ctx, v, p), b.kept(ctx, v, p)); err != nil {
		return err
	}
	return b.finish(ctx)
}

// visible is what public matters are made of.
type visible struct {
	villages []area.Code
	offices  map[area.Code]int64
	kinds    []string
	places   *suburbs
	now      calendar.Instant
	n        int
}

// letOut makes the public matters, or finds those of an earlier run.
func (b *run) letOut(ctx context.Context) (*visible, error) {
	v := &visible{villages: b.town.villages, offices: b.town.offices, places: newSuburbs(), now: b.Clock.Now(), n: b.n}
	for _, c := range policy.Default().Categories() {
		if policy.Default().Release.May(matter.FromResident, c.Code) {
			v.kinds = append(v.kinds, c.Code)
		}
	}
	db, err := store.Open(ctx, b.dsn(), store.Options{})
	if err != nil {
		return nil, err
	}
	defer db.Close()
	var have int
	if err := db.Read().QueryRow(ctx, "SELECT COUNT(*) FROM public_versions").Scan(&have); err != nil || have > 0 {
		return v, err
	}
	p := &press{run: b, db: db}
	if err := p.unindex(ctx); err != nil {
		return nil, err
	}
	at, end := b.Bar(fmt.Sprint("let out ", b.n))
	defer end()
	bulk := release.NewBulk(b.desk.City())
	const together = 5000
	for from := 1; from <= b.n; from += together {
		var list []org.Bare
		var out []org.Release
		for i := from; i < min(from+together, b.n+1); i++ {
			x, r := v.matter(i)
			list, out = append(list, x), append(out, r)
		}
		if err := db.Write(store.Patient(ctx), func(tx *store.Tx) error {
			return bulk.Add(ctx,
				tx, list, out)
		}); err != nil {
			return nil, err
		}
		at(int64(from), int64(b.n))
	}
	if err := p.index(ctx); err != nil {
		return nil, err
	}
	if err := db.Write(store.Patient(ctx), func(tx *store.Tx) error { return bulk.End(ctx, tx) }); err != nil {
		return nil, err
	}
	return v, db.Settle(ctx)
}

// matter is one of the public matters: where it lies, what is said, and how far it has come.
func (v *visible) matter(i int) (org.Bare, org.Release) {
	r := mathrand.New(mathrand.NewPCG(uint64(i), 3))
	const year = 365 * 24 * 3600 * 1_000_000
	listed := v.now.Plus(-int64(float64(v.n-i+1) / float64(v.n) * 2 * year))
	village := v.villages[r.IntN(len(v.villages))]
	lat, lng, name, house, _ := v.places.spot(r)
	x := org.Bare{Matter: int64(1000 + i), Number: fmt.Sprintf("P2026-%06d", i), Kind: matter.Problem,
		State: matter.StruckOff, Source: matter.FromResident, Category: v.kinds[r.IntN(len(v.kinds))], Area: village,
		Lead: v.offices[village.Ancestor(area.Township)], Voices: r.IntN(5), Listed: listed}
	if r.IntN(20) == 0 {
		x.State = []matter.State{matter.Listed, matter.Assigned, matter.InHand, matter.Fixed}[r.IntN(4)]
	}
	at := listed
	for _, s := range []matter.State{matter.Listed, matter.Assigned, matter.InHand, matter.Fixed, matter.StruckOff} {
		x.Steps = append(x.Steps, org.PublicStep{State: org.PlainOf(s), At: at})
		if s == x.State {
			break
		}
		at = at.Plus(r.Int64N(10 * 3600 * 1_000_000))
	}
	x.Due = listed.Plus(3 * 24 * 3600 * 1_000_000)
	if len(x.Steps) > 3 {
		x.Fixed = x.Steps[3].At
	}
	if len(x.Steps) > 4 {
		x.Struck = x.Steps[4].At
	}
	text := ""
	for range 3 + r.IntN(6) {
		text += phrases[r.IntN(len(phrases))] + "，"
	}
	out := org.Release{Title: name + phrases[r.IntN(len(phrases))], Text: text, Place: fmt.Sprint(name, house, "号"),
		Lat: &lat, Lng: &lng, Category: x.Category}
	for j := range 2 {
		hex := strings.Repeat(fmt.Sprintf("%016x", uint64(i*2+j)), 4)
		out.Photos = append(out.Photos, org.ReleasedPhoto{Original: hex, Copy: hex, Thumb: hex,
			After: j == 1, Width: 1600,
			Height: 1200})
	}
	if policy.Default().Release.NearHome(x.Category) {
		out.Beside()
		out.Photos = nil
	}
	return x, out
}

// fresh measures pages that nobody asked for before, by one reader.
func (b *run) fresh(ctx context.Context, v *visible, p *process) error {
	r := mathrand.New(mathrand.NewPCG(1, 2))
	spot := func() (lat, lng float64) { lat, lng, _, _, _ = v.places.spot(r); return lat, lng }
	behind := func() string { // a page anywhere in the list
		return release.Place{At: int64(v.now) - r.Int64N(700*24*3600*1_000_000), Matter: 1}.String()
	}
	township := func() string { return v.villages[r.IntN(len(v.villages))].Ancestor(area.Township).String() }
	words := []string{"路灯", "垃圾", "井盖", "学校", "噪音", "消防"}
	box := func(side float64) string {
		lat, lng := spot()
		return fmt.Sprintf("box=%.5f,%.5f,%.5f,%.5f", lat-side, lng-side, lat+side, lng+side)
	}
	for _, m := range []struct {
		name string
		path func() string
	}{
		{"public list, any page", func() string { return "/public?from=" + behind() }},
		{"public feed of 50", func() string { return "/public/feed.json?from=" + behind() }},
		{"feed of 50, area, category, state", func() string {
			return "/public/feed.json?state=struck&category=" + v.kinds[r.IntN(len(v.kinds))] + "&area=" +
				township()[:6] + "000000&from=" + behind()
		}},
		{"page of a township", func() string { return "/public/areas/" + township() + "?from=" + behind() }},
		{"page of a public matter", func() string { return "/public/matters/" + strconv.Itoa(1001+r.IntN(b.n)) }},
		{"near", func() string {
			lat, lng := spot()
			return fmt.Sprintf("/public?near=%.5f,%.5f", lat, lng)
		}},
		{"search of two words", func() string {
			return "/public?q=" + url.QueryEscape(words[r.IntN(len(words))]+" "+words[r.IntN(len(words))]) +
				"&from=0." +
				strconv.FormatInt(int64(1000+r.IntN(b.n)), 36)
		}},
		{"map, the whole city", func() string { return "/public/dots.json?" + box(0.5+r.Float64()/10) }},
		{"map, a town", func() string { return "/public/dots.json?" + box(0.05) }},
		{"map, a street", func() string { return "/public/dots.json?" + box(0.003) }},
	} {
		if err := b.pages(ctx, p, m.name, 1, func(context.Context, int) string { return m.path() }); err != nil {
			return err
		}
	}
	return nil
}

// kept measures pages that many ask for.
func (b *run) kept(ctx context.Context, v *visible, p *process) error {
	hot := []string{"/public", "/public/week", "/public/feed.json", "/public/feed.atom"}
	for i := range 20 {
		hot = append(hot, "/public/matters/"+strconv.Itoa(1000+b.n-i), "/public/areas/"+
			v.villages[i*37%len(v.villages)].Ancestor(area.Township).String())
	}
	for range 2 {
		for _, path := range hot {
			if _, err := b.page(ctx, path); err != nil {
				return err
			}
		}
	}
	var asked atomic.Int64
	for _, clients := range []int{1, 16} {
		if err := b.pages(ctx, p, "public pages that are kept", clients, func(context.Context, int) string {
			return hot[int(asked.Add(1))%len(hot)]
		}); err != nil {
			return err
		}
	}
	return nil
}

// pages measures one kind of page; its processor time is that of the server alone.
func (b *run) pages(ctx context.Context, p *process, name string, clients int,
	path func(ctx context.Context, client int) string) error {
	before := processorTime(p.cmd.Process.Pid)
	if err := b.timed(ctx, name, clients, func(ctx context.Context, client, _ int) error {
		_, err := b.page(ctx, path(ctx, client))
		return err
	}); err != nil {
		return err
	}
	x := &b.rep.Results[len(b.rep.Results)-1]
	x.CPU = float64((processorTime(p.cmd.Process.Pid) - before).Microseconds()) / math.Max(1, x.Ops*b.Time.Seconds())
	return nil
}

// page reads a page as a browser does, packed.
func (b *run) page(ctx context.Context, path string) (int64, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, b.url+path, nil)
	if err != nil {
		return 0, err
	}
	r.Header.Set("Accept-Encoding", "gzip")
	res, err := b.http.Do(r)
	if err != nil {
		return 0, err
	}
	defer res.Body.Close()
	n, err := io.Copy(io.Discard, res.Body)
	if err == nil && res.StatusCode != http.StatusOK {
		err = fmt.Errorf("%s: %d", path, res.StatusCode)
	}
	return n, err
}

// tick is the kernel's unit of a process's time.
const tick = 10 * time.Millisecond

// processorTime is what a process has used so far, 0 where it cannot be known.
func processorTime(pid int) time.Duration {
	raw, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0
	}
	fields := bytes.Fields(raw[bytes.LastIndexByte(raw, ')')+1:]) // behind the name, which may have blanks
	const user, system = 11, 12
	if len(fields) <= system {
		return 0
	}
	u, _ := strconv.ParseInt(string(fields[user]), 10, 64)
	s, _ := strconv.ParseInt(string(fields[system]), 10, 64)
	return time.Duration(u+s) * tick
}
