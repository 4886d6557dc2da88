package patrol

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Record is a patrol that another system recorded, the province's above all.
type Record struct {
	No     string // as that system calls it; "" where it has none
	Theme  string
	Area   area.Code
	Day    Day
	Person int64
}

// record is what tells a record from others: its number, else what it says. said is what it says.
func (r Record) digests() (record, said string) {
	no := r.No
	r.No = ""
	said = digest(r)
	if no == "" {
		return "c:" + said, said
	}
	return "n:" + digest(no), said
}

// digest is a short digest of anything.
func digest(v any) string {
	b, _ := json.Marshal(v) // what is given always can
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:12])
}

// What is to become of a record.
type Fate uint8

// The fates.
const (
	Fresh Fate = iota
	Same       // is there already
	Other      // its number is there and says something else
)

// Weigh says what would become of a record for the caller. Faults: theme_unknown, area_unknown, patrol_day,
// patrol_persons, not_allowed.
func (x *Patrols) Weigh(ctx context.Context, caller org.Caller, r Record) (Fate, error) {
	return x.weigh(ctx, x.DB.Read(), caller, r, x.Now())
}

func (x *Patrols) weigh(ctx context.Context, q store.Reader, caller org.Caller, r Record, now calendar.Instant) (Fate,
	error) {
	if err := x.where(r.Theme, r.Area); err != nil {
		return 0, err
	}
	if r.Day == 0 || r.Day > DayOf(now) {
		return 0, fault.New(fault.Invalid, "patrol_day", "most", MostBack).On("day")
	}
	if _, ok := x.Org().Person(r.Person); !ok {
		return 0, fault.New(fault.Invalid, "patrol_persons", "most", MostPersons).On("person")
	}
	if !caller.System && !x.Org().MayAct(caller, TakenType, r.Area) {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	record, said := r.digests()
	var was string
	err := q.QueryRow(ctx, "SELECT said FROM patrol_records WHERE city = $1 AND record = $2", x.City, record).Scan(&was)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return Fresh, nil
	case err != nil:
		return 0, store.Explain(err)
	case was == said:
		return Same, nil
	}
	return Other, nil
}

// MayRecord says whether the caller may bring records and patches in, in the areas that he sees to.
func (x *Patrols) MayRecord(caller org.Caller) bool {
	return caller.System || x.Org().MayActSomewhere(caller, TakenType)
}

// AtOnce is how many records or patches are given together.
const AtOnce = 200

// Take records some records, at most AtOnce. Those that are there by now are passed over.
func (x *Patrols) Take(ctx context.Context, caller org.Caller, command ledger.ID, list []Record) error {
	_, err := x.Desk.Keep(ctx, caller, command, []any{"records", list}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		var out []desk.Fact
		var seen []string
		for _, r := range list {
			fate, err := x.weigh(ctx, tx, caller, r, now)
			if err != nil {
				return nil, err
			}
			record, said := r.digests()
			if fate != Fresh || slices.Contains(seen, record) {
				continue
			}
			seen = append(seen, record)
			out = append(out, desk.Fact{Type: VisitedType, Subject: ledger.New, Areas: []area.Code{r.Area},
				Body: &Visited{Theme: r.Theme, Area: r.Area, Day: r.Day.String(), Persons: []int64{r.Person},
					Source: ByRecord, Record: record, Said: said}})
		}
		return out, nil
	})
	return err
}
