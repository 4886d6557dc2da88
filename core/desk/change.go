package desk

import (
	"context"
	"errors"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Change changes areas, units and people, all of it or nothing. Only an administrator of every area concerned may, or
// the system itself (imports, the demo). It answers with the seq of each change, which is the id of what is new. What
// leaves open work behind is refused with what that is, unless the change says that this is known: see leaves.
func (d *Desk) Change(ctx context.Context, caller org.Caller, id ledger.ID, changes []org.Change) ([]int64, error) {
	d.changes.Lock()
	defer d.changes.Unlock()
	said, many := make([]any, 0, 2*len(changes)), len(changes)
	for _, c := range changes {
		said = append(said, c.Type(), c)
	}
	digest, text := d.content(ctx, caller, id, said), words(changes)
	changes = d.Org().WithBelow(changes)
	a, err := d.ledger.Append(ctx, ledger.Request{ID: id, Actor: caller.Person, Digest: digest,
		Decide: func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]ledger.Draft, error) {
			// references within one change are by number, and the numbers are given by the ledger
			last, err := ledger.Newest(ctx, tx, d.city)
			if err != nil {
				return nil, err
			}
			s, all := d.Org().Stage(), make([]org.Change, 0, len(changes))
			drafts := make([]ledger.Draft, 0, len(changes))
			for i, c := range changes {
				r, err := s.Add(c, last+1+int64(i))
				if err != nil {
					return nil, rowFault(err, i)
				}
				if !caller.System && !s.MayChange(caller, r) {
					return nil, fault.New(fault.Denied, "not_allowed")
				}
				all = append(all, r)
				drafts = append(drafts, ledger.Draft{Type: r.Type(), Subject: ledger.None, Body: r})
			}
			if nth, err := d.leaves(ctx, tx, s, all); err != nil {
				return nil, rowFault(err, nth)
			}
			return drafts, nil
		}})
	if err != nil {
		return nil, translate(d.otherwise(ctx, caller, text, err))
	}
	seqs := make([]int64, 0, a.Last-a.First+1)
	for s := a.First; s <= a.Last && len(seqs) < many; s++ {
		seqs = append(seqs, s)
	}
	return seqs, d.reload(ctx)
}

// rowFault says which of several changes was wrong.
func rowFault(err error, i int) error {
	var f *fault.Error
	if errors.As(err, &f) {
		if f.Args == nil {
			f.Args = map[string]string{}
		}
		if f.Args["row"] == "" {
			f.Args["row"] = strconv.Itoa(i + 1)
		}
	}
	return err
}

// SetPolicy puts a new policy in force from now on; what was decided before stays. Only an administrator of the whole
// city may, or the system.
func (d *Desk) SetPolicy(ctx context.Context, caller org.Caller, id ledger.ID, source []byte) error {
	return d.ReplacePolicy(ctx, caller, id, source, nil)
}

// ReplacePolicy is SetPolicy for who made the new file of one that he read: over says whether that is the one in force
// still, nil for whatever is. Otherwise the fault is fault.Stale "policy_stale", and nothing is changed.
func (d *Desk) ReplacePolicy(ctx context.Context, caller org.Caller, id ledger.ID, source []byte,
	over func(inForce []byte) bool) error {
	p, err := policy.Parse(source)
	if err == nil && p.Digest() != d.Policy().Digest() { // what is in force may be given again
		p, err = policy.ParseNew(source)
	}
	if err != nil {
		return err
	}
	d.changes.Lock()
	defer d.changes.Unlock()
	if !caller.System && !d.Org().MayAdminister(caller, area.Code(d.city*1e8)) {
		return fault.New(fault.Denied, "not_allowed")
	}
	if p.City.Code != d.city {
		return fault.New(fault.Invalid, "policy_city", "city", p.City.Code)
	}
	if p.Digest() == d.Policy().Digest() && p.Hash == d.Policy().Hash {
		if _, ok, err := views.Policy(ctx, d.db.Read(), d.city); err != nil || ok {
			return translateNil(err)
		}
	}
	if p.Hash != d.ledger.Head().Scheme {
		return fault.New(fault.Conflict, "policy_hash", "now", d.ledger.Head().Scheme)
	}
	_, err = d.ledger.Append(ctx, ledger.Request{ID: id, Actor: caller.Person,
		Digest: d.content(ctx, caller, id, string(source)),
		Decide: func(ctx context.Context, tx *store.Tx, _ calendar.Instant) ([]ledger.Draft, error) {
			inForce, ok, err := views.Policy(ctx, tx, d.city)
			if !ok {
				inForce = d.Policy().Source()
			}
			if err == nil && over != nil && !over(inForce) {
				err = fault.New(fault.Stale, "policy_stale")
			}
			if err != nil {
				return nil, err
			}
			return []ledger.Draft{{Type: views.PolicySetType, Subject: ledger.None,
				Body: views.PolicySet{Digest: p.Digest(), Source: string(source)}}}, nil
		}})
	if err != nil {
		return translate(d.otherwise(ctx, caller, "", err))
	}
	d.enforce(p)
	return nil
}

// Declare records what concerns the city rather than one matter: a draw, a published assessment. Who may is org's to
// say. It answers with the seq of the event; the same id again gives the same answer.
func (d *Desk) Declare(ctx context.Context, caller org.Caller, id ledger.ID, typ event.Type, body any) (int64, error) {
	if !d.Org().MayAct(caller, typ) {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	a, err := d.ledger.Append(ctx, ledger.Request{ID: id, Actor: caller.Person,
		Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
			return []ledger.Draft{{Type: typ, Subject: ledger.None, Body: body}}, nil
		}})
	return a.First, translateNil(err)
}

// HadPolicy says whether a policy was in force before another one took its place: a file that still says so is older
// than what was put in force on the page.
func (d *Desk) HadPolicy(ctx context.Context, p *policy.Policy) (bool, error) {
	list, err := views.Policies(ctx, d.db.Read(), d.city, 1000)
	if err != nil {
		return false, translate(err)
	}
	for _, v := range list {
		if v.Digest == p.Digest() {
			return p.Digest() != d.Policy().Digest(), nil
		}
	}
	return false, nil
}
