package meeting

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/office"
	"xiaohao/platform/store"
)

// The way of a breakdown: a person confirms it and hands it to the office (Submit), whose outgoing paper has its table.
// Opinions, review, signature, number and seal are the office's. When the paper was sent, the clock hands the tasks out
// (Tick); no person can. Until the paper has its number the breakdown may be opened again, which takes the paper back.

// paperKind is the kind of the office's paper, of policy.
const paperKind = "breakdown"

// Submitted hands a breakdown to the office: its paper begins with the same command.
type Submitted struct{}

// Submit hands a confirmed breakdown to the office: an outgoing paper begins that has the table of its tasks, and whose
// lead units are asked for their opinion where policy wants that. Whoever enters things of the area may. Faults:
// meeting_not_confirmed, meeting_at_office, meeting_handed, meeting_withdrawn, meeting_nothing_out for one without a
// task or duty, and those of office.Started.
func (x *Meetings) Submit(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64) error {
	b, err := x.worked(ctx, x.DB.Read(), caller, breakdown)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, x.asOwner(caller, office.BegunType, b.Area), id, []any{"submit", breakdown},
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			b, t, err := x.standing(ctx, tx, caller, breakdown)
			if err != nil {
				return nil, err
			}
			if err := at(b, Settling); err != nil {
				return nil, err
			}
			d, err := x.draftOf(ctx, tx, b, t)
			if err != nil {
				return nil, err
			}
			paper, err := x.Outgoing.Started(d)
			return []desk.Fact{{Type: SubmittedType, Subject: b.ID, Areas: []area.Code{b.Area}, Body: &Submitted{}},
				paper}, err
		})
	return err
}

// asOwner lets a command of this part begin or take back a paper of the office, also where its person could not
// there: as what follows from the owner's rule. Whether he may do what he does here is asked before.
func (x *Meetings) asOwner(caller org.Caller, typ event.Type, a area.Code) org.Caller {
	caller.Clock = caller.Clock || !x.Org().MayAct(caller, typ, a)
	return caller
}

// standing is a breakdown that the caller works through, with its thing, which was not taken back or closed.
func (x *Meetings) standing(ctx context.Context, r store.Reader, caller org.Caller, breakdown int64) (*Breakdown,
	*Thing, error) {
	b, err := x.worked(ctx, r, caller, breakdown)
	if err != nil {
		return nil, nil, err
	}
	t, err := thingOf(ctx, r, x.City, b.Thing)
	if err == nil {
		err = t.over()
	}
	return b, t, err
}

// at says why a breakdown does not stand where a step wants it.
func at(b *Breakdown, want string) error {
	if b.State == want {
		return nil
	}
	return fault.New(fault.Conflict, map[string]string{Draft: "meeting_not_confirmed", Settling: "meeting_confirmed",
		AtOffice: "meeting_at_office", Out: "meeting_handed", Gone: "meeting_withdrawn"}[b.State])
}

// draftOf is what the paper of a breakdown is begun with.
func (x *Meetings) draftOf(ctx context.Context, r store.Reader, b *Breakdown, t *Thing) (d office.Draft, err error) {
	rows, err := rowsIn(ctx, r, x.City, b.ID, KeptRow)
	if err != nil {
		return d, err
	}
	d = office.Draft{Kind: paperKind, Part: Name, Subject: b.ID, Area: b.Area, Presided: x.presided(t),
		By: []int64{b.By}, Fixed: []string{office.FixedTable}}
	for _, row := range rows {
		if !row.goesOut() {
			continue
		}
		for _, u := range append([]int64{row.Lead}, row.Co...) {
			if u != 0 && !slices.Contains(d.To, u) {
				d.To = append(d.To, u)
			}
		}
		if x.Outgoing.Kind(paperKind).Ask && row.Lead != 0 && !slices.Contains(d.Ask, row.Lead) {
			d.Ask = append(d.Ask, row.Lead)
		}
	}
	if len(d.To) == 0 {
		return d, fault.New(fault.Conflict, "meeting_nothing_out")
	}
	d.Content, err = x.content(ctx, r, b, t, t.Kind != Instruction)
	return d, err
}

// goesOut says that a kept row is handed out, and was not yet.
func (r Row) goesOut() bool {
	return r.State == KeptRow && r.Matter == 0 && (r.Type == Task || r.Type == Duty)
}

// presided is the leader over a meeting's area whose name stands under who presided, where exactly one has it; else 0.
func (x *Meetings) presided(t *Thing) (found int64) {
	if t.Presided == "" {
		return 0
	}
	for _, p := range x.Org().People() {
		leads := slices.ContainsFunc(p.Posts, func(o org.Post) bool {
			return o.Kind == matter.Leader && o.Area.Contains(t.Area)
		})
		if p.Name != t.Presided || p.Disabled || !leads {
			continue
		}
		if found != 0 {
			return 0
		}
		found = p.ID
	}
	return found
}

// Reopen lets a confirmed breakdown be worked on again, also one that is at the office: its paper is taken back with
// it. Faults: meeting_not_confirmed, meeting_handed, meeting_numbered for a paper that has its number.
func (x *Meetings) Reopen(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, reason string) error {
	reason, err := x.words("reason", reason, mostNote, true)
	if err != nil {
		return err
	}
	b, err := x.worked(ctx, x.DB.Read(), caller, breakdown)
	if err != nil {
		return err
	}
	_, err = x.Desk.Keep(ctx, x.asOwner(caller, office.WithdrawnType, b.Area), id, []any{"reopen", breakdown, reason},
		func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
			b, _, err := x.standing(ctx, tx, caller, breakdown)
			if err != nil {
				return nil, err
			}
			if b.State != Settling {
				err = at(b, AtOffice)
			}
			if err != nil {
				return nil, err
			}
			p, err := office.Last(ctx, tx, x.City, Name, b.ID)
			out := []desk.Fact{{Type: ReopenedType, Subject: b.ID, Areas: []area.Code{b.Area}, Body: &Reopened{reason}}}
			switch {
			case err != nil:
				return nil, err
			case b.State != AtOffice:
			case p.Standing() == office.SentOut:
				return nil, fault.New(fault.Conflict, "meeting_handed")
			case p.Standing() == office.UnderWay && p.Numbered():
				return nil, fault.New(fault.Conflict, "meeting_numbered")
			case p.Standing() == office.UnderWay:
				out = append(out, office.Recall(p, reason))
			}
			return out, nil
		})
	return err
}

// recalled are the facts that take back the papers of a thing that is taken back itself, also one that has its number:
// the number is void, and stays with the paper that says why.
func (x *Meetings) recalled(ctx context.Context, tx *store.Tx, thing int64, reason string) (out []desk.Fact,
	err error) {
	all, err := breakdownsOf(ctx, tx, x.City, thing)
	if err != nil {
		return nil, err
	}
	for _, b := range all {
		if b.State != AtOffice {
			continue
		}
		p, err := office.Last(ctx, tx, x.City, Name, b.ID)
		if err != nil {
			return nil, err
		}
		switch {
		case p.Standing() != office.UnderWay:
		case p.Numbered():
			out = append(out, office.Recall(p, said("meeting.paper_void", "number", p.Number, "reason", reason)))
		default:
			out = append(out, office.Recall(p, reason))
		}
	}
	return out, nil
}

// PaperOf is the newest outgoing paper of a breakdown, nil for none. The caller may see the breakdown: ask Breakdown
// first.
func (x *Meetings) PaperOf(ctx context.Context, b *Breakdown) (*office.Paper, error) {
	return office.Last(ctx, x.DB.Read(), x.City, Name, b.ID)
}
