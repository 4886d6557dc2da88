package relay

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// Route says that a category goes to a service of a server.
type Route struct {
	ID, Server int64
	Category   string
	Service    string // their code
	Name       string // their word for it
	Areas      []area.Code
	Ruled      bool // what is released goes out by itself
	Asks       []georeport.Attribute
	Answers    []Answer
}

// Answer is what an attribute of theirs is told: a fixed text, or a field of ours.
type Answer struct {
	Code string `json:"code"`
	From string `json:"from,omitempty"` // one of Fields; "" for Value
	Text string `json:"text,omitempty"`
}

// The fields of ours that an attribute may be told: of what was released alone.
const (
	FieldNumber   = "number"
	FieldTitle    = "title"
	FieldText     = "text"
	FieldPlace    = "place"
	FieldArea     = "area"
	FieldCategory = "category"
	FieldUnit     = "unit"
	FieldDue      = "due"
	FieldLink     = "link"
)

// Fields lists them.
func Fields() []string {
	return []string{FieldNumber, FieldTitle, FieldText, FieldPlace, FieldArea, FieldCategory, FieldUnit, FieldDue,
		FieldLink}
}

// Lacks are the attributes that a service must be told and is not.
func (r Route) Lacks() (out []georeport.Attribute) {
	for _, a := range r.Asks {
		told := slices.ContainsFunc(r.Answers, func(x Answer) bool {
			return x.Code == a.Code && (x.From != "" || x.Text != "")
		})
		if a.Variable && a.Required && !told {
			out = append(out, a)
		}
	}
	return out
}

// fits says whether a matter of a category in an area goes this way.
func (r Route) fits(category string, in area.Code) bool {
	return r.Category == category && (len(r.Areas) == 0 ||
		slices.ContainsFunc(r.Areas, func(a area.Code) bool { return a.Contains(in) }))
}

func (x *Relay) routes(ctx context.Context, r store.Reader) (out []Route, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var y Route
		var areas, asks, answers string
		if err := rows.Scan(&y.ID, &y.Server, &y.Category, &y.Service, &y.Name, &areas, &y.Ruled, &asks,
			&answers); err != nil {
			return err
		}
		for _, code := range strings.Fields(areas) {
			if a, err := area.Parse(code); err == nil {
				y.Areas = append(y.Areas, a)
			}
		}
		if err := json.Unmarshal([]byte(asks), &y.Asks); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(answers), &y.Answers); err != nil {
			return err
		}
		out = append(out, y)
		return nil
	}, `SELECT id, server, category, service, name, areas, ruled, asks, answers FROM relay_routes WHERE city = $1
		ORDER BY id`, x.City)
	return out, err
}

// Routes lists the routes to a server. Only an administrator of the city.
func (x *Relay) Routes(ctx context.Context, caller org.Caller, server int64) ([]Route, error) {
	if err := x.administers(caller); err != nil {
		return nil, err
	}
	all, err := x.routes(ctx, x.DB.Read())
	return slices.DeleteFunc(all, func(r Route) bool { return r.Server != server }), err
}

// SetRoute makes a route (ID 0) or changes its areas, rule and answers. What the service asks for is asked of the
// server when it is made. Only an administrator of the city. Faults: category_missing, relay_service for a service that
// the server did not name, relay_route_missing, relay_server_missing, relay_ with a word of georeport.
func (x *Relay) SetRoute(ctx context.Context, caller org.Caller, r Route) (int64, error) {
	s, err := x.Server(ctx, caller, r.Server)
	if err != nil {
		return 0, err
	}
	if r.ID == 0 {
		if _, ok := x.Policy().Category(r.Category); !ok {
			return 0, fault.New(fault.Invalid, "category_missing").On("category")
		}
		i := slices.IndexFunc(s.Services, func(y georeport.Service) bool { return y.Code == r.Service })
		if i < 0 {
			return 0, fault.New(fault.Invalid, "relay_service").On("service")
		}
		if r.Name = s.Services[i].Name; s.Services[i].Metadata {
			if r.Asks, err = x.client.Definition(ctx, s.wire(), r.Service); err != nil {
				return 0, explained(err)
			}
		}
	}
	err = x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := x.routes(ctx, tx)
		if err != nil {
			return err
		}
		if r.ID == 0 {
			r.ID = 1
			for _, y := range all {
				r.ID = max(r.ID, y.ID+1)
			}
			return x.putRoute(ctx, tx, r)
		}
		i := slices.IndexFunc(all, func(y Route) bool { return y.ID == r.ID && y.Server == r.Server })
		if i < 0 {
			return fault.New(fault.Missing, "relay_route_missing")
		}
		now := all[i]
		now.Areas, now.Ruled, now.Answers = r.Areas, r.Ruled, known(now.Asks, r.Answers)
		return x.putRoute(ctx, tx, now)
	})
	return r.ID, err
}

// known are the answers to what a service asks for.
func known(asks []georeport.Attribute, answers []Answer) (out []Answer) {
	for _, a := range answers {
		i := slices.IndexFunc(asks, func(x georeport.Attribute) bool { return x.Code == a.Code })
		if i >= 0 && asks[i].Variable && (a.From == "" || slices.Contains(Fields(), a.From)) {
			out = append(out, a)
		}
	}
	return out
}

func (x *Relay) putRoute(ctx context.Context, tx *store.Tx, r Route) error {
	var areas []string
	for _, a := range r.Areas {
		areas = append(areas, a.String())
	}
	asks, err := json.Marshal(r.Asks)
	if err != nil {
		return err
	}
	answers, err := json.Marshal(r.Answers)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO relay_routes (city, id, server, category, service, name, areas, ruled, asks,
		answers)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT (city, id) DO UPDATE SET areas = excluded.areas,
		ruled = excluded.ruled, answers = excluded.answers`, x.City, r.ID, r.Server, r.Category, r.Service, r.Name,
		strings.Join(areas, " "), flag(r.Ruled), string(asks), string(answers))
	return err
}

// DropRoute takes a route away; what was sent by it is followed on. Only an administrator of the city.
func (x *Relay) DropRoute(ctx context.Context, caller org.Caller, id int64) error {
	if err := x.administers(caller); err != nil {
		return err
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return tx.Later(ctx, "DELETE FROM relay_routes WHERE city = $1 AND id = $2", x.City, id)
	})
}

// usable are the routes of servers that are on, and that have all that their services must be told.
func (x *Relay) usable(ctx context.Context, r store.Reader) (out []Route, names map[int64]Server, err error) {
	servers, err := x.servers(ctx, r)
	if err != nil {
		return nil, nil, err
	}
	names = map[int64]Server{}
	for _, s := range servers {
		if s.Enabled {
			names[s.ID] = s
		}
	}
	all, err := x.routes(ctx, r)
	for _, y := range all {
		if _, on := names[y.Server]; on && len(y.Lacks()) == 0 {
			out = append(out, y)
		}
	}
	return out, names, err
}

// dated is a day as an attribute has it.
func dated(at calendar.Instant) string {
	if at == 0 {
		return ""
	}
	return at.Time().In(calendar.China()).Format("2006-01-02T15:04:05Z07:00")
}
