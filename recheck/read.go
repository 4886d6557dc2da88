package recheck

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"

	"xiaohao/ledger"
	"xiaohao/store"
)

// WeekRow is a week's draw as a page shows it.
type WeekRow struct {
	Week                  string
	Commitment            string
	Committed, Made       int64 // seq of the events, 0 when not yet
	Late                  bool
	Candidates, Drawn     int
	Open, Good, Bad, Gone int
}

// Weeks lists the weeks, the newest first.
func (x *Recheck) Weeks(ctx context.Context, limit int) ([]WeekRow, error) {
	rows, err := x.DB.Read().Query(ctx, "SELECT week, commitment, committed, made, late, candidates, drawn FROM recheck_draws WHERE city = $1 ORDER BY week DESC LIMIT $2", x.City, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []WeekRow
	for rows.Next() {
		var w WeekRow
		if err := rows.Scan(&w.Week, &w.Commitment, &w.Committed, &w.Made, &w.Late, &w.Candidates, &w.Drawn); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, w)
	}
	if err := rows.Err(); err != nil {
		return nil, store.Explain(err)
	}
	for i := range out {
		if err := x.states(ctx, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (x *Recheck) states(ctx context.Context, w *WeekRow) error {
	rows, err := x.DB.Read().Query(ctx, "SELECT state, COUNT(*) FROM recheck_looks WHERE city = $1 AND week = $2 GROUP BY state", x.City, w.Week)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var s, n int
		if err := rows.Scan(&s, &n); err != nil {
			return store.Explain(err)
		}
		*[]*int{&w.Open, &w.Good, &w.Bad, &w.Gone}[s] = n
	}
	return store.Explain(rows.Err())
}

// Look is a second look that waits for a person.
type Look struct {
	Matter, Until int64
	Week          string
}

// Mine are the second looks that wait for somebody, by when they must be taken.
func (x *Recheck) Mine(ctx context.Context, person int64, limit int) ([]Look, error) {
	rows, err := x.DB.Read().Query(ctx, "SELECT matter, until, week FROM recheck_looks WHERE city = $1 AND person = $2 AND state = 0 ORDER BY until, matter LIMIT $3", x.City, person, limit)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var out []Look
	for rows.Next() {
		var l Look
		if err := rows.Scan(&l.Matter, &l.Until, &l.Week); err != nil {
			return nil, store.Explain(err)
		}
		out = append(out, l)
	}
	return out, store.Explain(rows.Err())
}

// Check does every draw again from the ledger alone and tells what does not agree: a seed that was not committed to, candidates left out or put
// in, matters drawn or not drawn. Who was chosen to look depends on who was in office then, and is not checked.
func Check(ctx context.Context, r store.Reader, city int64, tell func(string)) error {
	commitments := map[string]string{}
	strikes := map[string][]Candidate{}
	var made []Made
	rows, err := r.Query(ctx, "SELECT seq, at, type, subject, actor, body FROM events WHERE city = $1 AND type IN ('draw.committed', 'draw.made', 'matter.struck_off') ORDER BY seq", city)
	if err != nil {
		return err
	}
	defer rows.Close()
	var struck []ledger.Event
	for rows.Next() {
		e := ledger.Event{City: city}
		var body []byte
		if err := rows.Scan(&e.Seq, &e.At, &e.Type, &e.Subject, &e.Actor, &body); err != nil {
			return store.Explain(err)
		}
		e.Body = bytes.Clone(body)
		switch e.Type {
		case CommittedType:
			var b Committed
			if err := json.Unmarshal(e.Body, &b); err != nil {
				return err
			}
			if commitments[b.Week] == "" {
				commitments[b.Week] = b.Commitment
			}
		case MadeType:
			var b Made
			if err := json.Unmarshal(e.Body, &b); err != nil {
				return err
			}
			made = append(made, b)
		default:
			struck = append(struck, e)
		}
	}
	if err := rows.Err(); err != nil {
		return store.Explain(err)
	}
	for _, e := range struck {
		m, err := at(ctx, r, e)
		if err != nil {
			return err
		}
		if m.Kind.String() != "help" {
			strikes[Week(e.At)] = append(strikes[Week(e.At)], Candidate{Matter: e.Subject, Seq: e.Seq, Unit: m.Lead, Area: m.Area, Verifier: e.Actor, Units: m.FixedBy})
		}
	}
	for _, b := range made {
		for _, what := range b.redo(commitments[b.Week], strikes[b.Week]) {
			tell(fmt.Sprintf("draw of %s: %s", b.Week, what))
		}
	}
	return nil
}

// redo makes the draw again.
func (b *Made) redo(commitment string, all []Candidate) []string {
	var out []string
	raw, err := hex.DecodeString(b.Seed)
	if err != nil || len(raw) != 32 {
		return []string{"the seed is none"}
	}
	seed := [32]byte(raw)
	if Commitment(seed, b.Week) != commitment {
		out = append(out, "the seed is not the one that was committed to")
	}
	if Digest(all) != b.Digest || len(all) != b.Candidates {
		out = append(out, "the candidates are not those that were struck off in that week")
	}
	again := Draw(seed, b.Week, all, b.share, b.Least, nil)
	same := func(a, c Drawn) bool { return a.Matter == c.Matter }
	if !slices.EqualFunc(again, b.Drawn, same) {
		out = append(out, "other matters were drawn than the seed draws")
	}
	return out
}
