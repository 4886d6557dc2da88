package notify

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// Entry is one line of an inbox.
type Entry struct {
	Seq    int64
	At     calendar.Instant
	Matter int64
	Kind   string
	Args   Args
	New    bool // since he last looked
}

const (
	inboxText = "SELECT seq, at, matter, kind, args FROM inbox WHERE city = $1 AND person = $2 AND seq < $3 " +
		"ORDER BY seq DESC LIMIT $4"
	unreadText = "SELECT COUNT(*) FROM (SELECT 1 FROM inbox WHERE city = $1 AND person = $2 AND seq > $3 " +
		"LIMIT 100) AS n"
)

// Inbox is a page of the caller's inbox, the newest first, before an entry (0 for the first page).
func (n *Notify) Inbox(ctx context.Context, caller org.Caller, before int64, limit int) ([]Entry, error) {
	if before == 0 {
		before = 1 << 62
	}
	seen, err := n.seen(ctx, caller.Person)
	if err != nil {
		return nil, err
	}
	rows, err := n.DB.Read().Query(ctx, inboxText, n.City, caller.Person, before, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Entry
	for rows.Next() {
		var e Entry
		var args []byte
		if err := rows.Scan(&e.Seq, &e.At, &e.Matter, &e.Kind, &args); err != nil {
			return nil, store.Explain(err)
		}
		if err := json.Unmarshal(args, &e.Args); err != nil {
			return nil, err
		}
		e.New = e.Seq > seen
		out = append(out, e)
	}
	return out, store.Explain(rows.Err())
}

// Unread is how many entries are new, 100 for as many or more.
func (n *Notify) Unread(ctx context.Context, caller org.Caller) (int, error) {
	if caller.Person == 0 {
		return 0, nil
	}
	seen, err := n.seen(ctx, caller.Person)
	if err != nil {
		return 0, err
	}
	var count int
	err = n.DB.Read().QueryRow(ctx, unreadText, n.City, caller.Person, seen).Scan(&count)
	return count, store.Explain(err)
}

func (n *Notify) seen(ctx context.Context, person int64) (int64, error) {
	var seq int64
	err := n.DB.Read().QueryRow(ctx, "SELECT seq FROM inbox_reads WHERE city = $1 AND person = $2",
		n.City, person).Scan(&seq)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	return seq, store.Explain(err)
}

// Read says that the caller has seen everything up to an entry.
func (n *Notify) Read(ctx context.Context, caller org.Caller, upTo int64) error {
	return n.Writer.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		err := tx.Later(ctx, `INSERT INTO inbox_reads (city, person, seq) VALUES ($1, $2, $3)
ON CONFLICT (city, person) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > inbox_reads.seq`, n.City,
			caller.Person, upTo)
		return err
	})
}

// Sentence says what happened, in a language.
func (n *Notify) Sentence(l, kind string, a Args) string {
	what := a.Title
	if a.Help {
		what = lang.T(l, "notify.restricted", nil)
		if c, ok := n.Policy().Category(a.Type); ok {
			what = lang.T(l, "notify.restricted_type", map[string]string{"type": policy.Name{Zh: c.Zh, En: c.En}.In(
				map[string]string{lang.En: "en"}[l])})
		}
	}
	unit := ""
	if a.Help {
		unit = lang.T(l, "notify.restricted_unit", nil)
	}
	if u, ok := n.Org().Unit(a.Unit); ok {
		unit = u.Name(map[string]string{lang.En: "en"}[l])
	}
	return lang.T(l, "notify."+kind, map[string]string{"number": a.Number, "title": what, "area": a.Area, "unit": unit,
		"due": lang.DateTime(l, a.Due), "paper": a.Paper, "n": fmt.Sprint(a.N)})
}
