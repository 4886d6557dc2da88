package bench

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/duplicate"
	"xiaohao/platform/store"
)

const (
	ofBulk      = 10  // one of so many matters of Config.Bulk is in a template
	copiesOfOne = 100 // of a template, before another one is drawn
	atOnce      = 50  // copies in one transaction: what the counters get is added once for all of them
)

// press fills a city with copies. A template of some matters is drawn by real commands in a small city of its own;
// each copy has the rows of the template with other ids and numbers, a chain linked anew, and counters added up.
// After each transaction the city is whole, so the making may be interrupted and goes on from there.
type press struct {
	*run
	db     *store.DB
	city   int64
	link   func(prev [32]byte, e *ledger.Event) [32]byte
	head   ledger.Head
	copies uint32 // made so far
	base   int64  // events of the town
	buf    []byte
	alike  *duplicate.Bulk
}

// bulk makes the matters of a large city.
func (b *run) bulk(ctx context.Context) (err error) {
	town := filepath.Join(b.dir, "town")
	defer os.RemoveAll(town)
	base, err := b.settle(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	db, err := store.Open(ctx, b.dsn(), store.Options{})
	if err != nil {
		return err
	}
	defer func() { err = cmp.Or(err, db.Close()) }()
	p := &press{run: b, db: db, base: base}
	if err := p.begin(ctx); err != nil {
		return err
	}
	have, err := b.matters(ctx)
	if err != nil {
		return err
	}
	if have >= int64(b.n) {
		return p.index(ctx)
	}
	there, err := b.settle(ctx, town, "sqlite:"+filepath.Join(town, "xiaohao.db"))
	if err == nil && there != base {
		err = fmt.Errorf("the town has %d events here and %d there: make the city in an empty folder", base, there)
	}
	if err != nil {
		return err
	}
	start, first := time.Now(), have
	if err := p.unindex(ctx); err != nil {
		return err
	}
	if err := p.all(ctx, town, have); err != nil {
		return err
	}
	if err := p.index(ctx); err != nil {
		return err
	}
	b.size.BulkRate = float64(int64(b.n)-first) / time.Since(start).Seconds()
	return p.db.Settle(ctx)
}

// all draws templates and prints them until there are matters enough.
func (p *press) all(ctx context.Context, town string, have int64) error {
	at, end := p.Bar(fmt.Sprint("make ", p.n))
	defer end()
	goal := int64(p.n)
	for have < goal {
		t, err := p.draw(ctx, town, p.base, int(min(int64(max(p.Bulk/ofBulk, 1)), goal-have)))
		if err != nil {
			return fmt.Errorf("template: %w", err)
		}
		left := min(copiesOfOne, (goal-have)/int64(t.matters))
		for left > 0 {
			n := min(left, atOnce)
			if err := p.print(ctx, t, int(n)); err != nil {
				return err
			}
			left, have = left-n, have+n*int64(t.matters)
			at(have, goal)
		}
	}
	return nil
}

// settle makes the people of a town, or finds them, and gives the number of its events.
func (b *run) settle(ctx context.Context, dir, dsn string) (int64, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return 0, err
	}
	d, done, err := b.Open(ctx, dir, dsn)
	if err != nil {
		return 0, err
	}
	t := &run{Config: b.Config, dir: dir, desk: d}
	if err = t.people(ctx); err == nil {
		err = d.Ledger().CatchUp(ctx)
	}
	last, ok := d.Org().PersonByLogin("leader")
	if err == nil && !ok {
		err = errors.New("the town has no leader")
	}
	return last.ID, cmp.Or(err, done())
}

func (p *press) begin(ctx context.Context) error {
	cities, err := ledger.Cities(ctx, p.db.Read())
	if err != nil || len(cities) == 0 {
		return cmp.Or(err, errors.New("the town has no ledger"))
	}
	p.city = cities[0]
	h, _, err := ledger.HeadOf(ctx, p.db.Read(), p.city)
	if err != nil {
		return err
	}
	p.head, p.copies = h, uint32(h.Seq) // more than there are copies
	if p.alike, err = duplicate.NewBulk(ctx, p.db.Read(), p.city); err != nil {
		return err
	}
	p.link, err = ledger.Linker(h.Scheme)
	return err
}

// print adds some copies of a template in one transaction.
func (p *press) print(ctx context.Context, t *template, n int) error {
	head, shifts := p.head, []shift(nil)
	err := p.db.Write(store.Patient(ctx), func(tx *store.Tx) error {
		var numbers, papers int64
		if err := tx.QueryRow(ctx, "SELECT COALESCE(MAX(last), 0) FROM numbers WHERE city = $1 AND year = $2",
			p.city, t.year).Scan(&numbers); err != nil {
			return err
		}
		if err := tx.QueryRow(ctx,
			"SELECT COALESCE(MAX(n), 0) FROM notices WHERE city = $1 AND kind = 'assign' AND year = $2",
			p.city, t.year).Scan(&papers); err != nil {
			return err
		}
		p.head, shifts = head, shifts[:0]
		for i := range int64(n) {
			p.copies++
			shifts = append(shifts, shift{copy: p.copies, base: p.base, seq: head.Seq - p.base + i*(t.head-p.base),
				number: numbers + i*t.listed, paper: papers + i*t.papers})
		}
		for i := range t.copied {
			if err := p.table(ctx, tx, &t.copied[i], shifts); err != nil {
				return fmt.Errorf("copy %s: %w", t.copied[i].Name, err)
			}
		}
		for i := range t.summed {
			if err := p.sums(ctx, tx, &t.summed[i], n); err != nil {
				return fmt.Errorf("add up %s: %w", t.summed[i].Name, err)
			}
		}
		return cmp.Or(p.words(ctx, tx, t, shifts), p.likeness(ctx, tx, t, shifts), p.finish(ctx, tx))
	})
	if err != nil {
		p.head = head
	}
	return err
}

// finish puts the head and all followers but the one that reads for itself behind the last event.
func (p *press) finish(ctx context.Context, tx *store.Tx) error {
	return ledger.Put(ctx, tx, p.head, "trend.2")
}

// table inserts the rows of a table, copy by copy; receipts in the order of their key, which is as good as random.
func (p *press) table(ctx context.Context, tx *store.Tx, g *grid, shifts []shift) error {
	row, at := make([]any, len(g.Columns)), 0
	next := func() ([]any, error) {
		if at == len(g.rows)*len(shifts) {
			return nil, io.EOF
		}
		err := p.row(row, g, g.rows[at%len(g.rows)], &shifts[at/len(g.rows)])
		at++
		return row, err
	}
	if g.Name == "receipts" || g.Name == "commands" || g.Name == "score_lists" || g.Name == "holders" ||
		g.Name == "inbox" {
		next = p.sorted(g, next)
	}
	next, end := ahead(next)
	defer end()
	_, err := tx.Copy(ctx, g.Name, g.Columns, next)
	return err
}

const batch = 200 // rows that ahead hands over together

// ahead makes rows on the other core while the engine takes those before them. end waits until no more are made.
func ahead(next func() ([]any, error)) (made func() ([]any, error), end func()) {
	type rows struct {
		all [][]any
		err error
	}
	stop, handed := make(chan struct{}), make(chan rows, 8)
	go func() {
		defer close(handed)
		for {
			var r rows
			for len(r.all) < batch && r.err == nil {
				var row []any
				if row, r.err = next(); r.err == nil {
					r.all = append(r.all, slices.Clone(row))
				}
			}
			select {
			case handed <- r:
			case <-stop:
				return
			}
			if r.err != nil {
				return
			}
		}
	}()
	var now rows
	made = func() ([]any, error) {
		for len(now.all) == 0 {
			if now.err != nil {
				return nil, now.err
			}
			now = <-handed
		}
		row := now.all[0]
		now.all = now.all[1:]
		return row, nil
	}
	return made, func() {
		close(stop)
		for range handed {
		}
	}
}

// sorted gives the rows in the order of their key: neighbours lie on one page.
func (p *press) sorted(g *grid, next func() ([]any, error)) func() ([]any, error) {
	var rows [][]any
	for {
		row, err := next()
		if err != nil {
			break
		}
		rows = append(rows, slices.Clone(row))
	}
	var key []int
	for _, k := range g.Key {
		key = append(key, slices.Index(g.Columns, k))
	}
	slices.SortFunc(rows, func(a, b []any) int {
		for _, k := range key {
			if c := compare(a[k], b[k]); c != 0 {
				return c
			}
		}
		return 0
	})
	at := 0
	return func() ([]any, error) {
		if at == len(rows) {
			return nil, io.EOF
		}
		at++
		return rows[at-1], nil
	}
}

func compare(a, b any) int {
	switch a := a.(type) {
	case int64:
		return cmp.Compare(a, b.(int64))
	case string:
		return strings.Compare(a, b.(string))
	case []byte:
		return slices.Compare(a, b.([]byte))
	}
	return 0
}

// row writes a row as it stands in a copy. Those of events come in their order and are linked.
func (p *press) row(out []any, g *grid, in []any, s *shift) error {
	for i, v := range in {
		switch g.roles[i] {
		case eventID:
			v = s.id(v.(int64))
		case paper:
			v = v.(int64) + s.paper
		case text:
			p.buf = s.join(p.buf[:0], v.([]piece))
			v = string(p.buf)
		case command:
			v = s.command(v.([]byte))
		case digest:
			v = s.receipt(v.(string))
		}
		out[i] = v
	}
	if g.Name != "events" {
		return nil
	}
	e := ledger.Event{City: p.city}
	var hashAt int
	for i, c := range g.Columns {
		switch c {
		case "seq":
			e.Seq = out[i].(int64)
		case "at":
			e.At = calendar.Instant(out[i].(int64))
		case "type":
			e.Type = event.Type(out[i].(string))
		case "subject":
			e.Subject = out[i].(int64)
		case "actor":
			e.Actor = out[i].(int64)
		case "command":
			copy(e.Command[:], out[i].([]byte))
		case "body":
			e.Body = p.buf
		case "hash":
			hashAt = i
		}
	}
	if e.Seq != p.head.Seq+1 || !e.Type.In(matter.TypePrefix) {
		return fmt.Errorf("event %d (%s) cannot follow event %d", e.Seq, e.Type, p.head.Seq)
	}
	e.Hash = p.link(p.head.Hash, &e)
	p.head.Seq, p.head.At, p.head.Hash = e.Seq, e.At, e.Hash
	out[hashAt] = slices.Clone(e.Hash[:])
	return nil
}

// words puts the texts into the text index.
func (p *press) words(ctx context.Context, tx *store.Tx, t *template, shifts []shift) error {
	matters := &t.copied[slices.IndexFunc(t.copied, func(g grid) bool { return g.Name == "matters" })]
	column := slices.Index(matters.Columns, "id")
	for i := range shifts {
		for j, row := range matters.rows {
			p.buf = shifts[i].join(p.buf[:0], t.numbers[j])
			words := append(slices.Clip(t.words[j]), views.Words(string(p.buf))...)
			if err := views.PutWords(ctx, tx, p.city, shifts[i].id(row[column].(int64)), words); err != nil {
				return err
			}
		}
	}
	return nil
}

// likeness makes the rows by which the copies are found to be like others.
func (p *press) likeness(ctx context.Context, tx *store.Tx, t *template, shifts []shift) error {
	for i := range shifts {
		for _, r := range t.alike {
			r.Matter = shifts[i].id(r.Matter)
			p.alike.Add(r)
		}
	}
	return cmp.Or(p.alike.PutRows(ctx, tx), p.alike.PutIndexes(ctx, tx))
}

// sums adds what several copies count to a table of counters, whose last column is a number or a packed list of
// numbers.
func (p *press) sums(ctx context.Context, tx *store.Tx, g *grid, copies int) error {
	last := len(g.Columns) - 1
	marks, same := make([]string, len(g.Columns)), make([]string, last)
	for i, c := range g.Columns {
		marks[i] = fmt.Sprint("$", i+1)
		if i < last {
			same[i] = c + " = " + marks[i]
		}
	}
	column := g.Columns[last]
	insert := fmt.Sprintf("INSERT INTO %s (%s) VALUES (%s) ON CONFLICT (%s) DO UPDATE SET %s = ", g.Name,
		strings.Join(g.Columns, ", "), strings.Join(marks, ", "), strings.Join(g.Key, ", "), column)
	for _, in := range g.rows {
		row := slices.Clone(in)
		switch v := row[last].(type) {
		case int64:
			row[last] = v * int64(copies)
			if err := tx.Later(ctx, insert+g.Name+"."+column+" + excluded."+column, row...); err != nil {
				return err
			}
		case []byte:
			var had []byte
			err := tx.QueryRow(ctx, "SELECT "+column+" FROM "+g.Name+" WHERE "+strings.Join(same, " AND "),
				row[:last]...).Scan(&had)
			if err != nil && !errors.Is(err, sql.ErrNoRows) {
				return err
			}
			row[last] = addPacked(had, v, int64(copies))
			if err := tx.Later(ctx, insert+"excluded."+column, row...); err != nil {
				return err
			}
		}
	}
	return nil
}

// addPacked adds so many times the numbers of b to those of a; both are lists of varints, of which a may be the
// shorter.
func addPacked(a, b []byte, times int64) (out []byte) {
	for len(a) > 0 || len(b) > 0 {
		x, n := binary.Varint(a)
		a = a[max(0, n):]
		y, n := binary.Varint(b)
		b = b[max(0, n):]
		out = binary.AppendVarint(out, x+times*y)
	}
	return out
}
