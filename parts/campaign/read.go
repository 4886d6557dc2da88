package campaign

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

const columns = "SELECT id, name, scope, trend, opener, at, deadline, closed, drawn FROM campaigns WHERE city = $1"

func (c *Campaign) scan(scan func(...any) error) error {
	var drawn int
	err := scan(&c.ID, &c.Name, &c.Scope, &c.Trend, &c.Opener, &c.At, &c.Deadline, &c.Closed, &drawn)
	c.Drawn = drawn == 1
	return err
}

// get reads a campaign, or gives "campaign_missing".
func get(ctx context.Context, r store.Reader, city, id int64) (*Campaign, error) {
	var c Campaign
	if err := c.scan(r.QueryRow(ctx, columns+" AND id = $2", city, id).Scan); none(err) {
		return nil, missing()
	} else if err != nil {
		return nil, store.Explain(err)
	}
	return &c, nil
}

// Read reads a campaign and what it was opened with, for who tells people of it. It gives "campaign_missing".
func Read(ctx context.Context, r store.Reader, city, id int64) (*Campaign, *Opened, error) {
	c, err := get(ctx, r, city, id)
	if err != nil {
		return nil, nil, err
	}
	b, err := planOf(ctx, r, city, id)
	return c, b, err
}

// planOf reads what a campaign was opened with.
func planOf(ctx context.Context, r store.Reader, city, id int64) (*Opened, error) {
	e, ok, err := ledger.One(ctx, r, city, id)
	if err != nil {
		return nil, err
	}
	if !ok || e.Type != OpenedType {
		return nil, missing()
	}
	b := &Opened{}
	if err := json.Unmarshal(e.Body, b); err != nil {
		return nil, err
	}
	err = ledger.EachOf(ctx, r, city, id, ledger.ToEnd, []event.Type{SucceededType}, func(e ledger.Event) error {
		var s Succeeded
		err := json.Unmarshal(e.Body, &s)
		b.follow(&s)
		return err
	})
	return b, err
}

// cellsOf reads the areas at the foot of an area with their findings, by code. A finding that was declined is none;
// one that was merged is fixed when the other is.
func cellsOf(ctx context.Context, r store.Reader, city, campaign int64, at area.Code) (out []Cell, err error) {
	lo, hi := at.Range()
	index := map[area.Code]int{}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var c Cell
		err := rows.Scan(&c.Area, &c.Zero, &c.ZeroAt, &c.Signer, &c.Signed, &c.Person, &c.Spot, &c.SeenAt, &c.Matter)
		index[c.Area] = len(out)
		out = append(out, c)
		return err
	}, `SELECT area, zero, zero_at, signer, signed, person, looked, seen_at, matter FROM campaign_areas
WHERE city = $1 AND campaign = $2 AND area BETWEEN $3 AND $4 ORDER BY area`, city, campaign, int64(lo), int64(hi))
	if err != nil {
		return nil, err
	}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var a area.Code
		var n, declined, struck int
		if err := rows.Scan(&a, &n, &declined, &struck); err != nil {
			return err
		}
		if i, ok := index[a]; ok {
			out[i].Founded, out[i].Found, out[i].Fixed = n, n-declined, struck
		}
		return nil
	}, `SELECT f.area, COUNT(*), SUM(CASE WHEN m.state = $5 THEN 1 ELSE 0 END), SUM(CASE WHEN m.state = $6 THEN 1 ELSE
		0 END)
FROM campaign_matters f JOIN matters m ON m.city = $1 AND m.id = f.target WHERE f.city = $1 AND f.campaign = $2
AND f.area BETWEEN $3 AND $4 GROUP BY f.area`,
		city, campaign, int64(lo), int64(hi), int64(matter.Declined), int64(matter.StruckOff))
	return out, err
}

// cellOf reads one area of a campaign; one that does not take part is "campaign_elsewhere".
func cellOf(ctx context.Context, r store.Reader, city, campaign int64, a area.Code) (*Cell, error) {
	list, err := cellsOf(ctx, r, city, campaign, a)
	if err != nil {
		return nil, err
	}
	if len(list) != 1 || list[0].Area != a {
		return nil, fault.New(fault.Invalid, "campaign_elsewhere").On("area")
	}
	return &list[0], nil
}

// Order is what a level had to say to all below it.
type Order struct {
	Area   area.Code        `json:"area"`
	Person int64            `json:"person"`
	At     calendar.Instant `json:"at"`
	Text   string           `json:"text"`
}

// Sheet is a campaign as an area of it sees it: the matrix of the level below, and what the levels above and the area
// itself have to say.
type Sheet struct {
	Campaign
	Plan   *Opened   `json:"plan"`
	View   area.Code `json:"view"` // the highest area that the caller sees
	At     area.Code `json:"area"`
	Rows   []Row     `json:"rows"`
	All    Row       `json:"all"`
	Orders []Order   `json:"orders"`
}

// Cell is the area that the sheet is of, where it is itself at the foot; nil where areas lie below it.
func (s *Sheet) Cell() *Cell {
	if len(s.Rows) == 1 && s.Rows[0].Area == s.At {
		return s.Rows[0].Cell
	}
	return nil
}

// List gives the campaigns below an id (0 for all) that the caller has a part in, the newest first.
func (x *Campaigns) List(ctx context.Context, caller org.Caller, below int64, limit int) (out []Campaign, err error) {
	if below == 0 {
		below = 1<<63 - 1
	}
	for len(out) < limit {
		n := 0
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var c Campaign
			if err := c.scan(rows.Scan); err != nil {
				return err
			}
			n, below = n+1, c.ID
			if len(out) < limit && x.Org().CampaignView(caller, c.Scope) != 0 {
				out = append(out, c)
			}
			return nil
		}, columns+" AND id < $2 ORDER BY id DESC LIMIT 100", x.City, below)
		if err != nil || n < 100 {
			return out, err
		}
	}
	return out, nil
}

// Of is the newest campaign that was opened from a common problem, 0 for none.
func (x *Campaigns) Of(ctx context.Context, trend int64) (int64, error) {
	var id int64
	err := x.DB.Read().QueryRow(ctx,
		"SELECT id FROM campaigns WHERE city = $1 AND trend = $2 AND trend > 0 ORDER BY id DESC LIMIT 1",
		x.City, trend).Scan(&id)
	if none(err) {
		return 0, nil
	}
	return id, store.Explain(err)
}

// Sheet reads a campaign as an area of it (0 for the highest that the caller sees) shows it. Whoever has a post over
// the area may; "campaign_missing" otherwise.
func (x *Campaigns) Sheet(ctx context.Context, caller org.Caller, id int64, at area.Code) (s *Sheet, err error) {
	err = x.DB.Snapshot(ctx, func(r store.Reader) error {
		s, err = x.sheet(ctx, r, caller, id, at)
		return err
	})
	return s, err
}

func (x *Campaigns) sheet(ctx context.Context, r store.Reader, caller org.Caller, id int64,
	at area.Code) (*Sheet, error) {
	c, err := get(ctx, r, x.City, id)
	if err != nil {
		return nil, err
	}
	s := &Sheet{Campaign: *c, View: x.Org().CampaignView(caller, c.Scope)}
	if s.At = at; at == 0 {
		s.At = s.View
	}
	if s.View == 0 || !s.View.Contains(s.At) {
		return nil, missing()
	}
	if s.Plan, err = planOf(ctx, r, x.City, id); err != nil {
		return nil, err
	}
	for _, now := range x.Org().Tree().Now(s.At) { // of an abolished area what its successors took over
		if !s.View.Contains(now) {
			continue
		}
		cells, err := cellsOf(ctx, r, x.City, id, now)
		if err != nil {
			return nil, err
		}
		rows, all := Matrix(cells, now, c.Over(x.Now()))
		s.Rows = append(s.Rows, rows...)
		s.All.plus(all)
	}
	s.All.Area = s.At
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var o Order
		if err := rows.Scan(&o.Area, &o.Person, &o.At, &o.Text); err != nil {
			return err
		}
		if o.Area.Contains(s.At) {
			s.Orders = append(s.Orders, o)
		}
		return nil
	}, "SELECT area, person, at, text FROM campaign_orders WHERE city = $1 AND campaign = $2 ORDER BY area, seq",
		x.City, id)
	return s, err
}

// Findings are the matters that were found at the foot of an area after one of them (0 for the first), by id. Ask
// Sheet first; whether the caller may read a matter is the desk's to say.
func (x *Campaigns) Findings(ctx context.Context, campaign int64, at area.Code, after int64,
	limit int) (out []int64, err error) {
	for _, now := range x.Org().Tree().Now(at) {
		list, err := findings(ctx, x.DB.Read(), x.City, campaign, now, after, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	slices.Sort(out)
	return out[:min(limit, len(out))], nil
}

func findings(ctx context.Context, r store.Reader, city, campaign int64, at area.Code, after int64,
	limit int) (out []int64, err error) {
	lo, hi := at.Range()
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var id int64
		err := rows.Scan(&id)
		out = append(out, id)
		return err
	}, "SELECT matter FROM campaign_matters WHERE city = $1 AND campaign = $2 AND matter > $3 AND area BETWEEN $4 "+
		"AND $5 ORDER BY matter LIMIT $6", city, campaign, after, int64(lo), int64(hi), limit)
	return out, err
}

// Task is a zero that waits for an inspector's look.
type Task struct {
	Campaign int64            `json:"campaign"`
	Name     string           `json:"name"`
	Area     area.Code        `json:"area"`
	Signed   string           `json:"signed"`
	ZeroAt   calendar.Instant `json:"zero_at"`
	Text     string           `json:"text"` // what was looked for
}

// Mine are the zeros that wait for somebody.
func (x *Campaigns) Mine(ctx context.Context, person int64, limit int) (out []Task, err error) {
	if person == 0 {
		return nil, nil
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var t Task
		err := rows.Scan(&t.Campaign, &t.Name, &t.Area, &t.Signed, &t.ZeroAt)
		out = append(out, t)
		return err
	}, `SELECT a.campaign, c.name, a.area, a.signed, a.zero_at FROM campaign_areas a
		JOIN campaigns c ON c.city = $1 AND c.id = a.campaign
WHERE a.city = $1 AND a.person = $2 AND a.person > 0 AND a.looked = 1 ORDER BY a.campaign, a.area LIMIT $3`, x.City,
		person, limit)
	for i := range out {
		b, err := planOf(ctx, x.DB.Read(), x.City, out[i].Campaign)
		if err != nil {
			return nil, err
		}
		out[i].Text = b.Text
	}
	return out, err
}

// FalseZeros says how many zeros of an area's subtree inspectors looked at from one instant to another, and how many
// were false. It is read by the assessment: what was looked at in a time that is over does not change any more.
func (x *Campaigns) FalseZeros(ctx context.Context, at area.Code,
	from, to calendar.Instant) (looked, wrong int, err error) {
	for _, now := range x.Org().Tree().Now(at) {
		n, bad, err := x.falseZeros(ctx, now, from, to)
		if err != nil {
			return 0, 0, err
		}
		looked, wrong = looked+n, wrong+bad
	}
	return looked, wrong, nil
}

func (x *Campaigns) falseZeros(ctx context.Context, at area.Code,
	from, to calendar.Instant) (looked, wrong int, err error) {
	lo, hi := at.Range()
	err = x.DB.Read().QueryRow(ctx, `SELECT COUNT(*), COALESCE(SUM(CASE WHEN looked = 3 THEN 1 ELSE 0 END), 0)
		FROM campaign_areas
WHERE city = $1 AND seen_at > 0 AND seen_at >= $2 AND seen_at < $3 AND area BETWEEN $4 AND $5`, x.City, from, to,
		int64(lo), int64(hi)).Scan(&looked, &wrong)
	return looked, wrong, store.Explain(err)
}
