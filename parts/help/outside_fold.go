package help

import (
	"context"
	"database/sql"
	"slices"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/platform/store"
)

// paper is one paper of a case; nil where it has none of that number.
func (c *Case) paper(n int) *care.Outside {
	if n < 1 || n > len(c.Papers) {
		return nil
	}
	return &c.Papers[n-1]
}

// seal changes the papers of a case by an event.
func (c *Case) seal(e ledger.Event, s *Step, at calendar.Instant) {
	if s.Sealed == nil {
		if e.Type == HandedType || e.Type == EndedType { // who is not here any more cannot be taken over
			c.shut(at, care.OutTransfer)
		}
		return
	}
	if e.Type == PaperType {
		c.Papers = append(c.Papers, care.Outside{N: s.Sealed.N, Seq: e.Seq, Kind: s.Code, Way: s.Sealed.Way, At: at,
			By: e.Actor, Until: s.Due, Said: s.Said, Ref: s.Sealed.Ref, Key: s.Sealed.Key})
		return
	}
	p := c.paper(s.Sealed.N)
	if p == nil {
		return
	}
	switch e.Type {
	case PaperCodedType:
		p.Key, p.Tries, p.Shut, p.Opens, p.Read, p.Opened, p.Session = s.Sealed.Key, 0, 0, 0, 0, 0, ""
	case PaperWithdrawnType:
		p.Withdrawn = at
	case PaperMissedType:
		if p.Tries++; s.Sealed.Shut {
			p.Shut = at
		}
	case PaperOpenedType:
		p.Opens++
		if p.Opened, p.Session = at, s.Sealed.Session; !s.Off {
			p.Read = at
		}
	case PaperTakenType:
		if p.Taken, p.Late = at, s.Sealed.Late; p.Way == care.OutTransfer { // the person is theirs: the case ends here
			c.Ended, c.How, c.Stopped, c.Follow = at, endTransferred, "", s.Due
			c.Followed, c.Waived, c.Late, c.Tries = 0, 0, 0, 0
		}
	case PaperRefusedType:
		p.Refused, p.Late = at, s.Sealed.Late
	case PaperAnsweredType:
		p.Answered, p.Late = at, s.Sealed.Late
	case LateType:
		p.Overdue = at
	}
}

// endTransferred is how a case ended that a receiver outside took over.
const endTransferred = "transferred"

// shut ends the papers of some ways that wait for an answer.
func (c *Case) shut(at calendar.Instant, ways ...string) {
	for i := range c.Papers {
		if p := &c.Papers[i]; !p.Over() && slices.Contains(ways, p.Way) {
			p.Ended = at
		}
	}
}

// waits is since when a paper waits for a person here: nobody answered in time, or it was shut.
func waits(p *care.Outside) calendar.Instant {
	switch {
	case p.Over():
		return 0
	case p.Shut != 0:
		return p.Shut
	}
	return p.Overdue
}

// PaperWaits says that a paper waits for a person here: a new code is to be made, or somebody to be called.
func (c *Case) PaperWaits() bool {
	return slices.ContainsFunc(c.Papers, func(p care.Outside) bool { return waits(&p) != 0 })
}

// Moves is by when a transfer outside is to be accepted; 0 where none is out.
func (c *Case) Moves(now calendar.Instant) calendar.Instant {
	for i := range c.Papers {
		if p := &c.Papers[i]; p.Way == care.OutTransfer && p.Stands(now) {
			return p.Until
		}
	}
	return 0
}

// papers writes the rows of a case's papers; n names one alone, 0 all.
func (v view) papers(ctx context.Context, tx *store.Tx, c *Case, n int) error {
	if c.Forgotten != 0 {
		return tx.Later(ctx, "DELETE FROM help_papers WHERE city = $1 AND matter = $2", v.city, c.Matter)
	}
	for i := range c.Papers {
		p := &c.Papers[i]
		if n != 0 && p.N != n {
			continue
		}
		if err := tx.Later(ctx, `INSERT INTO help_papers (city, matter, n, ref, until, waits)
			VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (city, matter, n) DO UPDATE
			SET ref = excluded.ref, until = excluded.until, waits = excluded.waits`,
			v.city, c.Matter, int64(p.N), p.Ref, int64(p.Due()), int64(waits(p))); err != nil {
			return err
		}
	}
	return nil
}

// paperRow is where an address leads.
type paperRow struct{ matter, n int64 }

func (x *Cases) paperRows(ctx context.Context, text string, args ...any) (out []paperRow, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var r paperRow
		err := rows.Scan(&r.matter, &r.n)
		out = append(out, r)
		return err
	}, text, args...)
	return out, err
}

func digits(n int64) string { return strconv.FormatInt(n, 10) }
