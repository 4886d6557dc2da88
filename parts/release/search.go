package release

import (
	"context"
	"database/sql"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// mostAlone is up to how many public matters a single character is asked of the index: an engine gathers all that
// begins with it, however few are shown.
const mostAlone = 100_000

// longestAsked is how many bytes of a search text are read.
const longestAsked = 200

// Search is a page of the public matters whose released title, text or place hold all the words, the one that was
// reported last first. Faults: search_short when there is nothing to search for, search_common when one character is
// all that was given and there are too many matters for that.
func (x *Releases) Search(ctx context.Context, words string, f Filter, limit int) (out Page, err error) {
	if len(words) > longestAsked {
		words = words[:longestAsked]
	}
	asked, ok := views.AskWords(words)
	if !ok {
		return out, fault.New(fault.Invalid, "search_short").On("q")
	}
	if asked.Alone() {
		if n, err := x.count(ctx); err != nil || n > mostAlone {
			return out, fault.New(fault.Invalid, "search_common").On("q").By(err)
		}
	}
	if limit <= 0 {
		return out, nil
	}
	at := Place{Matter: 1 << 62}
	if f.Behind.Matter > 0 {
		at.Matter = f.Behind.Matter
	}
	for looked := 0; looked < limit+skips; {
		want := limit - len(out.Matters) + 1
		ids, err := x.found(ctx, asked, f.marks(), at.Matter, want)
		if err != nil {
			return out, err
		}
		there, err := x.these(ctx, ids[:min(len(ids), want-1)])
		if err != nil {
			return out, err
		}
		for _, id := range ids[:min(len(ids), want-1)] {
			at.Matter = id
			if p, ok := there[id]; ok && f.holds(p) && asked.In(p.Title, p.Text, p.Place) {
				out.Matters = append(out.Matters, p)
			}
		}
		if len(ids) < want {
			return Page{Matters: out.Matters}, nil
		}
		if out.Next = at; len(out.Matters) == limit {
			return out, nil
		}
		looked += len(ids)
	}
	return out, nil
}

// marks are the words of the index that stand at what a filter wants.
func (f Filter) marks() (out []string) {
	switch l := f.Area.Level(); {
	case l >= area.Township:
		out = append(out, areaMark(int64(f.Area.Ancestor(area.Township))))
	case l == area.County:
		out = append(out, areaMark(int64(f.Area)))
	}
	if f.Category != "" {
		out = append(out, mark(markKind, f.Category))
	}
	if f.Plain != "" {
		out = append(out, mark(markState, string(f.Plain)))
	}
	if f.Open {
		out = append(out, markOpen)
	}
	return out
}

// holds says whether a filter wants what the gate lets through.
func (f Filter) holds(p org.Public) bool {
	return (f.Category == "" || p.Category == f.Category) && (f.Plain == "" || p.State == f.Plain) &&
		!(f.Open && p.State == org.PlainStruck)
}

// found asks the index for the matters before one, the newest first.
func (x *Releases) found(ctx context.Context, a views.Asked, marks []string, before int64, limit int) (ids []int64,
	err error) {
	r := x.DB.Lagging()
	text, args := foundText, []any{a.Match(marks...), before, int64(limit)}
	if r.Engine() == store.Postgres {
		text, args = serverFoundText, []any{x.City, a.Vector(marks...), before, int64(limit)}
	}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	}, text, args...)
	return ids, err
}

const (
	foundText = `SELECT rowid FROM search_public WHERE search_public MATCH $1 AND rowid < $2 ORDER BY rowid DESC
		LIMIT $3`
	serverFoundText = `SELECT id FROM search_public WHERE city = $1 AND words @@ CAST(CAST($2 AS TEXT) AS TSQUERY) AND
		id < $3 ORDER BY id DESC LIMIT $4`
)

// count is how many matters are public, whatever the policy shuts.
func (x *Releases) count(ctx context.Context) (n int64, err error) {
	err = x.DB.Lagging().QueryRow(ctx, "SELECT CAST(COALESCE(SUM(n), 0) AS BIGINT) FROM public_tallies WHERE city = $1"+
		" AND area = 0 AND what = "+strconv.Itoa(byState)+" AND category = ''", x.City).Scan(&n)
	return n, store.Explain(err)
}
