package point

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Config is what a register needs. Kinds lists the kinds that the standard knows; where it is nil or lists none, any
// code is taken. Rand may be nil.
type Config struct {
	Kinds func(context.Context) ([]Kind, error)
	part.Base
}

// Register is a city's register of points. Safe for concurrent use.
type Register struct {
	Config

	swept atomic.Pointer[org.Org] // the organisation for which no point was left behind
}

// New makes the register of a city whose tables are there.
func New(c Config) *Register {
	if c.Rand == nil {
		c.Rand = rand.Reader
	}
	return &Register{Config: c}
}

// View is what the ledger keeps the tables by.
func (x *Register) View() ledger.View { return view{x.City} }

// Known says whether there is such a point, retired or not, as desk.Config.Point wants it.
func (x *Register) Known(ctx context.Context, r store.Reader, id int64) (bool, error) {
	_, err := Get(ctx, r, x.City, id)
	if fault.Code(err) == "point_missing" {
		return false, nil
	}
	return err == nil, err
}

// Add registers a point and gives its id. Without a code it gets the next one of its township. The faults are those
// of Check, "point_code_taken", and "not_allowed" for who may not keep points there; the same goes for the other
// writes.
func (x *Register) Add(ctx context.Context, caller org.Caller, id ledger.ID, d Details) (int64, error) {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return 0, err
	}
	a, err := x.Desk.Keep(ctx, caller, id, d, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		d := d
		if strings.TrimSpace(d.Code) == "" && d.Area.Valid() {
			var err error
			if d.Code, err = x.next(ctx, tx, d.Area); err != nil {
				return nil, err
			}
		}
		d, err := x.clean(d, kinds)
		if err != nil {
			return nil, err
		}
		if err := x.free(ctx, tx, d.Code, 0); err != nil {
			return nil, err
		}
		plate, err := x.plate(ctx, tx)
		return []desk.Fact{{Type: RegisteredType, Subject: ledger.New, Areas: []area.Code{d.Area},
			Body: &Registered{d, plate}}}, err
	})
	return a.Subject, err
}

// Change says all details of a point anew. Coordinates that change were wrong before; a point that is now elsewhere
// was moved, see Move.
func (x *Register) Change(ctx context.Context, caller org.Caller, id ledger.ID, point int64, d Details) error {
	kinds, err := x.kinds(ctx)
	if err != nil {
		return err
	}
	return x.about(ctx, caller, id, point, []any{"change", d}, func(ctx context.Context, tx *store.Tx,
		p *Point) (event.Type, []area.Code, any, error) {
		d, err := x.clean(d, kinds)
		if err != nil {
			return "", nil, nil, err
		}
		if err := x.free(ctx, tx, d.Code, p.ID); err != nil || alike(d, p.details()) {
			return "", nil, nil, err
		}
		return ChangedType, []area.Code{d.Area}, &Changed{Details: d}, nil
	})
}

// Moving says where a point is from now on.
type Moving struct {
	Details        // Area, Address and Place count
	Along   bool   // its plate is hung at the new place; otherwise a new one is made
	Reason  string // may be empty
}

// Move says that a point is elsewhere from now on.
func (x *Register) Move(ctx context.Context, caller org.Caller, id ledger.ID, point int64, m Moving) error {
	return x.about(ctx, caller, id, point, []any{"move", m}, func(ctx context.Context, tx *store.Tx,
		p *Point) (event.Type, []area.Code, any, error) {
		d := p.details()
		d.Area, d.Address, d.Place = m.Area, m.Address, m.Place
		d, err := x.clean(d, nil)
		if err != nil {
			return "", nil, nil, err
		}
		b := &Moved{Area: d.Area, Address: d.Address, Place: d.Place}
		if b.Reason, err = words(m.Reason, false); err != nil {
			return "", nil, nil, err
		}
		if !m.Along {
			b.Plate, err = x.plate(ctx, tx)
		}
		return MovedType, []area.Code{d.Area}, b, err
	})
}

// Replate gives a point a new plate where it is.
func (x *Register) Replate(ctx context.Context, caller org.Caller, id ledger.ID, point int64, reason string) error {
	return x.about(ctx, caller, id, point, []any{"replate", reason}, func(ctx context.Context, tx *store.Tx,
		p *Point) (event.Type, []area.Code, any, error) {
		reason, err := words(reason, false)
		if err != nil {
			return "", nil, nil, err
		}
		plate, err := x.plate(ctx, tx)
		return PlatedType, nil, &Plated{Plate: plate, Reason: reason}, err
	})
}

// Retire ends a point, for a reason. It gives "point_retired" when it is.
func (x *Register) Retire(ctx context.Context, caller org.Caller, id ledger.ID, point int64, reason string) error {
	return x.about(ctx, caller, id, point, []any{"retire", reason}, func(_ context.Context, _ *store.Tx,
		p *Point) (event.Type, []area.Code, any, error) {
		if p.Retired {
			return "", nil, nil, fault.New(fault.Conflict, "point_retired")
		}
		reason, err := words(reason, true)
		return RetiredType, nil, &Retired{reason}, err
	})
}

// Restore takes a retired point back into use. It gives "point_in_use" when it is.
func (x *Register) Restore(ctx context.Context, caller org.Caller, id ledger.ID, point int64, reason string) error {
	return x.about(ctx, caller, id, point, []any{"restore", reason}, func(_ context.Context, _ *store.Tx,
		p *Point) (event.Type, []area.Code, any, error) {
		if !p.Retired {
			return "", nil, nil, fault.New(fault.Conflict, "point_in_use")
		}
		reason, err := words(reason, false)
		return RestoredType, nil, &Restored{reason}, err
	})
}

// about records what decide says of a point that is there, said being what the caller said: an event's type, what
// areas it concerns besides the point's own, and its body; no type for nothing to say.
func (x *Register) about(ctx context.Context, caller org.Caller, id ledger.ID, point int64, said []any,
	decide func(context.Context, *store.Tx, *Point) (event.Type, []area.Code, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, append(said, point), func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		p, err := Get(ctx, tx, x.City, point)
		if err != nil {
			return nil, err
		}
		if !x.Org().MayAct(caller, ChangedType, p.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		typ, areas, body, err := decide(ctx, tx, p)
		if err != nil || typ == "" {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: p.ID, Areas: append(areas, p.Area), Body: body}}, nil
	})
	return err
}

// free says that no other point has the code.
func (x *Register) free(ctx context.Context, tx *store.Tx, code string, but int64) error {
	p, err := ByCode(ctx, tx, x.City, code)
	if fault.Code(err) == "point_missing" {
		return nil
	}
	if err != nil {
		return err
	}
	if p.ID != but {
		return fault.New(fault.Conflict, "point_code_taken", "code", code, "name", p.Name).On("code")
	}
	return nil
}

// next is the code after the last that a township's points were given: nine digits of the area and four of a running
// number.
func (x *Register) next(ctx context.Context, tx *store.Tx, a area.Code) (string, error) {
	prefix := a.String()[:9] + "-"
	var last string
	err := tx.QueryRow(ctx, "SELECT COALESCE(MAX(code), '') FROM points WHERE city = $1 AND code LIKE $2", x.City,
		prefix+"____").Scan(&last)
	if err != nil {
		return "", store.Explain(err)
	}
	n, _ := strconv.Atoi(strings.TrimPrefix(last, prefix)) // what is no number was given by hand
	for {
		n++
		code := fmt.Sprintf("%s%04d", prefix, n)
		if err := x.free(ctx, tx, code, 0); fault.Code(err) != "point_code_taken" {
			return code, err
		}
	}
}

// plate draws a plate's code that was never used.
func (x *Register) plate(ctx context.Context, tx *store.Tx) (string, error) {
	for {
		code, err := newPlate(x.Rand)
		if err != nil {
			return "", err
		}
		if _, _, err := ByPlate(ctx, tx, x.City, code); fault.Code(err) == "plate_missing" {
			return code, nil
		} else if err != nil {
			return "", err
		}
	}
}

func (x *Register) kinds(ctx context.Context) ([]Kind, error) {
	if x.Kinds == nil {
		return nil, nil
	}
	return x.Kinds(ctx)
}

// hasKind says whether a kind is one of the list; an empty list has all.
func hasKind(list []Kind, code string) bool {
	return len(list) == 0 || slices.ContainsFunc(list, func(k Kind) bool { return k.Code == code })
}
