package chief

import (
	"context"
	"database/sql"
	"encoding/json"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Adopting is that a leader looks after an area, or after a point that lies in it.
type Adopting struct {
	Area   area.Code `json:"area"`
	Point  int64     `json:"point,omitempty"`
	Person int64     `json:"person,omitempty"`
	Name   string    `json:"name,omitempty"`
	Title  string    `json:"title,omitempty"`
	Since  Day       `json:"since,omitempty"` // "" for today
	Until  Day       `json:"until,omitempty"`
}

// Adopted is an adoption as a list has it.
type Adopted struct {
	ID int64 `json:"id"`
	Adoption
	Called string `json:"-"` // his name
}

// Adopt records that a leader looks after a point or an area 领导包联. Who keeps the area may. The point's own area is
// given by who asks. Faults: area_unknown, chief_who, chief_person, chief_words, chief_long, chief_day, chief_days.
func (x *Chiefs) Adopt(ctx context.Context, caller org.Caller, id ledger.ID, a Adopting) (int64, error) {
	got, err := x.Desk.Keep(ctx, caller, id, []any{"adopt", a}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		a := a
		if err := x.inUse(a.Area); err != nil {
			return nil, err
		}
		who, err := x.who(a.Person, &a.Name)
		if err != nil {
			return nil, err
		}
		if a.Title != "" {
			if a.Title, err = words(a.Title, "title", LongLine); err != nil {
				return nil, err
			}
		}
		if a.Since == "" {
			a.Since = Today(now)
		}
		if err := inOrder(a.Since, a.Until); err != nil {
			return nil, err
		}
		if !x.Org().MayAct(caller, AdoptedType, a.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		if a.Person == 0 {
			if who.Ref, err = x.keep(ctx, tx, a.Name); err != nil {
				return nil, err
			}
		}
		return []desk.Fact{{Type: AdoptedType, Subject: ledger.New, Areas: []area.Code{a.Area},
			Body: &Adoption{Area: a.Area, Point: a.Point, Who: who, Title: a.Title, Since: a.Since,
				Until: a.Until}}}, nil
	})
	return got.Subject, err
}

// Unadopt ends an adoption, today or on a day before. Faults: chief_missing, chief_gone, chief_day, chief_days,
// chief_ahead.
func (x *Chiefs) Unadopt(ctx context.Context, caller org.Caller, id ledger.ID, adoption int64, until Day) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"unadopt", adoption, until}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		a, err := adoptionOf(ctx, tx, x.City, adoption)
		if err != nil {
			return nil, err
		}
		day := until
		if day == "" {
			day = Today(now)
		}
		switch {
		case a.Until != "" && a.Until < Today(now):
			return nil, fault.New(fault.Conflict, "chief_gone")
		case day > Today(now):
			return nil, fault.New(fault.Invalid, "chief_ahead").On("until")
		}
		if err := inOrder(a.Since, day); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: UnadoptedType, Subject: adoption, Areas: []area.Code{a.Area}, Body: &Unadopted{day}}},
			nil
	})
	return err
}

// AdoptedAt are those who look after exactly an area today, or after a point.
func (x *Chiefs) AdoptedAt(ctx context.Context, caller org.Caller, a area.Code, point int64) (out []Adopted,
	err error) {
	if caller.Person == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	if point != 0 {
		out, err = x.adoptions(ctx, "point > 0 AND point >= $2 AND point <= $3", area.Code(point))
	} else {
		out, err = x.adoptions(ctx, "area >= $2 AND area <= $3 AND point = 0", a)
	}
	if err != nil {
		return nil, err
	}
	kept, today := out[:0], Today(x.Now())
	for _, y := range out {
		if y.Until != "" && y.Until < today || y.Since > today || point == 0 && y.Area != a {
			continue
		}
		if y.Called, err = x.Name(ctx, y.Who); err != nil {
			return nil, err
		}
		kept = append(kept, y)
	}
	return kept, nil
}

// mostAdoptions bounds what is read of them at once.
const mostAdoptions = 1000

// adoptions reads those of a range: of an area with what lies below, or of one number.
func (x *Chiefs) adoptions(ctx context.Context, where string, of area.Code) (out []Adopted, err error) {
	lo, hi := of, of
	if of.Valid() && where[0] == 'a' {
		lo, hi = of.Range()
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var a Adopted
		var body string
		if err := rows.Scan(&a.ID, &body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &a.Adoption)
		out = append(out, a)
		return err
	}, "SELECT id, body FROM chief_adoptions WHERE city = $1 AND "+where+" ORDER BY id LIMIT $4", x.City, int64(lo),
		int64(hi), mostAdoptions)
	return out, err
}
