package inspect

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// raise gives each failed item of an inspection to the loop, once. Every step has an id that follows from the
// inspection and the item, so it does not matter how often it is begun, by whom, or where it was cut off.
func (x *Inspect) raise(ctx context.Context, caller org.Caller, inspection int64) error {
	b, _, err := madeOf(ctx, x.DB.Read(), x.City, inspection)
	if err != nil {
		return err
	}
	var p *Spot
	linked, err := x.links(ctx, inspection)
	if err != nil {
		return err
	}
	for _, s := range b.Items {
		if _, done := linked[s.Item]; done || s.Result != Fail {
			continue
		}
		if p == nil {
			if p, err = x.point(ctx, b.Point); err != nil {
				return err
			}
		}
		if err := x.raiseOne(ctx, caller, inspection, b, p, s.Item); err != nil {
			return err
		}
	}
	return nil
}

// links are the matters that failed items of an inspection led to, by its own events.
func (x *Inspect) links(ctx context.Context, inspection int64) (map[string]Linked, error) {
	out := map[string]Linked{}
	types := []event.Type{LinkedType}
	err := ledger.EachOf(ctx, x.DB.Read(), x.City, inspection, ledger.ToEnd, types, func(e ledger.Event) error {
		var l Linked
		err := json.Unmarshal(e.Body, &l)
		out[l.Item] = l
		return err
	})
	return out, err
}

// raiseOne finds the open matter of the same item at the same point, or reports a new one. Who is quicker reports;
// the other one joins.
func (x *Inspect) raiseOne(ctx context.Context, caller org.Caller, inspection int64, b *Made, p *Spot,
	item string) error {
	d, err := x.duty(ctx, b.Version, item, p)
	if err != nil {
		return err
	}
	what := x.told(ctx, b, item)
	link := Linked{Item: item, Lead: d.Lead, Co: d.Co, Limit: d.Limit}
	for range 20 {
		m, no, err := x.current(ctx, p.ID, item)
		if err != nil {
			return err
		}
		if link.Joined = m != nil; link.Joined {
			link.Matter, err = m.ID, x.join(ctx, caller, inspection, m, what)
		} else {
			link.Matter, err = x.report(ctx, caller, inspection, b, p, what, d, no)
		}
		if err == nil {
			break
		}
		if code := fault.Code(err); code != "source_repeated" && code != "state_forbids" {
			return err
		}
		link.Matter = 0 // it changed meanwhile: look again
	}
	if link.Matter == 0 {
		return fault.New(fault.Busy, "try_again")
	}
	_, err = x.keep(ctx, caller, desk.Once("inspection link", inspection, item),
		desk.Fact{Type: LinkedType, Subject: inspection, Areas: areasOf(p), Body: link}, nil, nil)
	if errors.Is(err, fault.New(fault.Conflict, "command_foreign")) {
		return nil // somebody else finished it
	}
	return err
}

// current is the open matter of an item at a point; without one, the source number that the next has. Numbers run on,
// and each is used once, so that of two inspectors one reports and the other one finds what was reported.
func (x *Inspect) current(ctx context.Context, point int64, item string) (*matter.Matter, string, error) {
	for n := 1; ; n++ {
		no := fmt.Sprintf("%d/%s/%d", point, item, n)
		id, ok, err := views.BySource(ctx, x.DB.Read(), x.City, source, no)
		if err != nil || !ok {
			return nil, no, err
		}
		m, err := x.settled(ctx, id)
		if err != nil {
			return nil, "", err
		}
		if m != nil && m.Open() {
			return m, no, nil
		}
	}
}

const source = "inspector"

// finding is what an inspection says of a failed item, all its questions together.
type finding struct {
	item          string
	text          string
	before, after []matter.Photo
}

// told gathers it from the answers. A matter takes so many photos; the inspection keeps all.
func (x *Inspect) told(ctx context.Context, b *Made, item string) finding {
	f := finding{item: item}
	var parts []string
	for _, l := range b.Lines {
		if l.Item != item || l.Result != Fail {
			continue
		}
		text := l.Note
		if text == "" || l.Code != item {
			text = strings.TrimSpace(x.ItemText(ctx, lang.Zh, b.Version, l.Code) + "\n" + text)
		}
		f.before = append(f.before, l.Photos...)
		if l.Fixed != nil {
			f.after = append(f.after, l.Fixed.Photos...)
			text += "\n" + strings.TrimSpace(lang.T(lang.Zh, "command.spot", nil)+" "+l.Fixed.Note)
		}
		parts = append(parts, text)
	}
	f.text = strings.Join(parts, "\n")
	f.before, f.after = f.before[:min(len(f.before), matter.MaxPhotos)], f.after[:min(len(f.after), matter.MaxPhotos)]
	return f
}

func (x *Inspect) report(ctx context.Context, caller org.Caller, inspection int64, b *Made, p *Spot, f finding, d duty,
	no string) (int64, error) {
	c := desk.Command{ID: desk.Once("inspection matter", inspection, f.item), Evidence: f.before, After: f.after,
		Body: &matter.Report{Kind: matter.Problem, Source: source, SourceNo: no, Area: p.Area, Point: p.ID,
			Item: f.item, Place: p.Name, Lat: p.Lat, Lng: p.Lng,
			Title: clip(p.Name + "：" + d.Text), Text: f.text, FoundAt: b.Found, Category: d.Category,
			Severity: d.Severity}}
	r, err := x.Desk.Do(ctx, caller, c)
	if err != nil && caller.Clock && fault.Of(err).Kind == fault.Denied {
		r, err = x.Desk.Do(ctx, org.Caller{System: true}, c)
	}
	return r.Matter, err
}

// join gives the open matter one more voice, and what was seen as evidence, as far as the caller may: a voice
// anybody's may be, and the photos stay with the inspection in any case.
func (x *Inspect) join(ctx context.Context, caller org.Caller, inspection int64, m *matter.Matter, f finding) error {
	if m.Reporter != caller.Person { // otherwise his voice counts already
		_, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("inspection voice", inspection, f.item),
			Matter: m.ID, Body: &matter.MeToo{}})
		if code := fault.Code(err); code != "" && code != "voice_again" && code != "not_allowed" {
			return err
		}
	}
	note := []rune(f.text)
	c := desk.Command{ID: desk.Once("inspection photos", inspection, f.item), Matter: m.ID, Evidence: f.before,
		After: f.after, Body: &matter.Attach{Note: string(note[:min(len(note), matter.MaxNote)])}}
	if len(c.Evidence)+len(c.After) == 0 {
		c.Body = &matter.Comment{Text: string(note[:min(len(note), matter.MaxNote)])}
	}
	_, err := x.Desk.Do(ctx, caller, c)
	if err != nil && (fault.Of(err).Kind == fault.Denied || fault.Of(err).Kind == fault.Missing) {
		return nil
	}
	return err
}

// clip cuts a title to what a matter takes.
func clip(s string) string {
	r := []rune(strings.Join(strings.Fields(s), " "))
	if len(r) > matter.MaxTitle {
		return string(r[:matter.MaxTitle-1]) + "…"
	}
	return string(r)
}

func areasOf(p *Spot) []area.Code { return []area.Code{p.Area} }

// Tick finishes what was cut off between an inspection and its matters, and says how much that was. An inspection
// that cannot be finished is set aside and tried again later; the others go on.
func (x *Inspect) Tick(ctx context.Context) (int, error) {
	var list [][2]int64
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var id, person int64
		err := rows.Scan(&id, &person)
		list = append(list, [2]int64{id, person})
		return err
	}, "SELECT id, person FROM inspections WHERE city = $1 AND unlinked > 0 AND at < $2 ORDER BY id LIMIT $3",
		x.City, x.Now()-60e6, 20+x.Aside.Len())
	if err != nil {
		return 0, err
	}
	done := 0
	for _, w := range list {
		who, _ := x.Org().Person(w[1])
		caller := who.Caller()
		caller.Clock = true
		ok, err := x.Aside.Try(ctx, fmt.Sprintf("inspection %d", w[0]), func() error {
			return x.raise(ctx, caller, w[0])
		})
		if err != nil {
			return done, fmt.Errorf("inspection %d: %w", w[0], err)
		}
		if ok {
			done++
		}
	}
	return done, nil
}
