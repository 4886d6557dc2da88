package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// ruled is how far the rule for plain categories has come: the event behind which it looks on, and the matters whose
// turn failed and comes again.
type ruled struct {
	seq  int64
	left []int64
}

// AtOnce lets plain matters out that were listed since it looked last, where policy says so 即时公开: after redaction,
// without a person. It reads new events only, so that its cost goes with what is listed. A policy that names its first
// category is for what is listed after it; one that names another one is for what is listed from then on.
func (x *Releases) AtOnce(ctx context.Context) (int, error) {
	at, on, err := x.ruled(ctx)
	if err != nil {
		return 0, err
	}
	if len(x.Policy().Release.AtOnce) == 0 {
		if on {
			err = x.ruleEnds(ctx)
		}
		return 0, err
	}
	if !on {
		if at.seq, _, err = views.PolicyLast(ctx, x.DB.Read(), x.City); err != nil {
			return 0, err
		}
	}
	list := slices.Clone(at.left)
	from := at.seq
	err = ledger.EachType(ctx, x.DB.Read(), x.City, at.seq, batch, []event.Type{matter.TypeListed},
		func(e ledger.Event) error {
			list, at.seq = append(list, e.Subject), e.Seq
			return nil
		})
	if err != nil {
		return 0, err
	}
	done, left := 0, []int64(nil)
	for _, id := range list {
		if err := ctx.Err(); err != nil {
			return done, err
		}
		out := false
		ok, err := x.Aside.Try(ctx, fmt.Sprintf("matter %d, at once", id), func() (err error) {
			out, err = x.Rule(ctx, id)
			return err
		})
		if err != nil {
			return done, err // nothing is noted: all of them come again, which does no harm
		}
		if !ok {
			left = append(left, id)
		}
		if out {
			done++
		}
	}
	if on && at.seq == from && slices.Equal(left, at.left) {
		return done, nil
	}
	at.left = left
	return done, x.ruleAt(ctx, at)
}

// ruled reads how far the rule has come; on is false when it was not in force.
func (x *Releases) ruled(ctx context.Context) (at ruled, on bool, err error) {
	var left string
	err = x.DB.Read().QueryRow(ctx, "SELECT seq, remaining FROM release_rules WHERE city = $1", x.City).Scan(&at.seq,
		&left)
	if errors.Is(err, sql.ErrNoRows) {
		return at, false, nil
	}
	if err != nil {
		return at, false, store.Explain(err)
	}
	return at, true, json.Unmarshal([]byte(left), &at.left)
}

func (x *Releases) ruleAt(ctx context.Context, at ruled) error {
	left, err := json.Marshal(at.left)
	if err != nil {
		return err
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO release_rules (city, seq, remaining) VALUES ($1, $2, $3)
			ON CONFLICT (city) DO UPDATE SET seq = excluded.seq, remaining = excluded.remaining`, x.City, at.seq,
			string(left))
		return err
	})
}

func (x *Releases) ruleEnds(ctx context.Context) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "DELETE FROM release_rules WHERE city = $1", x.City)
		return err
	})
}

// Rule lets a plain matter out at once after redaction, where policy says so, and says whether it did.
func (x *Releases) Rule(ctx context.Context, id int64) (bool, error) {
	done := false
	_, err := x.Desk.Keep(ctx, clock, desk.Once("release rule", id), nil, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		done = false
		m, err := views.Get(ctx, tx, x.City, id)
		if err != nil {
			return nil, err
		}
		s, err := standing(ctx, tx, x.City, id, ledger.ToEnd)
		if err != nil || s.State != "" || !x.Policy().Release.ByRule(m.Category) {
			return nil, err
		}
		r := plain(m)
		if !fits(r) {
			return nil, nil // a person shortens it
		}
		if _, why := org.Publish(x.Policy().Release, org.BareOf(m, nil), &r, now); why != "" {
			return nil, nil
		}
		done = true
		return facts(RuledType, m, &Ruled{r}), nil
	})
	if fault.Code(err) == "matter_missing" {
		return false, nil
	}
	return done, err
}

// Ruleable says whether the rule would let a reported matter out once it is listed as what it says it is.
func (x *Releases) Ruleable(m *matter.Matter) bool {
	r, b := plain(m), org.BareOf(m, nil)
	b.State, b.Listed = matter.Listed, x.Now()
	_, why := org.Publish(x.Policy().Release, b, &r, x.Now())
	return why == "" && x.Policy().Release.ByRule(m.Category) && fits(r)
}

// fits says whether the rule lets so long words out.
func fits(r org.Release) bool {
	return utf8.RuneCountInString(r.Text) <= maxText && utf8.RuneCountInString(r.Title) <= maxTitle
}

// plain is what the rule lets out of a matter: no photo, since nobody has looked at one.
func plain(m *matter.Matter) org.Release {
	return org.Release{Title: redact.Public(m.Title), Text: redact.Public(m.Text), Place: redact.Public(m.Place),
		Lat: m.Lat, Lng: m.Lng, Category: m.Category, Named: redact.About(m.Title) || redact.About(m.Text)}
}
