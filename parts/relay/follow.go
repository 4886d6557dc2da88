package relay

import (
	"context"
	"database/sql"
	"errors"
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/redact"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// When following ends.
const (
	maxMisses = 5              // they do not know it so often in turn
	maxTold   = 50             // they said so often that it stands otherwise
	afterEnd  = 30 * 24 * 3600 // seconds after they closed it
)

// follow asks how things stand that are with them: tokens for their numbers, numbers together.
func (v *visit) follow(ctx context.Context, list []turn) error {
	list = slices.DeleteFunc(list, func(t turn) bool { return v.Aside.Waits(t.key()) })
	listens, err := v.listens(ctx)
	if err == nil && listens {
		err = v.updates(ctx, list)
	}
	if err != nil || len(list) == 0 || v.stops(ctx) {
		return err
	}
	var together []turn
	for _, t := range list {
		var err error
		switch {
		case v.stops(ctx):
			return nil
		case t.Number == "":
			err = v.token(ctx, t)
		case t.misses > 0:
			err = v.ask(ctx, []turn{t})
		default:
			together = append(together, t)
		}
		if err != nil {
			return err
		}
	}
	for some := range slices.Chunk(together, georeport.Most) {
		if err := v.ask(ctx, some); err != nil {
			return err
		}
	}
	return nil
}

// token asks which number a token became.
func (v *visit) token(ctx context.Context, t turn) error {
	id, err := v.client.Token(ctx, v.server.wire(), t.Token)
	e := v.noted(err)
	switch {
	case v.trouble != nil:
		return nil
	case e != nil && e.Kind == georeport.Missing:
		return v.missed(ctx, t)
	case e == nil && id != "":
		return v.item(ctx, t, func() error { return v.keep(ctx, t, TakenType, &Taken{Of: t.Seq, Number: id}) })
	}
	v.later(t, doubled(firstAsk, longestAsk, t.tries), 0)
	return nil
}

// item does something about one thing that was sent; what fails of it hinders no other.
func (v *visit) item(ctx context.Context, t turn, do func() error) error {
	ok, err := v.Aside.Try(ctx, t.key(), do)
	if ok {
		v.done++
	}
	return err
}

// missed notes that they do not know something; after a few times a person looks at it.
func (v *visit) missed(ctx context.Context, t turn) error {
	if t.misses+1 >= maxMisses {
		return v.item(ctx, t, func() error { return v.keep(ctx, t, AsideType, &Aside{t.Seq, WhyLost}) })
	}
	v.later(t, doubled(firstAsk, longestAsk, t.misses), t.misses+1)
	return nil
}

// ask asks how some things stand. Where they fall over a list it is asked in halves, so that one number that they
// cannot bear does not hide the others.
func (v *visit) ask(ctx context.Context, list []turn) error {
	if len(list) == 0 || v.stops(ctx) {
		return nil
	}
	ids := make([]string, len(list))
	for i, t := range list {
		ids[i] = t.Number
	}
	found, err := v.client.Requests(ctx, v.server.wire(), ids)
	e := v.noted(err)
	switch {
	case v.trouble != nil:
		return nil
	case e != nil && len(list) > 1:
		half := len(list) / 2
		return errors.Join(v.ask(ctx, list[:half]), v.ask(ctx, list[half:]))
	case e != nil && e.Kind != georeport.Missing:
		v.later(list[0], doubled(firstAsk, longestAsk, list[0].tries), list[0].misses)
		return nil
	}
	for _, t := range list {
		i := slices.IndexFunc(found, func(r georeport.Request) bool { return r.ID == t.Number })
		if i < 0 {
			err = v.missed(ctx, t)
		} else {
			err = v.learn(ctx, t, found[i].Status, found[i].Said, found[i].Notes)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// shown is a text of theirs as it is kept: without personal numbers, and not long.
func shown(s string, most int) string {
	r := []rune(redact.Public(s))
	return string(r[:min(len(r), most)])
}

// learn writes down what they say of something, when it is new.
func (v *visit) learn(ctx context.Context, t turn, status georeport.Status, said, notes string) error {
	b := Told{Of: t.Seq, Status: status, Said: shown(said, maxSaid), Notes: shown(notes, maxNotes)}
	if b.Status == "" {
		b.Status = t.Status
	}
	if b.Notes == "" && b.Status == t.Status {
		b.Notes = t.Notes
	}
	same := b.Status == t.Status && b.Said == t.Said && b.Notes == t.Notes
	switch {
	case same && b.Status == georeport.Closed && v.Now().Since(t.Changed) > afterEnd*1e6:
		t.task = toRest
		v.later(t, 0, 0)
	case same:
		v.later(t, doubled(firstAsk, longestAsk, t.tries), 0)
	case t.Told >= maxTold:
		return v.item(ctx, t, func() error { return v.keep(ctx, t, AsideType, &Aside{t.Seq, WhyFlaps}) })
	default:
		return v.item(ctx, t, func() error { return v.keep(ctx, t, ToldType, &b) })
	}
	return nil
}

// updates reads what a server says by itself about reports, where it does so: who is named is asked after at once. It
// spares waiting for the next question; nothing hangs on it.
func (v *visit) updates(ctx context.Context, due []turn) error {
	now := v.Now()
	from := max(v.server.updates, now.Plus(-7*24*60*minute))
	list, err := v.client.Updates(ctx, v.server.wire(), from.Time(), now.Time())
	e := v.noted(err)
	switch {
	case v.trouble != nil, e != nil && e.Kind == georeport.Later:
		return nil
	case e != nil:
		v.server.updates = noUpdates
		return nil
	}
	v.server.updates = now
	for _, u := range list {
		if !u.At.After(from.Time()) || u.At.After(now.Time()) {
			continue // it did not keep to what was asked, or its clock is fast: the question after this one finds it
		}
		if slices.ContainsFunc(due, func(t turn) bool { return t.Number == u.Request }) {
			continue // it is asked after just now
		}
		if err := v.hasten(ctx, u.Request, now); err != nil {
			return err
		}
	}
	return nil
}

// listens says whether a server's updates are to be read now: it has some, they were not read lately, and something of
// ours is with it.
func (v *visit) listens(ctx context.Context) (bool, error) {
	if v.server.updates == noUpdates || v.server.updates.Plus(firstAsk) > v.Now() || v.stops(ctx) {
		return false, nil
	}
	var n int
	err := v.DB.Read().QueryRow(ctx, "SELECT COUNT(*) FROM (SELECT 1 FROM relay_turns WHERE city = $1 AND server = $2 "+
		"AND task = 'follow' LIMIT 1) AS k", v.City, v.server.ID).Scan(&n)
	return n > 0, store.Explain(err)
}

// hasten makes what has a number of theirs due now.
func (v *visit) hasten(ctx context.Context, number string, now calendar.Instant) error {
	return store.Each(ctx, v.DB.Read(), func(rows *sql.Rows) error {
		var p put
		if err := rows.Scan(&p.seq, &p.cause, &p.misses); err != nil {
			return err
		}
		p.due, p.task = now, toFollow
		v.moved = append(v.moved, p)
		return nil
	}, `SELECT t.seq, t.cause, t.misses FROM relay_matters AS m JOIN relay_turns AS t ON t.city = $1 AND t.seq = m.seq
		WHERE m.city = $1 AND m.server = $2 AND m.number = $3 AND t.task = 'follow' AND t.due > $4
		ORDER BY m.seq DESC LIMIT 1`, v.City, v.server.ID, number, now)
}
