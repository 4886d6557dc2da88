package inspect

import (
	"context"
	"database/sql"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Round is a round as lists show it.
type Round struct {
	ID            int64            `json:"id"`
	Name          string           `json:"name"`
	State         string           `json:"state"`
	Version       int64            `json:"standard"`
	From          calendar.Instant `json:"from"`
	Until         calendar.Instant `json:"until"`
	Closed        calendar.Instant `json:"closed,omitempty"` // µs
	Points        int              `json:"points"`
	Done          int              `json:"done"`
	Full          int64            `json:"full"` // hundredths, of what was inspected
	Lost          int64            `json:"lost"`
	LostAfter     int64            `json:"lost_after"` // after re-inspections
	Pairs         bool             `json:"pairs,omitempty"`
	state, opened int64
}

// Progress is how far it is for a team or an area in a round.
type Progress struct {
	Members   []int64   `json:"members,omitempty"`
	Area      area.Code `json:"area,omitempty"`
	Points    int       `json:"points"`
	Done      int       `json:"done"`
	Full      int64     `json:"full"`
	Lost      int64     `json:"lost"`
	LostAfter int64     `json:"lost_after"`
}

// RoundSheet is a round with all that its page shows.
type RoundSheet struct {
	Round
	Plan   *Planned   `json:"plan"`
	Opened *Opened    `json:"opened,omitempty"`
	Teams  []Progress `json:"teams"`
	Areas  []Progress `json:"areas"` // townships
}

// maySee says whether the caller may look at what concerns some areas: an area post over one of them. Rounds are no
// secret among those who work on them.
func (x *Inspect) maySee(caller org.Caller, areas ...area.Code) bool {
	s := x.Org().Scope(caller)
	return slices.ContainsFunc(areas, func(a area.Code) bool {
		return s.Covers(a) || slices.ContainsFunc(s.Areas, func(b area.Code) bool { return a.Contains(b) })
	})
}

const roundColumns = `SELECT r.id, r.state, r.name, r.version, r.since, r.until, r.opened, r.closed, r.pairs,
(SELECT COUNT(*) FROM inspect_stops s WHERE s.city = $1 AND s.round = r.id),
(SELECT COUNT(*) FROM inspect_stops s WHERE s.city = $1 AND s.round = r.id AND s.inspection > 0),
(SELECT COALESCE(SUM(s.full_marks), 0) FROM inspect_stops s WHERE s.city = $1 AND s.round = r.id),
(SELECT COALESCE(SUM(s.lost), 0) FROM inspect_stops s WHERE s.city = $1 AND s.round = r.id),
(SELECT COALESCE(SUM(s.lost2), 0) FROM inspect_stops s WHERE s.city = $1 AND s.round = r.id)
FROM inspect_rounds r WHERE r.city = $1`

func (x *Inspect) rounds(ctx context.Context, where string, args ...any) ([]Round, error) {
	var out []Round
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var r Round
		var pairs int
		err := rows.Scan(&r.ID, &r.state, &r.Name, &r.Version, &r.From, &r.Until, &r.opened, &r.Closed, &pairs,
			&r.Points, &r.Done, &r.Full, &r.Lost, &r.LostAfter)
		r.State, r.Pairs = StateName(int(r.state)), pairs == 1
		out = append(out, r)
		return err
	}, roundColumns+where, append([]any{x.City}, args...)...)
	return out, err
}

// Rounds lists the rounds below an id (0 for all), the newest first. Whoever has a post over an area, and inspectors,
// may.
func (x *Inspect) Rounds(ctx context.Context, caller org.Caller, below int64, limit int) ([]Round, error) {
	if len(x.Org().Scope(caller).Areas) == 0 && !x.Org().Scope(caller).All {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	if below == 0 {
		below = 1<<63 - 1
	}
	return x.rounds(ctx, " AND r.id < $2 ORDER BY r.id DESC LIMIT $3", below, limit)
}

// Sheet is one round. Who has a post over one of its areas, or is sent out in it, may see it.
func (x *Inspect) Sheet(ctx context.Context, caller org.Caller, id int64) (*RoundSheet, error) {
	list, err := x.rounds(ctx, " AND r.id = $2", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 {
		return nil, fault.New(fault.Missing, "round_missing")
	}
	s := &RoundSheet{Round: list[0]}
	if s.Plan, _, err = planOf(ctx, x.DB.Read(), x.City, id); err != nil {
		return nil, err
	}
	if !x.maySee(caller, s.Plan.Areas...) && !slices.Contains(s.Plan.Inspectors, caller.Person) {
		return nil, fault.New(fault.Missing, "round_missing")
	}
	if s.Opened, err = openingOf(ctx, x.DB.Read(), x.City, id); err != nil || s.Opened == nil {
		return s, err
	}
	for _, t := range s.Opened.Teams {
		s.Teams = append(s.Teams, Progress{Members: t.Members})
	}
	areas := map[area.Code]*Progress{}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var a area.Code
		var team int
		var p Progress
		if err := rows.Scan(&a, &team, &p.Points, &p.Done, &p.Full, &p.Lost, &p.LostAfter); err != nil {
			return err
		}
		t := a.Ancestor(area.Township)
		if areas[t] == nil {
			areas[t] = &Progress{Area: t}
		}
		areas[t].add(p)
		s.Teams[team].add(p)
		return nil
	}, `SELECT area, team, COUNT(*), SUM(CASE WHEN inspection > 0 THEN 1 ELSE 0 END), SUM(full_marks), SUM(lost),
		SUM(lost2) FROM inspect_stops
WHERE city = $1 AND round = $2 GROUP BY area, team`, x.City, id)
	for _, p := range areas {
		s.Areas = append(s.Areas, *p)
	}
	slices.SortFunc(s.Areas, func(a, b Progress) int { return int(a.Area - b.Area) })
	return s, err
}

func (p *Progress) add(q Progress) {
	p.Points, p.Done, p.Full, p.Lost, p.LostAfter = p.Points+q.Points, p.Done+q.Done, p.Full+q.Full, p.Lost+q.Lost,
		p.LostAfter+q.LostAfter
}

// Stopped is a point of a round.
type Stopped struct {
	Point      int64     `json:"point"`
	Area       area.Code `json:"area"`
	Kind       string    `json:"kind"`
	Team       int       `json:"team"`
	Inspection int64     `json:"inspection,omitempty"` // the one that counts
	Full       int64     `json:"full"`
	Lost       int64     `json:"lost"`
	LostAfter  int64     `json:"lost_after"`
}

// Stops are the points of a round after one of them (0 for the first), by id. Who may see the round may see them: ask
// Sheet first.
func (x *Inspect) Stops(ctx context.Context, round, after int64, limit int) ([]Stopped, error) {
	var out []Stopped
	err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var s Stopped
		err := rows.Scan(&s.Point, &s.Area, &s.Kind, &s.Team, &s.Inspection, &s.Full, &s.Lost, &s.LostAfter)
		out = append(out, s)
		return err
	}, `SELECT point, area, kind, team, inspection, full_marks, lost, lost2 FROM inspect_stops WHERE city = $1
		AND round = $2 AND point > $3 ORDER BY point LIMIT $4`, x.City, round, after, limit)
	return out, err
}

// Brief is an inspection as lists show it.
type Brief struct {
	ID        int64            `json:"id"`
	Round     int64            `json:"round,omitempty"`
	Point     int64            `json:"point"`
	Area      area.Code        `json:"area"`
	Kind      string           `json:"kind"`
	Person    int64            `json:"person"`
	At        calendar.Instant `json:"at"` // µs, when it came in
	Found     calendar.Instant `json:"found"`
	Again     int64            `json:"again,omitempty"`
	Why       string           `json:"why,omitempty"`
	First     int64            `json:"first,omitempty"`
	Full      int64            `json:"full"`
	Lost      int64            `json:"lost"`
	LostAfter int64            `json:"lost_after"`
	Fails     int              `json:"fails"`
}

const briefColumns = "SELECT id, round, point, area, kind, person, at, found, again, why, first, full_marks, lost, " +
	"lost2, fails FROM inspections WHERE city = $1"

func (x *Inspect) briefs(ctx context.Context, r store.Reader, where string, args ...any) ([]Brief, error) {
	var out []Brief
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var l Brief
		err := rows.Scan(&l.ID, &l.Round, &l.Point, &l.Area, &l.Kind, &l.Person, &l.At, &l.Found, &l.Again, &l.Why,
			&l.First, &l.Full, &l.Lost, &l.LostAfter, &l.Fails)
		out = append(out, l)
		return err
	}, briefColumns+where, append([]any{x.City}, args...)...)
	return out, err
}

// OfPoint lists the inspections of a point below an id (0 for all), the newest first. Whoever has a post over its
// area may, and inspectors see their own.
func (x *Inspect) OfPoint(ctx context.Context, caller org.Caller, point, below int64, limit int) ([]Brief, error) {
	if below == 0 {
		below = 1<<63 - 1
	}
	var out []Brief
	for {
		list, err := x.briefs(ctx, x.DB.Read(), " AND point = $2 AND id < $3 ORDER BY id DESC LIMIT $4",
			point, below, limit)
		if err != nil {
			return nil, err
		}
		for _, l := range list {
			if below = l.ID; l.Person == caller.Person || x.maySee(caller, l.Area) {
				out = append(out, l)
			}
		}
		if len(list) < limit || len(out) >= limit {
			return out[:min(len(out), limit)], nil
		}
	}
}

// Found is one item of an inspection with its answers and what became of it.
type Found struct {
	Scored
	Answers   []Line        `json:"answers"`
	LostAfter int64         `json:"lost_after"`
	Again     int64         `json:"again,omitempty"` // the re-inspection that scored it anew
	Matter    int64         `json:"matter,omitempty"`
	Joined    bool          `json:"joined,omitempty"`
	State     *matter.State `json:"state,omitempty"` // of the matter
}

// Inspection is one inspection whole.
type Inspection struct {
	Brief
	Made  *Made   `json:"made"`
	Lines []Found `json:"lines"`
}

// Inspection reads one. Whoever has a post over its area may, and who made it.
func (x *Inspect) Inspection(ctx context.Context, caller org.Caller, id int64) (*Inspection, error) {
	none := fault.New(fault.Missing, "inspection_missing")
	list, err := x.briefs(ctx, x.DB.Read(), " AND id = $2", id)
	if err != nil {
		return nil, err
	}
	if len(list) == 0 || list[0].Person != caller.Person && !x.maySee(caller, list[0].Area) {
		return nil, none
	}
	out := &Inspection{Brief: list[0]}
	if out.Made, _, err = madeOf(ctx, x.DB.Read(), x.City, id); err != nil {
		return nil, err
	}
	answers := map[string]Found{}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var f Found
		var item string
		var joined int
		err := rows.Scan(&item, &f.LostAfter, &f.Again, &f.Matter, &joined)
		f.Joined = joined == 1
		answers[item] = f
		return err
	}, "SELECT item, lost2, again, matter, joined FROM inspect_answers WHERE city = $1 AND inspection = $2", x.City, id)
	if err != nil {
		return nil, err
	}
	for _, s := range out.Made.Items {
		f := answers[s.Item]
		f.Scored = s
		for _, l := range out.Made.Lines {
			if l.Item == s.Item {
				f.Answers = append(f.Answers, l)
			}
		}
		if m, err := x.settled(ctx, f.Matter); err != nil {
			return nil, err
		} else if m != nil {
			f.State = &m.State
		}
		out.Lines = append(out.Lines, f)
	}
	return out, nil
}

// Photo finds a photo of an inspection; whether the caller may see it is asked by Inspection.
func (i *Inspection) Photo(id string) (matter.Photo, bool) {
	list := PhotosOf(i.Made)
	n := slices.IndexFunc(list, func(p matter.Photo) bool { return p.ID == id })
	if n < 0 {
		return matter.Photo{}, false
	}
	return list[n], true
}
