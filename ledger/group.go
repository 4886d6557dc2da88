package ledger

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"runtime/debug"

	"xiaohao/store"
)

// group is one transaction's worth of commands.
type group struct {
	l       *Ledger
	ctx     context.Context
	tx      *store.Tx
	head    Head
	members []*member
}

// member is a command in a group with its outcome, which counts only once the group is committed.
type member struct {
	*waiting
	answer Answer
	err    error
}

// commit executes the commands that still wait, in one transaction if it can and one by one if one of them spoils it.
func (l *Ledger) commit(queue []*waiting) {
	live := queue[:0]
	for _, w := range queue {
		if w.take() {
			live = append(live, w)
		}
	}
	if len(live) == 0 {
		return
	}
	err := l.together(live)
	if err == nil {
		return
	}
	if len(live) == 1 || hopeless(err) {
		for _, w := range live {
			w.finish(Answer{}, err)
		}
		return
	}
	for _, w := range live {
		if err := l.together([]*waiting{w}); err != nil {
			w.finish(Answer{}, err)
		}
	}
}

// hopeless errors are of the database, not of a command: trying the commands one by one would only repeat them.
func hopeless(err error) bool {
	for _, e := range []error{store.ErrNoSpace, store.ErrClosed, store.ErrReadOnly, store.ErrCorrupt, store.ErrLocked} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// together commits the commands in one transaction and answers them, or gives an error and answers none.
func (l *Ledger) together(live []*waiting) error {
	g := &group{l: l, ctx: context.Background()}
	for _, w := range live {
		g.members = append(g.members, &member{waiting: w})
	}
	err := l.db.Write(g.ctx, g.run)
	var refused *refusal
	if errors.As(err, &refused) && len(live) == 1 {
		live[0].finish(Answer{}, refused.Unwrap())
		return nil
	}
	if err != nil {
		return err
	}
	l.head.Store(&g.head)
	for _, m := range g.members {
		m.finish(m.answer, m.err)
	}
	l.wakeFollowers()
	return nil
}

// refusal is the error of a Decide that wrote side rows and then refused: they can be taken back only with the whole transaction.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

func (g *group) run(tx *store.Tx) error {
	g.tx = tx
	h, err := readHead(g.ctx, tx, g.l.opts.City)
	if err != nil {
		return err
	}
	if h == nil {
		return fmt.Errorf("%w: the head row is gone", ErrBadScheme)
	}
	g.head = *h
	for _, v := range g.l.opts.Views {
		v.Begin(tx)
	}
	before := g.head.Seq
	for _, m := range g.members {
		if err := g.execute(m); err != nil {
			return err
		}
	}
	if g.head.Seq == before {
		return nil
	}
	for _, v := range g.l.opts.Views {
		if err := guard(func() error { return v.Flush(g.ctx, tx) }); err != nil {
			return fmt.Errorf("view %s after event %d: %w", v.Name(), g.head.Seq, err)
		}
	}
	_, err = tx.Exec(g.ctx, "UPDATE heads SET seq = $1, hash = $2, at = $3 WHERE city = $4", g.head.Seq, g.head.Hash[:], g.head.At, g.head.City)
	return err
}

// execute gives an error only when the whole group must be undone; what concerns the command alone goes into m.
func (g *group) execute(m *member) error {
	first, actor, err := g.find(m.ID)
	if err == nil {
		m.answer, m.err = repeated(first, actor, m.Actor)
		return nil
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return store.Explain(err)
	}
	now := max(g.l.opts.Now(), g.head.At)
	wrote := g.tx.Writes()
	var drafts []Draft
	m.err = guard(func() (err error) {
		drafts, err = m.Decide(m.ctx, g.tx, now)
		return err
	})
	var events []Event
	if m.err == nil {
		events, m.err = g.prepare(m, drafts, now)
	}
	if m.err != nil {
		if g.tx.Writes() != wrote {
			return &refusal{m.err}
		}
		return nil
	}
	m.answer = Answer{At: now}
	if len(events) == 0 {
		return nil
	}
	return g.record(m, events)
}

func repeated(a Answer, first, now int64) (Answer, error) {
	if first != now {
		return Answer{}, ErrForeignCommand
	}
	a.Repeated = true
	return a, nil
}

func (g *group) find(id ID) (a Answer, actor int64, err error) {
	err = g.tx.QueryRow(g.ctx, "SELECT actor, first, last, subject, at FROM commands WHERE city = $1 AND id = $2", g.head.City, id[:]).
		Scan(&actor, &a.First, &a.Last, &a.Subject, &a.At)
	return a, actor, err
}

// prepare makes events of drafts; nothing is written yet.
func (g *group) prepare(m *member, drafts []Draft, now int64) ([]Event, error) {
	events := make([]Event, 0, len(drafts))
	subject := int64(0)
	for i, d := range drafts {
		e := Event{City: g.head.City, Seq: g.head.Seq + int64(i) + 1, At: now, Type: d.Type, Actor: m.Actor, Command: m.ID}
		if !goodType(d.Type) {
			return nil, fmt.Errorf("%w: event type %q", ErrBadRequest, d.Type)
		}
		switch {
		case d.Subject == New:
			e.Subject = e.Seq
		case d.Subject == None:
			e.Subject = 0
		case d.Subject == Same && i > 0:
			e.Subject = subject
		case d.Subject > 0 && d.Subject < e.Seq:
			e.Subject = d.Subject
		default:
			return nil, fmt.Errorf("%w: event %s has subject %d", ErrBadRequest, d.Type, d.Subject)
		}
		subject = e.Subject
		var err error
		if e.Body, err = encode(d.Body); err != nil {
			return nil, fmt.Errorf("%w: body of event %s: %w", ErrBadRequest, d.Type, err)
		}
		events = append(events, e)
	}
	return events, nil
}

func goodType(t string) bool {
	if t == "" || len(t) > MaxType {
		return false
	}
	for i := range len(t) {
		if t[i] <= ' ' || t[i] > '~' {
			return false
		}
	}
	return true
}

// encode writes the body as JSON, with characters like < as themselves.
func encode(body any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return nil, err
	}
	out := bytes.TrimRight(b.Bytes(), "\n")
	if len(out) > MaxBody {
		return nil, fmt.Errorf("%d bytes are more than %d", len(out), MaxBody)
	}
	return out, nil
}

// record appends the events, tells the views and remembers the command.
func (g *group) record(m *member, events []Event) error {
	for i := range events {
		e := &events[i]
		e.Hash = g.l.chain.link(g.head.Hash, e)
		_, err := g.tx.Exec(g.ctx, `INSERT INTO events (city, seq, at, type, subject, actor, command, body, hash)
			VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
			e.City, e.Seq, e.At, e.Type, e.Subject, e.Actor, e.Command[:], string(e.Body), e.Hash[:])
		if err != nil {
			return fmt.Errorf("append event %d: %w", e.Seq, err)
		}
		g.head.Seq, g.head.At, g.head.Hash = e.Seq, e.At, e.Hash
		for _, v := range g.l.opts.Views {
			if err := guard(func() error { return v.Apply(g.ctx, g.tx, *e) }); err != nil {
				return fmt.Errorf("view %s at event %d (%s): %w", v.Name(), e.Seq, e.Type, err)
			}
		}
	}
	a := Answer{First: events[0].Seq, Last: g.head.Seq, Subject: events[0].Subject, At: events[0].At}
	_, err := g.tx.Exec(g.ctx, "INSERT INTO commands (city, id, actor, first, last, subject, at) VALUES ($1, $2, $3, $4, $5, $6, $7)",
		g.head.City, m.ID[:], m.Actor, a.First, a.Last, a.Subject, a.At)
	if err != nil {
		return fmt.Errorf("remember command %s: %w", m.ID, err)
	}
	m.answer = a
	return nil
}

// guard turns a panic into an error.
func guard(fn func() error) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = &PanicError{Value: v, Stack: debug.Stack()}
		}
	}()
	return fn()
}
