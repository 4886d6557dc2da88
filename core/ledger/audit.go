package ledger

import (
	"context"
	"errors"
	"fmt"

	"xiaohao/platform/store"
)

// BrokenError names the first event at which a ledger is not what it was.
type BrokenError struct {
	City, Seq int64
	What      string // for the operator, in English
}

func (e *BrokenError) Error() string {
	return fmt.Sprintf("the ledger of city %d is broken at event %d: %s", e.City, e.Seq, e.What)
}

// Events travel from the reader to the prover in batches of so many events or so many bytes, whichever is less.
const (
	verifyBatch = 256
	verifyBytes = 1 << 20
)

// Verify is Prove on a snapshot of its own. It may run beside a server (store.Options.ReadOnly).
func Verify(ctx context.Context, db *store.DB, city int64, progress func(done, total int64),
	visit func(Event) error) error {
	return db.Snapshot(ctx, func(r store.Reader) error { return Prove(ctx, r, city, progress, visit) })
}

// Prove proves that a city's events are contiguous, that each carries the hash of the one before, that instants
// never go back, that the head row is that of the last event, and that the commands remembered are those of the
// events. It gives a *BrokenError for the first event that does not hold. It works in bounded memory; r must see one
// instant, as a Snapshot does.
//
// progress and visit may be nil. progress is told how many events of how many are proven. visit gets each event once
// it is proven; its error ends Verify and is given back.
//
// What it cannot see: a ledger whose last events were cut off together with their head row and commands, or which was
// forged from some event to the end. That takes a copy of a hash kept elsewhere.
func Prove(ctx context.Context, r store.Reader, city int64, progress func(done, total int64),
	visit func(Event) error) error {
	head, err := readHead(ctx, r, city, "")
	if err != nil {
		return err
	}
	scheme := SM3
	if head != nil {
		scheme = head.Scheme
	}
	p := &prover{city: city, head: head, progress: progress, visit: visit}
	if p.chain, err = newChain(scheme); err != nil {
		return &BrokenError{City: city, Seq: head.Seq, What: "the head row: " + err.Error()}
	}
	if p.fromEvents, p.fromTable, err = newTallies(); err != nil {
		return err
	}
	p.last.Hash = p.chain.genesis(city)
	if err := p.events(ctx, r); err != nil {
		return err
	}
	if err := p.end(); err != nil {
		return err
	}
	return p.commands(ctx, r)
}

// prover walks a ledger from its first event.
type prover struct {
	city     int64
	head     *Head // nil when there is no head row
	chain    *chain
	progress func(done, total int64)
	visit    func(Event) error

	last Event // the last event proven
	run  remembered

	fromEvents, fromTable *tally
}

// events reads in one goroutine and proves in another: reading and hashing cost about the same.
func (p *prover) events(ctx context.Context, r store.Reader) error {
	ctx, cancel := context.WithCancel(ctx)
	batches := make(chan []Event, 4)
	result := make(chan error, 1)
	go func() {
		defer close(batches)
		result <- stream(ctx, r, p.city, batches)
	}()
	var wrong error
	for batch := range batches {
		if wrong != nil {
			continue // let the reader come to its end
		}
		if wrong = p.batch(batch); wrong != nil {
			cancel()
		}
	}
	err := <-result
	cancel()
	if wrong != nil {
		return wrong
	}
	var unreadable *unreadableError
	if errors.As(err, &unreadable) {
		return &BrokenError{City: p.city, Seq: p.last.Seq + 1, What: "its row cannot be read: " + unreadable.Error()}
	}
	return err
}

// unreadableError is a row whose columns are not of their kinds.
type unreadableError struct{ error }

// stream sends all events of the city in order.
func stream(ctx context.Context, r store.Reader, city int64, to chan<- []Event) error {
	rows, err := r.Query(ctx, "SELECT "+eventColumns+" FROM events WHERE city = $1 ORDER BY seq", city)
	if err != nil {
		return err
	}
	defer rows.Close()
	var raw rawEvent
	batch, size := make([]Event, 0, verifyBatch), 0
	send := func() error {
		select {
		case to <- batch:
			batch, size = make([]Event, 0, verifyBatch), 0
			return nil
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	for rows.Next() {
		e := Event{City: city}
		if err := raw.scan(rows, &e); err != nil {
			if sent := send(); sent != nil {
				return sent
			}
			return &unreadableError{err}
		}
		batch = append(batch, e)
		if size += len(e.Body); len(batch) == verifyBatch || size >= verifyBytes {
			if err := send(); err != nil {
				return err
			}
		}
	}
	if err := rows.Err(); err != nil {
		return store.Explain(err)
	}
	return send()
}

func (p *prover) batch(events []Event) error {
	for i := range events {
		if err := p.one(&events[i]); err != nil {
			return err
		}
		if p.visit != nil {
			if err := p.visit(events[i]); err != nil {
				return err
			}
		}
	}
	if p.progress != nil && p.head != nil && len(events) > 0 {
		p.progress(p.last.Seq, max(p.head.Seq, p.last.Seq))
	}
	return nil
}

func (p *prover) one(e *Event) error {
	want := p.last.Seq + 1
	broken := func(what string) error { return &BrokenError{City: p.city, Seq: want, What: what} }
	switch {
	case e.Seq != want:
		return broken(fmt.Sprintf("it is missing; the next one found is %d", e.Seq))
	case p.chain.link(p.last.Hash, e) != e.Hash:
		return broken("its hash does not follow from the event before it and from what it says")
	case p.head == nil || want > p.head.Seq:
		return broken("it lies behind the end that the head row names")
	case e.At < p.last.At:
		return broken("it happened before the event before it")
	}
	if want == 1 || e.Command != p.last.Command {
		p.closeRun()
		p.run = remembered{ID: e.Command, Actor: e.Actor, First: e.Seq, Subject: e.Subject, At: e.At}
	} else if e.Actor != p.run.Actor || e.At != p.run.At {
		return broken("it differs from its command's first event in actor or instant")
	}
	p.run.Last = e.Seq
	p.last = *e
	return nil
}

func (p *prover) closeRun() {
	if p.run.Last > 0 {
		p.fromEvents.add(&p.run)
	}
}

// end proves the head row.
func (p *prover) end() error {
	p.closeRun()
	if p.head == nil {
		return nil
	}
	broken := func(seq int64, what string) error { return &BrokenError{City: p.city, Seq: seq, What: what} }
	switch {
	case p.head.Seq != p.last.Seq:
		return broken(p.last.Seq+1, fmt.Sprintf("it is missing; the head row names %d as the last", p.head.Seq))
	case p.head.Hash != p.last.Hash:
		return broken(p.last.Seq, "the head row has another hash")
	case p.head.At != p.last.At:
		return broken(p.last.Seq, "the head row has another instant")
	}
	return nil
}
