package bulletin

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/parts/office"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// sees says whether a bulletin exists for somebody: who oversees its area, and, once it is out, the people of its
// units.
func (x *Bulletins) sees(caller org.Caller, h *Head) bool {
	s := x.Org().Scope(caller)
	return x.Org().CoversNow(s, h.Area) || h.Out != 0 && slices.ContainsFunc(h.To, func(u int64) bool {
		return slices.Contains(s.Units, u)
	})
}

// Sheet is a bulletin with its figures.
type Sheet struct {
	Head
	Frozen
	All      Line
	Units    []Line
	Counties []Line
	May      bool // the caller may edit it and hand it to the office
}

// Sheet is a bulletin as the caller may see it. The fault is bulletin_missing.
func (x *Bulletins) Sheet(ctx context.Context, caller org.Caller, id int64) (*Sheet, error) {
	h, err := headOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.sees(caller, h) {
		return nil, missing()
	}
	f, err := frozenOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	return &Sheet{Head: *h, Frozen: *f, All: Sum(f.Records, f.Cards),
		Units: ByUnit(f.Records, f.Cards, h.Least, f.Apart), Counties: ByCounty(f.Records),
		May: h.open() && x.MayMake(caller, h.Area)}, nil
}

// Behind are the tasks that a figure was counted from: of a unit, a county, or all.
func (s *Sheet) Behind(f Flag, unit int64, county area.Code) (out []int64) {
	for _, r := range s.Records {
		if r.Flags&f != 0 && (unit == 0 || r.Unit == unit) && (county == 0 || r.County == county) {
			out = append(out, r.Matter)
		}
	}
	return out
}

// passed is how many rows a page may pass over that are not the caller's; it is rather short than slow.
const passed = 300

// List is a page of the bulletins that the caller may see, the latest first, behind one of them; next is 0 after the
// last.
func (x *Bulletins) List(ctx context.Context, caller org.Caller, below int64, limit int) (out []Head, next int64,
	err error) {
	if below == 0 {
		below = 1 << 62
	}
	seen := 0
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		var h Head
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if seen++; len(out) == limit {
			return nil
		}
		if err := json.Unmarshal([]byte(body), &h); err != nil {
			return err
		}
		if next = h.ID; x.sees(caller, &h) {
			out = append(out, h)
		}
		return nil
	}, "SELECT head FROM bulletins WHERE city = $1 AND id < $2 ORDER BY id DESC LIMIT $3", x.City, below, limit+passed)
	if seen < limit+passed && len(out) < limit || seen == len(out) && seen < limit {
		next = 0
	}
	return out, next, err
}

// Content is what a bulletin says as a paper. The fault is bulletin_missing.
func (x *Bulletins) Content(ctx context.Context, caller org.Caller, id int64) (office.Content, error) {
	s, err := x.Sheet(ctx, caller, id)
	if err != nil {
		return office.Content{}, err
	}
	return x.content(&s.Head, &s.Frozen), nil
}

// content is what a bulletin says as a paper. Its basis says the period, all figures and how they were counted, its
// table those of each unit; paragraphs and foot are what a person wrote before and behind them.
func (x *Bulletins) content(h *Head, f *Frozen) office.Content {
	n := strconv.Itoa
	all := Sum(f.Records, f.Cards)
	c := office.Content{Title: h.Title, Columns: []string{say("bulletin.unit")}, Paragraphs: lines(h.Opening),
		Foot: lines(h.Closing), Basis: say("bulletin.counted", "from", lang.Date(lang.Zh, h.From), "until",
			lang.Date(lang.Zh, h.Until-1), "said", Said(lang.Zh, &all), "n", n(h.Least))}
	for _, g := range Flags() {
		c.Columns = append(c.Columns, lang.T(lang.Zh, Key(g), nil))
	}
	c.Columns = append(c.Columns, say("bulletin.cards"))
	units := ByUnit(f.Records, f.Cards, h.Least, f.Apart)
	for i := range units {
		l := &units[i]
		if slices.Contains(f.Apart, l.Unit) {
			continue // villages are in the sums alone
		}
		u, _ := x.Org().Unit(l.Unit)
		row := []string{u.Zh}
		for _, g := range Flags() {
			row = append(row, n(l.N(g)))
		}
		c.Rows = append(c.Rows, append(row, n(l.Cards)))
	}
	return c
}

// Key is the key of a figure's name.
func Key(f Flag) string {
	return map[Flag]string{Due: "bulletin.due", InTime: "bulletin.in_time", Late: "bulletin.late",
		Overdue: "bulletin.overdue", Behind: "bulletin.behind", Good: "bulletin.good", Bad: "bulletin.bad"}[f]
}

// Said says a line in a sentence, with numerators and denominators.
func Said(l string, x *Line) string {
	n := func(f Flag) string { return strconv.Itoa(x.N(f)) }
	return lang.T(l, "bulletin.said", map[string]string{"due": n(Due), "in_time": n(InTime), "late": n(Late),
		"overdue": n(Overdue), "behind": n(Behind), "good": n(Good), "bad": n(Bad), "cards": strconv.Itoa(x.Cards)})
}

func lines(s string) (out []string) {
	for l := range strings.Lines(s) {
		if l = strings.TrimSpace(l); l != "" {
			out = append(out, l)
		}
	}
	return out
}

// say is a sentence in Chinese, as papers have it.
func say(key string, args ...string) string {
	m := map[string]string{}
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(lang.Zh, key, m)
}
