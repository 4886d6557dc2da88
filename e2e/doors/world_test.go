package doors

import (
	"context"
	"fmt"
	"strings"

	"pgregory.net/rapid"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/faces"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// world is a town, what was planted in it, and what of it is out.
type world struct {
	*webtest.Town
	rt       *rapid.T
	ctx      context.Context
	url      string
	patterns []faces.Pattern

	matters  []int64
	receipts map[int64]string // of victims
	own      int64            // the matter of whoever walks, who knows its receipt
	code     string
	secrets  map[string]string // each with where it was planted
	n        int
	out      map[int64]*outside
	drafts   map[int64]*outside
	copied   map[string]int64 // every public copy that was ever made, and whose
	papers   []string         // addresses of sealed papers
	key      string           // for posting by Open311
	seen     int              // pages on which something that is out was found
}

// outside is what of a matter is out: the secrets that anybody may read now.
type outside struct {
	seq      int64
	title    string
	may      map[string]bool
	category string
	photos   []string // originals
	copies   map[string][]org.Box
}

// categories are those that are drawn: plain ones, one near a home, one of a person in need.
var categories = []string{"fac.lamp", "env.bin", "road.pothole", "home.property", "help.person", "civic.manners"}

// letters are those of secrets: no word of a page is made of them alone.
const letters = "bcdfghjkmnpqrstvwxz"

// plant makes a secret for a place.
func (w *world) plant(where string) string {
	w.n++
	b := []byte{'q', 'z'}
	for n := w.n*7919 + 104729; len(b) < 9; n /= len(letters) {
		b = append(b, letters[n%len(letters)])
	}
	s := string(b)
	if _, twice := w.secrets[s]; twice {
		return w.plant(where)
	}
	w.secrets[s] = where
	return s
}

// number plants a number of a person.
func (w *world) number(where string) string {
	w.n++
	s := fmt.Sprintf("1379%07d", w.n*7919%10_000_000)
	w.secrets[s] = where
	return s
}

// people gives those who work here names that nobody outside may read.
func (w *world) people(rt *rapid.T) {
	w.receipts, w.drafts, w.copied = map[int64]string{}, map[int64]*outside{}, map[string]int64{}
	post := func(kind matter.Post, at any) []org.Post {
		p := org.Post{Kind: kind, Area: webtest.County}
		if at == nil {
			p.Area = webtest.City
		}
		return []org.Post{p}
	}
	set := func(login string, posts []org.Post, units ...string) org.Change {
		return &org.PersonSet{Login: login, Name: "王" + w.plant("name of "+login), Posts: posts, UnitCodes: units}
	}
	w.Hire([]org.Change{set("disp", post(matter.Dispatcher, 1)), set("sup", post(matter.Supervisor, nil)),
		set("lead", post(matter.Leader, nil)), set("ver", post(matter.Verifier, 1), "hc"),
		set("clerk", []org.Post{{Kind: matter.UnitClerk}}, "gdl")})
	w.programs(rt)
	r := w.report(rt, "own", org.Caller{}, &matter.Report{Area: webtest.Township, Text: "路灯不亮，我自己报的"}, false)
	w.own, w.code = r.Matter, r.Receipt
	if _, err := w.do("disp", w.own, &matter.List{Category: "fac.lamp"}); err != nil {
		rt.Fatal(err)
	}
	w.victim(rt, "resident")
	for range 2 {
		w.victim(rt, rapid.SampledFrom([]string{"resident", "resident", "staff", "hotline", "help", "task"}).Draw(rt,
			"source"))
	}
	first := w.matters[0]
	_, _ = w.do("disp", first, &matter.List{Category: categories[0]})
	w.draft(rt, w.truth(first), true)
	w.pass(rt)
}

func (w *world) who(login string) org.Caller {
	p, ok := w.Org().PersonByLogin(login)
	if !ok {
		w.rt.Fatalf("nobody is called %s", login)
	}
	return p.Caller()
}

// do gives a command by somebody, or by whoever holds the matter's receipt.
func (w *world) do(login string, id int64, c matter.Command) (desk.Result, error) {
	caller := org.Caller{Matter: id, Voice: fmt.Sprintf("r%d", id)}
	if login != "" {
		caller = w.who(login)
	}
	return w.Do(w.ctx, caller, desk.Command{ID: w.NewID(), Matter: id, Body: c})
}

// report hands a matter in.
func (w *world) report(rt *rapid.T, name string, by org.Caller, r *matter.Report, contact bool) desk.Result {
	c := desk.Command{ID: w.NewID(), Body: r}
	if contact {
		c.Contact = &desk.Contact{Name: "李" + w.plant(name+" contact name"), Phone: w.number(name + " contact phone")}
	}
	res, err := w.Do(w.ctx, by, c)
	if err != nil {
		rt.Fatalf("report %s: %v", name, err)
	}
	return res
}

// victim is a matter with a secret in every field of its report: of a resident, of staff, a task, a person in need.
func (w *world) victim(rt *rapid.T, source string) {
	name := fmt.Sprintf("matter %d", len(w.matters)+1)
	lat, lng := w.degrees(26, name+" latitude"), w.degrees(112, name+" longitude")
	r := &matter.Report{Area: webtest.Township, Lat: &lat, Lng: &lng, Title: "路灯" + w.plant(name+" title"),
		Place: "东风路" + w.plant(name+" place"), Text: "路灯不亮" + w.plant(name+" text") + "电话" +
			w.number(name+" phone in text"),
	}
	by := org.Caller{}
	switch source {
	case "staff":
		by = w.who("disp")
	case "hotline":
		by, r.Source, r.SourceNo = w.who("disp"), matter.FromHotline, "12345-"+w.plant(name+" number elsewhere")
	case "help":
		r.Kind = matter.Help
	case "task":
		by, r.Kind, r.Source = w.who("disp"), matter.Task, matter.FromMeeting
	}
	if r.Kind != matter.Help { // nobody takes a picture of a person in need
		r.Photos = []string{w.upload(rt, by, name+" report")}
	}
	res := w.report(rt, name, by, r, by.Person == 0)
	w.matters = append(w.matters, res.Matter)
	if res.Receipt != "" {
		w.receipts[res.Matter] = res.Receipt
		w.secrets[strings.ToLower(res.Receipt)] = name + " receipt"
	}
	if r.Kind == matter.Help {
		w.handOut(rt, res.Matter, name)
	}
	if rapid.IntRange(0, 3).Draw(rt, "listed at once") > 0 {
		_, _ = w.do("disp", res.Matter, &matter.List{Category: w.category(rt)})
	}
}

// degrees plants a coordinate.
func (w *world) degrees(whole int, where string) float64 {
	w.n++
	part := 10007 + w.n*7919%89990
	w.secrets[fmt.Sprintf("%d.%05d", whole, part)] = where
	return float64(whole) + float64(part)/1e5
}

// truth is a matter as it stands.
func (w *world) truth(id int64) *matter.Matter {
	m, err := w.Matter(w.ctx, org.Caller{System: true}, id)
	if err != nil {
		w.rt.Fatal(err)
	}
	return m
}

func (w *world) releases() *release.Releases { return part.Get[*release.Releases](w.Values) }
