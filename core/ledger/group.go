package ledger

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/bits"
	"runtime/debug"
	"strconv"

	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// group is one transaction's worth of commands.
type group struct {
	l       *Ledger
	ctx     context.Context
	tx      *store.Tx
	head    Head
	members []*member
	known   map[ID]known // commands that were executed before, earlier ones of the group included
	fresh   []Event      // what it appends, for the followers
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
	for range 2 {
		// The group may be written or not. The ids decide: what was written answers as a repeat. A server that hung
		// hangs on.
		if !errors.Is(err, store.ErrUnknown) || errors.Is(err, context.DeadlineExceeded) {
			break
		}
		if again := l.together(live); !errors.Is(again, store.ErrAway) {
			err = again
		}
	}
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
	for _, e := range []error{store.ErrNoSpace, store.ErrClosed, store.ErrReadOnly, store.ErrCorrupt, store.ErrLocked,
		store.ErrAway, store.ErrUnknown, ErrRebuild} {
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
	l.presence.wrote(err, len(g.fresh) > 0)
	var refused *refusal
	if errors.As(err, &refused) && len(live) == 1 {
		live[0].finish(Answer{}, refused.Unwrap())
		return nil
	}
	if err != nil {
		return err
	}
	l.recent.add(g.fresh)
	l.advance(g.head)
	for _, m := range g.members {
		m.finish(m.answer, m.err)
	}
	return nil
}

// refusal is the error of a Decide that wrote side rows and then refused: they can be taken back only with the whole
// transaction.
type refusal struct{ error }

func (r *refusal) Unwrap() error { return r.error }

func (g *group) run(tx *store.Tx) error {
	g.tx, g.fresh = tx, nil
	// Whoever holds the head row writes the city; others wait for it.
	h, err := readHead(g.ctx, tx, g.l.opts.City, tx.ForUpdate())
	if err != nil {
		return err
	}
	if h == nil {
		return fmt.Errorf("%w: the head row is gone", ErrBadScheme)
	}
	g.head = *h
	if known := g.l.Head().Seq; h.Seq > known {
		if err := g.l.caughtUp(g.ctx, tx, known, h.Seq); err != nil {
			return err
		}
	}
	if err := g.l.refuseWhileRebuilding(g.ctx, tx); err != nil {
		return err
	}
	if err := g.findAll(); err != nil {
		return err
	}
	for _, v := range g.l.opts.Views {
		v.Begin(tx)
	}
	if err := g.preload(); err != nil {
		return err
	}
	before := g.head.Seq
	for _, m := range g.members {
		if err := g.execute(m); err != nil {
			return err
		}
	}
	if g.head.Seq == before {
		return g.confirm()
	}
	for _, v := range g.l.opts.Views {
		if err := guard(func() error { return v.Flush(g.ctx, tx) }); err != nil {
			return fmt.Errorf("view %s after event %d: %w", v.Name(), g.head.Seq, err)
		}
	}
	return tx.Later(g.ctx, "UPDATE heads SET seq = $1, hash = $2, at = $3 WHERE city = $4", g.head.Seq, g.head.Hash[:],
		g.head.At, g.head.City)
}

// preload lets the views read what the new commands are about.
func (g *group) preload() error {
	seen := map[int64]bool{}
	var about []int64
	for _, m := range g.members {
		if _, again := g.known[m.ID]; !again && m.About > 0 && !seen[m.About] {
			seen[m.About] = true
			about = append(about, m.About)
		}
	}
	if len(about) == 0 {
		return nil
	}
	for _, v := range g.l.opts.Views {
		if p, ok := v.(Preloader); ok {
			if err := guard(func() error { return p.Preload(g.ctx, g.tx, about) }); err != nil {
				return fmt.Errorf("view %s: %w", v.Name(), err)
			}
		}
	}
	return nil
}

// execute gives an error only when the whole group must be undone; what concerns the command alone goes into m.
func (g *group) execute(m *member) error {
	if first, ok := g.known[m.ID]; ok {
		m.answer, m.err = repeated(first, m.Request)
		return nil
	}
	m.answer, m.err = Answer{}, nil
	now := max(g.l.opts.Now(), g.head.At)
	wrote := g.tx.Writes()
	var events []Event
	if events, m.err = g.decide(m, now); m.err != nil {
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

// decide asks what a command means now, and makes its events; nothing of them is written yet.
func (g *group) decide(m *member, now calendar.Instant) ([]Event, error) {
	var drafts []Draft
	err := guard(func() (err error) {
		drafts, err = m.Decide(m.ctx, g.tx, now)
		return err
	})
	if err != nil {
		return nil, err
	}
	return g.prepare(m, drafts, now)
}

// repeated is the answer to a command whose id is remembered.
func repeated(first known, r Request) (Answer, error) {
	if first.actor != r.Actor {
		return Answer{}, ErrForeignCommand
	}
	a := first.Answer
	a.Repeated = true
	if len(first.digest) > 0 && len(r.Digest) > 0 && !bytes.Equal(first.digest, r.Digest) {
		return Answer{}, &OtherContentError{a}
	}
	return a, nil
}

// known is a command that was executed before.
type known struct {
	Answer
	actor  int64
	digest []byte // nil for one of an earlier program, and for one that gave none
}

// findTexts ask for 1, 2, 4 … commands by their ids: few texts, so that they stay prepared.
var findTexts = func() (texts []string) {
	for n := 1; n <= 1024; n *= 2 {
		b := []byte("SELECT id, actor, first, last, subject, at, digest FROM commands WHERE city = $1 AND id IN (")
		for i := range n {
			if i > 0 {
				b = append(b, ", "...)
			}
			b = strconv.AppendInt(append(b, '$'), int64(i+2), 10)
		}
		texts = append(texts, string(append(b, ')')))
	}
	return texts
}()

// findAll finds out in one question which commands of the group were executed before.
func (g *group) findAll() error {
	g.known = map[ID]known{}
	members := g.members
	for len(members) > 0 {
		part := members[:min(len(members), 1<<(len(findTexts)-1))]
		members = members[len(part):]
		size := bits.Len(uint(len(part) - 1))
		args := append(make([]any, 0, 1+1<<size), g.head.City)
		for i := range 1 << size {
			args = append(args, part[min(i, len(part)-1)].ID[:])
		}
		if err := g.find(findTexts[size], args); err != nil {
			return err
		}
	}
	return nil
}

func (g *group) find(text string, args []any) error {
	rows, err := g.tx.Query(g.ctx, text, args...)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var k known
		var id []byte
		if err := rows.Scan(&id, &k.actor, &k.First, &k.Last, &k.Subject, &k.At, &k.digest); err != nil {
			return store.Explain(err)
		}
		if len(id) == len(ID{}) {
			g.known[ID(id)] = k
		}
	}
	return store.Explain(rows.Err())
}

// confirm makes an answer that says "it was executed before" as durable as the first one: on a shared engine that
// first answer may have been lost with a connection while it waited for a standby, so this commit waits for the
// standby too.
func (g *group) confirm() error {
	if len(g.known) == 0 || g.tx.Engine() == store.SQLite {
		return nil
	}
	return g.tx.Later(g.ctx, "UPDATE heads SET seq = seq WHERE city = $1", g.head.City)
}

// prepare makes events of drafts; nothing is written yet.
func (g *group) prepare(m *member, drafts []Draft, now calendar.Instant) ([]Event, error) {
	events := make([]Event, 0, len(drafts))
	subject := int64(0)
	for i, d := range drafts {
		e := Event{City: g.head.City, Seq: g.head.Seq + int64(i) + 1, At: now, Type: d.Type, Actor: m.Actor,
			Command: m.ID, memo: &memo{}}
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

func goodType(t event.Type) bool {
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
		err := g.tx.Later(g.ctx, `INSERT INTO events (city, seq, at, type, subject, actor, command, body, hash)
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
	err := g.tx.Later(g.ctx,
		"INSERT INTO commands (city, id, actor, first, last, subject, at, digest) "+
			"VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
		g.head.City, m.ID[:], m.Actor, a.First, a.Last, a.Subject, a.At, m.Digest)
	if err != nil {
		return fmt.Errorf("remember command %s: %w", m.ID, err)
	}
	m.answer, g.fresh = a, append(g.fresh, events...)
	g.known[m.ID] = known{Answer: a, actor: m.Actor, digest: m.Digest}
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
