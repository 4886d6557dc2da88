package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/parts/release"
	"xiaohao/platform/store"
)

var _ = register(command{"move", "-from DSN -to DSN [-data DIR]", move})

// moved says where an interrupted move goes on. It lies in the data folder while a move is under way.
type moved struct {
	To   string          `json:"to"` // without its password
	Head int64           `json:"head"`
	Done map[string]bool `json:"done"` // tables that are complete
}

// move copies a city from one engine to the other, rows as they are, and proves that both ends have the same chain.
// Nobody may write meanwhile: the source is held by its lock, or must be left by all servers.
func move(ctx context.Context, p *Program, flags *flag.FlagSet, args []string) error {
	at := p.dataFlags(flags)
	from := flags.String("from", "", "database to copy from")
	to := flags.String("to", "", "database to copy to; it must be empty, or hold the beginning of this same move")
	if _, err := parse(flags, args, 0, 0); err != nil {
		return err
	}
	if *from == "" || *to == "" {
		return usage{errors.New("move: -from and -to are needed")}
	}
	pol, _, err := at.policy()
	if err != nil {
		return err
	}
	if path, err := store.Path(*from); err == nil {
		if _, err := os.Stat(path); err != nil { // an empty one would be made
			return opening(err, &place{dir: path})
		}
	}
	src, err := store.Open(ctx, *from, store.Options{})
	if err != nil {
		return opening(err, &place{dsn: *from})
	}
	defer src.Close()
	dst, err := store.Open(ctx, *to, store.Options{})
	if err != nil {
		return opening(err, &place{dsn: *to})
	}
	defer dst.Close()
	if err := src.Current(ctx, p.list().Steps()); err != nil {
		return opening(err, &place{dsn: *from})
	}
	if err := dst.Migrate(ctx, p.list().Steps()); err != nil {
		return opening(err, &place{dsn: *to})
	}
	m := &mover{p: p, src: src, dst: dst, city: pol.City.Code, file: at.dir + "/move.json"}
	head, err := m.run(ctx, store.Redacted(*to))
	if err != nil {
		return err
	}
	if now, _, err := ledger.HeadOf(ctx, src.Read(), m.city); err != nil || now.Seq != head.Seq {
		return errors.Join(err, fault.New(fault.Conflict, "move_changed"))
	}
	fmt.Fprintln(p.Out, p.say("cli.move.ok", "events", fmt.Sprint(head.Seq), "hash", fmt.Sprintf("%x", head.Hash)))
	return nil
}

type mover struct {
	p        *Program
	src, dst *store.DB
	city     int64
	file     string // where it is noted how far it came; "" for nowhere
	state    moved
}

// run copies the city as it is at one moment and proves that the copy has the same head.
func (m *mover) run(ctx context.Context, to string) (head ledger.Head, err error) {
	err = m.src.Snapshot(ctx, func(r store.Reader) error {
		if head, err = m.begin(ctx, r, to); err != nil {
			return err
		}
		tables, err := store.Tables(ctx, r)
		if err != nil {
			return err
		}
		for _, t := range tables {
			if strings.HasPrefix(t.Name, "search") || t.Name == "leases" {
				continue // made by the engine that has it; held by processes that are gone
			}
			if err := m.table(ctx, r, t); err != nil {
				return fmt.Errorf("move table %s: %w", t.Name, err)
			}
		}
		return nil
	})
	if err != nil {
		return head, err
	}
	if err := m.search(ctx); err != nil {
		return head, err
	}
	if err := m.dst.Settle(ctx); err != nil {
		return head, err
	}
	there, ok, err := ledger.HeadOf(ctx, m.dst.Read(), m.city)
	if err != nil {
		return head, err
	}
	if !ok || there.Seq != head.Seq || there.Hash != head.Hash {
		return head, fault.New(fault.Conflict, "move_changed")
	}
	if m.file != "" {
		_ = os.Remove(m.file) // it is only in the way of the next move
	}
	return head, nil
}

// begin finds out whether this move was begun before, and refuses a target with something else in it.
func (m *mover) begin(ctx context.Context, r store.Reader, to string) (ledger.Head, error) {
	head, ok, err := ledger.HeadOf(ctx, r, m.city)
	if err != nil || !ok {
		return head, errors.Join(err, fault.New(fault.Missing, "move_nothing"))
	}
	raw, err := os.ReadFile(m.file)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return head, err
	}
	if err == nil && json.Unmarshal(raw, &m.state) == nil && m.state.To == to && m.state.Head == head.Seq {
		fmt.Fprintln(m.p.Err, m.p.say("cli.move.resumed"))
		return head, nil
	}
	_, there, err := ledger.One(ctx, m.dst.Read(), m.city, 1)
	if err != nil {
		return head, err
	}
	if there {
		return head, fault.New(fault.Conflict, "move_taken")
	}
	m.state = moved{To: to, Head: head.Seq, Done: map[string]bool{}}
	return head, m.save()
}

func (m *mover) save() error {
	if m.file == "" {
		return nil
	}
	b, err := json.Marshal(m.state)
	if err != nil {
		return err
	}
	if err := os.WriteFile(m.file+".new", b, 0o600); err != nil {
		return err
	}
	return os.Rename(m.file+".new", m.file)
}

// table copies the rows of one table.
func (m *mover) table(ctx context.Context, r store.Reader, t store.Table) error {
	if m.state.Done[t.Name] {
		return nil
	}
	b := m.p.bar(t.Name)
	defer b.end()
	if err := store.Carry(ctx, r, m.dst, t, "city", m.city, b.at); err != nil {
		return err
	}
	m.state.Done[t.Name] = true
	return m.save()
}

// search makes the text index anew: no two engines have the same kind.
func (m *mover) search(ctx context.Context) error {
	b := m.p.bar(m.p.say("cli.move.search"))
	defer b.end()
	if err := ledger.Refollow(ctx, m.dst, m.city, views.All(m.city).Search, b.at); err != nil {
		return err
	}
	return ledger.Refollow(ctx, m.dst, m.city, release.Follower(m.city), b.at)
}
