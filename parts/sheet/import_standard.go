package sheet

import (
	"context"
	"maps"
	"slices"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/parts/standard"
	"xiaohao/platform/lang"
)

// bringStandard publishes a file as the version that follows the last one. A version is whole: nothing of a file with
// a mistake is published, BadFile or not.
func (j *job) bringStandard(ctx context.Context) (Account, error) {
	d, err := j.readStandard(ctx)
	if err != nil {
		return j.account(false), err
	}
	if j.opts.From != "" {
		if d.From, err = views.ParseDay(j.opts.From); err != nil {
			return j.account(false), fault.New(fault.Invalid, "standard_day", "day", j.opts.From).By(err)
		}
	}
	if err := j.d.CatchUp(ctx); err != nil {
		return j.account(false), err
	}
	k, err := j.c.Standard.Known(ctx)
	if err != nil {
		return j.account(false), err
	}
	if d.Same(k) {
		for n := range j.rows {
			j.mark(n+1, repeated, "")
		}
		j.tell(0, false, j.say("cli.standard.same", "day", k.Last.From.String()))
		return j.finish(ctx, func(context.Context) error { return nil })
	}
	v, wrong := d.Check(k)
	if len(wrong) > 0 {
		j.wrong(wrong)
		return j.account(false), fault.New(fault.Invalid, "standard_wrong", "n", len(wrong))
	}
	last := lastOf(k)
	j.weighStandard(d, v, last)
	for _, x := range standard.Diff(last, v) {
		j.tell(0, false, x.Words(j.opts.Lang, standard.Names{}))
	}
	return j.finish(ctx, func(ctx context.Context) error { return j.publish(ctx, d) })
}

// readStandard reads the file and counts its rows.
func (j *job) readStandard(ctx context.Context) (*standard.Draft, error) {
	d, lines, notes, err := readStandard(ctx, j.path, j.opts.Sheet, j.opts.Map)
	if err != nil {
		return nil, err
	}
	for _, l := range lines {
		j.rows = append(j.rows, seen{row: strconv.Itoa(l.Number)})
	}
	for _, n := range notes(j.opts.Lang) {
		j.tell(0, false, n)
	}
	return d, nil
}

// wrong refuses the rows with mistakes; each mistake is told.
func (j *job) wrong(list []standard.Mistake) {
	at := map[string]int{}
	for n, s := range j.rows {
		at[s.row] = n + 1
	}
	for _, m := range list {
		nth, why := at[strconv.Itoa(m.Row)], lang.Error(j.opts.Lang, m.Err)
		if nth == 0 {
			j.tell(0, true, why)
			continue
		}
		j.mark(nth, refused, why)
	}
}

// weighStandard says of each row what it changes in the last version.
func (j *job) weighStandard(d *standard.Draft, v, last *standard.Version) {
	was := map[string]string{}
	if last != nil {
		was = last.Says()
	}
	keys, now, changed := d.Keys(), v.Says(), false
	for n, s := range j.rows {
		row, _ := strconv.Atoi(s.row)
		key := keys[row]
		old, known := was[key]
		switch {
		case known && old == now[key]:
			j.mark(n+1, repeated, "")
		case known:
			j.mark(n+1, alters, "")
			changed = true
		default:
			changed = true
		}
	}
	if !changed && len(j.rows) > 0 {
		j.mark(1, alters, "") // rows were left out, or stand in another order
	}
}

func lastOf(k standard.Known) *standard.Version {
	if k.Last == nil {
		return nil
	}
	return k.Last.Version
}

// StandardRefused is the account of a draft with mistakes: nothing of it is published.
func StandardRefused(l string, d *standard.Draft, wrong []standard.Mistake) Account {
	j := ofDraft(l, d, wrong)
	j.wrong(wrong)
	return j.account(false)
}

// StandardAccount is what became of each row of a version that was published after the last one, or what would; v is
// nil for a draft that says the same as the last one.
func StandardAccount(l string, d *standard.Draft, v, last *standard.Version, written bool) Account {
	j := ofDraft(l, d, nil)
	if v != nil {
		j.weighStandard(d, v, last)
	} else {
		for n := range j.rows {
			j.mark(n+1, repeated, "")
		}
	}
	a := j.account(true)
	a.Written = written
	return a
}

// ofDraft has the rows of a draft, those that cannot be read among them.
func ofDraft(l string, d *standard.Draft, wrong []standard.Mistake) *job {
	j := &job{opts: Options{Lang: l}.watched()}
	rows := slices.Collect(maps.Keys(d.Keys()))
	for _, m := range wrong {
		if m.Row > 0 {
			rows = append(rows, m.Row)
		}
	}
	slices.Sort(rows)
	for _, r := range slices.Compact(rows) {
		j.rows = append(j.rows, seen{row: strconv.Itoa(r)})
	}
	return j
}

// publish puts the version in force and says which it is.
func (j *job) publish(ctx context.Context, d *standard.Draft) error {
	e, made, wrong, err := j.c.Standard.Publish(ctx, j.opts.caller(), d)
	j.wrong(wrong)
	if err != nil {
		return err
	}
	j.allIn()
	if made {
		j.tell(0, false, j.say("cli.standard.published", "day", e.From.String(),
			"items", strconv.Itoa(len(e.Items(""))), "seq", strconv.FormatInt(e.Seq, 10)))
	}
	return nil
}
