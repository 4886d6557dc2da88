// Package notice says what the city's papers 文书 say: a notice on one matter (交办单, 督办单, 问责单, 批示件 and the kinds
// that policy adds) with its reply slip 回执, and the closing report of a campaign. It makes one value, in one language;
// a page shows this value and package paper files the same, so what is read on the screen is what is printed.
//
// It decides nothing and knows no HTML. It reads what desk and parts give the caller, and never shows more than that.
// By the clock it tells the archive of notices whose matter is over (archive.go); its one table says of which.
package notice

import (
	"cmp"
	"context"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// Notice is what a notice on a matter says.
type Notice struct {
	paper.Doc // without its QR code, which only who knows the site's address can make

	Matter *matter.Matter
	Sent   matter.Notice
}

// writer writes papers in one language, as the city stands.
type writer struct {
	desk.Names
	*desk.Desk
}

// plain is the kind of notice that no unit answers by a slip: signing for the matter is the answer.
const plain = "assign"

// Of is the notice that the event seq of a matter sent, as the caller may read it. One that was never sent does not
// exist: "notice_missing". Other errors are those of reading the matter.
func Of(ctx context.Context, d *desk.Desk, caller org.Caller, l string, id, seq int64) (*Notice, error) {
	m, err := d.Matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	n, ok := m.NoticeAt(seq)
	if !ok {
		return nil, fault.New(fault.Missing, "notice_missing")
	}
	steps, err := d.History(ctx, caller, id, seq-1, 1)
	if err != nil {
		return nil, err
	}
	if len(steps) == 0 || steps[0].Seq != seq {
		return nil, fault.New(fault.Missing, "notice_missing")
	}
	w := writer{d.Names(l), d}
	out := &Notice{Doc: w.doc(m, n, steps[0]), Matter: m, Sent: n}
	if n.Answered != 0 && out.Slip != nil {
		out.Slip.Answer = w.answer(ctx, caller, m, n)
	}
	return out, nil
}

// tones are the colours of the head, by what a kind weighs on the ladder.
var tones = map[matter.Rung]string{matter.NoRung: "blue", matter.Supervise: "orange", matter.Hold: "red"}

// doc is the notice that an event sent.
func (w writer) doc(m *matter.Matter, n matter.Notice, sent desk.Entry) paper.Doc {
	kind, _ := w.Policy().Notice(n.Paper.Kind)
	out := paper.Doc{Lang: w.Lang, Name: w.Notice(n.Paper.Kind), Number: w.Policy().Number(n.Paper),
		Issuer: w.issuer(m, n, sent), Date: lang.Date(w.Lang, sent.At), To: w.T("notice.to", "unit", w.Unit(n.Unit)),
		Body: kind.Body(w.Short()).Paragraphs(w.values(m, n, sent)), Rows: w.rows(m),
		Signature: sent.Name, Contact: sent.Name, Tone: tones[kind.Weight], City: w.Names.City()}
	if n.Paper.Kind != plain {
		out.Slip = ReplySlip(w.Lang, out.Name, out.Number, w.Unit(n.Unit))
	}
	return out
}

// values are what the templates of papers may name, as it was when the paper was sent.
func (w writer) values(m *matter.Matter, n matter.Notice, sent desk.Entry) map[string]string {
	reason, step, upper := "", "", int64(0)
	switch b := sent.Body.(type) {
	case *matter.WasInstructed:
		reason = b.Text
	case *matter.WasSupervised:
		reason, step, upper = b.Note, b.Step, b.Upper
	case *matter.WasHeld:
		reason = b.Reason
	}
	v := map[string]string{"unit": w.Unit(n.Unit), "number": m.Number, "title": m.Title, "text": m.Text,
		"place":    strings.TrimSpace(w.Area(m.Area) + " " + m.Place),
		"category": w.Category(m.Category), "due": lang.DateTime(w.Lang, m.Due), "co": w.Units(m.Co), "goal": m.Goal,
		"assigned": lang.DateTime(w.Lang, m.AssignedAt), "overdue": w.overdue(m, n.At),
		"issuer": w.issuer(m, n, sent), "city": w.Names.City(), "date": lang.Date(w.Lang, n.At),
		"reworks": strconv.Itoa(m.Reworks), "urges": strconv.Itoa(m.Urges), "reason": reason, "step": step,
		"contact": sent.Name}
	if upper != 0 {
		v["upper"] = w.T("notice.upper", "unit", w.Unit(upper))
	}
	return v
}

// overdue says how long the deadline was over at an instant.
func (w writer) overdue(m *matter.Matter, at calendar.Instant) string {
	if m.Due == 0 || at <= m.Due {
		return w.T("notice.in_time")
	}
	if m.Plain {
		return lang.Left(w.Lang, at, m.Due)
	}
	return lang.LeftWorking(w.Lang, -max(1, w.Calendar().Between(m.Due, at)), w.Calendar().DayMinutes())
}

// issuer is the office that sent a notice.
func (w writer) issuer(m *matter.Matter, n matter.Notice, sent desk.Entry) string {
	where := w.Names.City()
	if a := w.issuedIn(m, n, sent); a != 0 {
		where = cmp.Or(w.Area(a), where)
	}
	return w.T("notice.issuer", "area", where)
}

// issuedIn is the area of the office that sent a notice: of its level that holds the matter, or that of the person who
// sent it; 0 for the city's, sent by the clock.
func (w writer) issuedIn(m *matter.Matter, n matter.Notice, sent desk.Entry) (where area.Code) {
	if l := area.Level(n.Level); l > area.City && l <= m.Area.Level() {
		where = m.Area.Ancestor(l)
	}
	if p, ok := w.Org().Person(sent.Person); ok {
		i := slices.IndexFunc(p.Posts, func(x org.Post) bool {
			return x.Kind != matter.UnitClerk && x.Kind != matter.UnitHead && x.Area.Contains(m.Area)
		})
		if i >= 0 {
			where = p.Posts[i].Area
		}
	}
	return where
}

// rows are what is known of the matter; what nobody said is left out, and a text that only repeats the title.
func (w writer) rows(m *matter.Matter) [][2]string {
	text := m.Text
	if text == m.Title {
		text = ""
	}
	rows := [][2]string{{w.T("kind." + m.Kind.String()), m.Title}, {w.T("field.text"), text},
		{w.T("field.place"), w.Area(m.Area) + " " + m.Place}, {w.T("field.category"), w.Category(m.Category)},
		{w.T("field.goal"), m.Goal}, {w.T("field.due"), lang.DateTime(w.Lang, m.Due)},
		{w.T("field.co"), w.Units(m.Co)}}
	return slices.DeleteFunc(rows, func(r [2]string) bool { return r[1] == "" })
}

// answer is what the unit wrote on the reply slip, "" where it cannot be read.
func (w writer) answer(ctx context.Context, caller org.Caller, m *matter.Matter, n matter.Notice) string {
	steps, err := w.History(ctx, caller, m.ID, n.Seq, 500)
	if err != nil {
		return ""
	}
	for _, e := range steps {
		if b, ok := e.Body.(*matter.WasNoticeAnswered); ok && b.Notice == n.Seq {
			return b.Text
		}
	}
	return ""
}

// ReplySlip is the slip of a notice of that name and number to a unit: who received it and when, what was done, when it
// will be finished, who signs.
func ReplySlip(l, name, number, unit string) *paper.Slip {
	t := func(key string) string { return lang.T(l, key, nil) }
	return &paper.Slip{Heading: strings.NewReplacer("{name}", name, "{number}", number).Replace(t("paper.slip")),
		Signature: t("paper.slip_signed"), Rows: []paper.Blank{
			{Code: "unit", Label: t("paper.slip_unit"), Value: unit},
			{Code: "received", Label: t("paper.slip_received")},
			{Code: "person", Label: t("paper.slip_person")}, {Code: "phone", Label: t("paper.slip_phone")},
			{Code: "done", Label: t("paper.slip_done"), Lines: 2}, {Code: "until", Label: t("paper.slip_until")},
			{Code: "date", Label: t("paper.slip_date")}}}
}
