package inspect

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"xiaohao/area"
	"xiaohao/desk"
	"xiaohao/fault"
	"xiaohao/matter"
	"xiaohao/org"
	"xiaohao/store"
	"xiaohao/views"
)

// raise gives each failed item of an inspection to the loop, once. Every step has an id that follows from the inspection and the item, so it does not
// matter how often it is begun, by whom, or where it was cut off.
func (x *Inspect) raise(ctx context.Context, caller org.Caller, inspection int64) error {
	b, _, err := madeOf(ctx, x.DB.Read(), x.City, inspection)
	if err != nil {
		return err
	}
	var p *spot
	linked, err := x.links(ctx, inspection)
	if err != nil {
		return err
	}
	for _, l := range b.Lines {
		if _, done := linked[l.Item]; done || l.Result != Fail {
			continue
		}
		if p == nil {
			if p, err = x.point(ctx, b.Point); err != nil {
				return err
			}
		}
		if err := x.raiseOne(ctx, caller, inspection, b, p, l); err != nil {
			return err
		}
	}
	return nil
}

// links are the matters that failed items of an inspection led to, by its own events.
func (x *Inspect) links(ctx context.Context, inspection int64) (map[string]Linked, error) {
	out := map[string]Linked{}
	err := each(ctx, x.DB.Read(), func(scan func(...any) error) error {
		var raw []byte
		if err := scan(&raw); err != nil {
			return err
		}
		var l Linked
		err := decode(raw, &l)
		out[l.Item] = l
		return err
	}, "SELECT body FROM events WHERE city = $1 AND subject = $2 AND type = $3 ORDER BY seq", x.City, inspection, LinkedType)
	return out, err
}

// raiseOne finds the open matter of the same item at the same point, or reports a new one. Who is quicker reports; the other one joins.
func (x *Inspect) raiseOne(ctx context.Context, caller org.Caller, inspection int64, b *Made, p *spot, l Line) error {
	d := x.duty(b.Version, l.Item, p)
	link := Linked{Item: l.Item, Lead: d.Lead, Co: d.Co, Limit: d.Limit}
	for range 20 {
		m, no, err := x.current(ctx, p.ID, l.Item)
		if err != nil {
			return err
		}
		if m != nil {
			link.Matter, link.Joined = m.ID, true
			if err = x.join(ctx, caller, inspection, m.ID, l); err == nil {
				break
			}
		} else {
			var r desk.Result
			if r, err = x.report(ctx, caller, inspection, b, p, l, d, no); err == nil {
				link.Matter, link.Joined = r.Matter, false
				break
			}
		}
		if code := fault.Code(err); code != "source_repeated" && code != "state_forbids" {
			return err
		}
		link.Matter = 0 // it changed meanwhile: look again
	}
	if link.Matter == 0 {
		return fault.New(fault.Busy, "try_again")
	}
	_, err := x.desk.Record(ctx, caller, desk.Record{ID: desk.Once("inspection link", inspection, l.Item), Type: LinkedType, Subject: inspection, Areas: areasOf(p),
		Body: func(context.Context, store.Reader, int64, map[string]matter.Photo) (any, error) { return link, nil }})
	if errors.Is(err, fault.New(fault.Conflict, "command_foreign")) {
		return nil // somebody else finished it
	}
	return err
}

// current is the open matter of an item at a point; without one, the source number that the next has. Numbers run on, and each is used once, so that of
// two inspectors one reports and the other one finds what was reported.
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

func (x *Inspect) report(ctx context.Context, caller org.Caller, inspection int64, b *Made, p *spot, l Line, d duty, no string) (desk.Result, error) {
	text := l.Note
	if text == "" {
		text = d.Text
	}
	if l.Fixed != nil && l.Fixed.Note != "" {
		text += "\n" + l.Fixed.Note
	}
	c := desk.Command{ID: desk.Once("inspection matter", inspection, l.Item), Evidence: l.Photos,
		Body: &matter.Report{Kind: matter.Problem, Source: source, SourceNo: no, Area: p.Area, Place: p.Name, Lat: p.Lat, Lng: p.Lng,
			Title: clip(p.Name + "：" + d.Text), Text: text, FoundAt: b.Found, Category: d.Category, Severity: d.Severity}}
	if l.Fixed != nil {
		c.After = l.Fixed.Photos
	}
	r, err := x.desk.Do(ctx, caller, c)
	if err != nil && caller.Clock && fault.Of(err).Kind == fault.Denied {
		r, err = x.desk.Do(ctx, org.Caller{System: true}, c)
	}
	return r, err
}

// join gives the open matter one more voice, and what was seen as evidence, as far as the caller may: a voice anybody's may be, and the photos stay with
// the inspection in any case.
func (x *Inspect) join(ctx context.Context, caller org.Caller, inspection, id int64, l Line) error {
	if _, err := x.desk.Do(ctx, caller, desk.Command{ID: desk.Once("inspection voice", inspection, l.Item), Matter: id, Body: &matter.MeToo{}}); err != nil {
		if code := fault.Code(err); code != "voice_again" && code != "not_allowed" {
			return err
		}
	}
	c := desk.Command{ID: desk.Once("inspection photos", inspection, l.Item), Matter: id, Evidence: l.Photos, Body: &matter.Attach{Note: l.Note}}
	if l.Fixed != nil {
		c.After = l.Fixed.Photos
	}
	switch {
	case len(c.Evidence)+len(c.After) > 0:
	case l.Note == "":
		return nil
	default:
		c.Body = &matter.Comment{Text: l.Note}
	}
	_, err := x.desk.Do(ctx, caller, c)
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

func areasOf(p *spot) []area.Code { return []area.Code{p.Area} }

// Tick finishes what was cut off between an inspection and its matters, and says how much that was.
func (x *Inspect) Tick(ctx context.Context) (int, error) {
	var list [][2]int64
	err := each(ctx, x.DB.Read(), func(scan func(...any) error) error {
		var id, person int64
		err := scan(&id, &person)
		list = append(list, [2]int64{id, person})
		return err
	}, "SELECT id, person FROM inspections WHERE city = $1 AND unlinked > 0 AND at < $2 ORDER BY id LIMIT 20", x.City, x.Now()-60e6)
	if err != nil {
		return 0, err
	}
	for n, w := range list {
		who, _ := x.Org().Person(w[1])
		caller := who.Caller()
		caller.Clock = true
		if err := x.raise(ctx, caller, w[0]); err != nil {
			return n, fmt.Errorf("inspection %d: %w", w[0], err)
		}
	}
	return len(list), nil
}
