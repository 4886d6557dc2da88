package plan

import (
	"fmt"
	"slices"

	"xiaohao/core/ledger"
)

// fold changes a plan by one of its events. issued is the content that became a version, nil for none; based is the
// content of the newest version, which a revision begins with.
func (p *Plan) fold(e ledger.Event, body any, based *Content) (issued *Content, err error) {
	if _, first := body.(*Begun); first != (p.ID == 0) {
		return nil, fmt.Errorf("%s for plan %d, which is begun once and first", e.Type, e.Subject)
	}
	if p.ID != 0 && p.Work == nil && needsWork(body) {
		return nil, fmt.Errorf("%s for plan %d, of which nothing is drafted", e.Type, e.Subject)
	}
	p.At = e.At
	switch b := body.(type) {
	case *Begun:
		*p = Plan{ID: e.Subject, State: Drafted, At: e.At, Work: &Work{Content: b.Content, Seq: e.Seq, Stage: Drafted,
			Editors: []int64{e.Actor}, Since: e.At}}
	case *Revised:
		if based == nil {
			return nil, fmt.Errorf("plan %d is revised and has no version", e.Subject)
		}
		p.Work = &Work{Content: *based, Seq: e.Seq, Stage: Drafted, Why: b.Reason, Since: e.At,
			Editors: []int64{e.Actor}}
	case *TakenBack:
		p.back(e, b.Reason)
	case *HandedOut:
		if p.Handed == nil {
			p.Handed = map[string]int64{}
		}
		p.Handed[b.Measure] = b.Matter
	case *Reported:
		p.Reports = append(p.Reports, Filed{Seq: e.Seq, Kind: b.Kind, At: e.At})
	case *EndedWith:
		p.Reports = append(p.Reports, Filed{Seq: e.Seq, Kind: FinalOne, At: e.At})
		p.State, p.Ended, p.Work = Ended, e.At, nil
	case *Issuing:
		issued = p.issue(e, b)
	case *Paid:
	default:
		p.Work.fold(e, body)
	}
	p.named(issued)
	return issued, nil
}

// needsWork says that an event is about a version in the making.
func needsWork(body any) bool {
	switch body.(type) {
	case *Begun, *Revised, *HandedOut, *Paid, *Reported, *EndedWith:
		return false
	}
	return true
}

// fold changes the work by one of its events.
func (w *Work) fold(e ledger.Event, body any) {
	to := w.Stage
	switch b := body.(type) {
	case *Edited:
		w.Content, w.Seq = b.Content, e.Seq
		if !slices.Contains(w.Editors, e.Actor) {
			w.Editors = append(w.Editors, e.Actor)
		}
	case *Asking:
		w.Units, w.Until, w.Opinions, w.Replies, w.Reason, to = b.Units, b.Until, nil, nil, "", Asked
	case *Saying:
		w.Opinions = slices.DeleteFunc(slices.Clone(w.Opinions), func(o Opinion) bool { return o.Unit == b.Unit })
		w.Opinions = append(w.Opinions, Opinion{b.Unit, b.Objects, b.Text, e.At, e.Actor})
	case *Hearing:
		w.Replies, to = b.Replies, Heard
	case *Reviewing:
		w.Review, to = b, Reviewed
		if !b.Passed {
			w.Reason, to = b.Opinion, Drafted
		}
	case *Deliberating:
		w.Meeting, to = b, Deliberated
		if !b.Passed {
			w.Reason, to = b.Note, Drafted
		}
	case *Adopting:
		w.Adopted, to = b, Adopted
	case *Sending:
		w.Sent, w.Reason, to = b, "", SentOut
	case *CameBack:
		w.Sent, w.Reason, to = nil, b.Reason, Adopted
	}
	if to != w.Stage {
		w.Stage, w.Since = to, e.At
	}
}

// back takes work back: to the draft, and what is a draft altogether.
func (p *Plan) back(e ledger.Event, reason string) {
	switch w := p.Work; {
	case w.Stage != Drafted:
		p.Work = &Work{Content: w.Content, Seq: w.Seq, Stage: Drafted, Editors: w.Editors, Why: w.Why, Reason: reason,
			Since: e.At}
	case len(p.Versions) == 0:
		p.Work, p.State, p.Reason = nil, Dropped, reason
		p.Title, p.Area, p.Lead, p.First, p.Last = w.Content.Title, w.Content.Area, w.Content.Lead, w.Content.First,
			w.Content.Last
	default:
		p.Work = nil
	}
}

// issue makes a version of the work.
func (p *Plan) issue(e ledger.Event, b *Issuing) *Content {
	w := p.Work
	v := Version{N: len(p.Versions) + 1, From: b.From, Number: b.Number, Day: b.Day, Seq: e.Seq, Reason: w.Why,
		Paper: b.Paper}
	if w.Adopted != nil {
		v.By = w.Adopted.By
	}
	if w.Meeting != nil {
		v.At, v.Meeting = w.Meeting.Meeting, w.Meeting.ID
	}
	p.Versions = append(p.Versions, v)
	p.State, p.Work, p.Mid, p.Final = Issued, nil, b.Mid, b.Final
	return &w.Content
}

// named keeps the plan's own fields those of what was issued last, or of the draft while nothing was.
func (p *Plan) named(issued *Content) {
	c := issued
	if c == nil && len(p.Versions) == 0 && p.Work != nil {
		c = &p.Work.Content
	}
	if c != nil {
		p.Title, p.Area, p.Lead, p.First, p.Last = c.Title, c.Area, c.Lead, c.First, c.Last
	}
	if p.Work == nil {
		if len(p.Versions) > 0 && p.State != Ended {
			p.State = Issued
		}
	} else if len(p.Versions) == 0 {
		p.State = p.Work.Stage
	}
}
