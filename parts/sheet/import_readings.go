package sheet

import (
	"context"
	"path/filepath"
	"strconv"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/indicator"
	"xiaohao/platform/lang"
)

// readingImport reads the figures of a span of a set of indicators: a row an area, a column an indicator. A row that
// says what is there is repeated, one that says something else corrects it and needs a note; a row with a figure that
// is unlikely and without a note is set aside with the question.
type readingImport struct {
	*job
	t     *indicator.Taking
	lines []*readingLine
	first map[area.Code]string // how the row of an area is called
	good  []*readingLine
}

type readingLine struct {
	nth int
	who string
	indicator.Row
}

// bringReadings brings figures in.
func (j *job) bringReadings(ctx context.Context) (Account, error) {
	name := j.opts.File
	if name == "" {
		name = filepath.Base(j.path)
	}
	t, err := j.c.Indicators.Taking(ctx, j.opts.caller(), j.opts.Set, j.opts.Span, name)
	if err != nil {
		return j.account(false), err
	}
	return j.bring(ctx, &readingImport{job: j, t: t, first: map[area.Code]string{}})
}

// figure is the field of an indicator: no other field can be called so.
func figure(code string) string { return "v." + code }

func (i *readingImport) fields() []field {
	out := []field{
		{"reporter", true, []string{"区划代码", "行政区划代码", "村代码", "代码", "区划", "area code", "area", "code"}},
		{"note", false, []string{"说明", "情况说明", "备注", "note", "remarks"}},
	}
	for _, x := range i.t.Asked() {
		out = append(out, field{figure(x.Code), false, []string{x.Zh, x.En, x.Code}})
	}
	return out
}

func (i *readingImport) begin(context.Context) error { return nil }

func (i *readingImport) who(r Row) string { return cut(i.at.of(r, "reporter"), 40) }

// check reads a row; what it would do is judged when all are read, since each is compared with its neighbours.
func (i *readingImport) check(_ context.Context, r Row) error {
	a, err := i.t.Area(whole(i.at.of(r, "reporter")))
	if err != nil {
		return err
	}
	if before := i.first[a]; before != "" {
		return fault.New(fault.Invalid, "indicator_twice", "row", before).On("area")
	}
	i.first[a] = named(r)
	l := &readingLine{nth: r.Nth, who: i.d.Org().Tree().FullName(a)}
	l.Area, l.Values, l.Note = a, indicator.Values{}, i.at.of(r, "note")
	for _, x := range i.t.Asked() {
		at, ok := i.at.cell(figure(x.Code))
		text := i.at.of(r, figure(x.Code))
		if !ok || text == "" {
			continue
		}
		v, ok := indicator.ParseAmount(text)
		if !ok || r.Damaged(at) {
			return fault.New(fault.Invalid, "indicator_cell", "cell", r.Name(at), "value", cut(text, 40)).On("value")
		}
		l.Values[x.Code] = v
	}
	i.lines = append(i.lines, l)
	return nil
}

// settle judges all rows.
func (i *readingImport) settle(ctx context.Context) error {
	beside := map[area.Code][]*readingLine{}
	for _, l := range i.lines {
		beside[l.Area.Parent()] = append(beside[l.Area.Parent()], l)
	}
	for n, l := range i.lines {
		if err := ctx.Err(); err != nil {
			return err
		}
		i.opts.Progress(int64(n), int64(len(i.lines)))
		var peers []indicator.Values
		for _, p := range beside[l.Area.Parent()] {
			if p != l && p.Area.Level() == l.Area.Level() {
				peers = append(peers, p.Values)
			}
		}
		what, why, err := i.t.Judge(ctx, i.opts.Lang, &l.Row, peers)
		if err != nil {
			if err := i.refuse(l.nth, l.who, err); err != nil {
				return err
			}
			continue
		}
		switch what {
		case indicator.RowRepeated:
			i.mark(l.nth, repeated, "")
			continue
		case indicator.RowAside:
			i.mark(l.nth, aside, i.of(l.who, i.say("import.aside", "why", why)))
			continue
		case indicator.RowAlters:
			i.mark(l.nth, alters, "")
		}
		i.good = append(i.good, l)
	}
	i.opts.Progress(int64(len(i.lines)), int64(len(i.lines)))
	return nil
}

// refuse notes that a row cannot be taken, and why. None of figures is in conflict: what says something else than what
// is there corrects it, and where its span is closed it is refused like any other.
func (i *readingImport) refuse(nth int, who string, err error) error {
	if fault.Code(err) == "indicator_locked" {
		i.mark(nth, refused, i.of(who, lang.Error(i.opts.Lang, fault.Of(err))))
		return nil
	}
	return i.job.refuse(nth, who, err)
}

// write takes some rows at a time. One that was good and is no more, as when its span was closed meanwhile, is refused
// and stops no other.
func (i *readingImport) write(ctx context.Context) error {
	if err := i.t.Begin(ctx, len(i.good)); err != nil {
		return err
	}
	for from := 0; from < len(i.good); from += indicator.LinesAtOnce {
		if err := ctx.Err(); err != nil {
			return err
		}
		i.opts.Progress(int64(from), int64(len(i.good)))
		now := i.good[from:min(from+indicator.LinesAtOnce, len(i.good))]
		lines := make([]*indicator.Row, len(now))
		for n, l := range now {
			lines[n] = &l.Row
		}
		bad, err := i.t.Take(ctx, lines)
		if err != nil {
			return err
		}
		for n, l := range now {
			if bad[n] == nil {
				i.rows[l.nth-1].in = true
			} else if err := i.refuse(l.nth, l.who, bad[n]); err != nil {
				return err
			}
		}
		i.came(len(now) - len(bad))
	}
	i.opts.Progress(int64(len(i.good)), int64(len(i.good)))
	return nil
}

// Figures names the figures of a span that a list has: the set's number and the span, as addresses write them.
func Figures(set, span string) (id int64, s indicator.Span, err error) {
	id, bad := strconv.ParseInt(set, 10, 64)
	if bad != nil && set != "" || id < 0 {
		return 0, 0, fault.New(fault.Missing, "indicator_missing").On("set")
	}
	if span == "" {
		return id, 0, nil
	}
	s, ok := indicator.ParseSpan(span)
	if !ok {
		return 0, 0, fault.New(fault.Invalid, "indicator_span").On("span")
	}
	return id, s, nil
}
