package outreach

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// Glance is an activity as everybody may see it: the words that were let out, and figures.
type Glance struct {
	ID      int64
	Title   Words
	Text    Words
	Photos  []org.ReleasedPhoto
	Area    area.Code
	From    calendar.Instant
	Until   calendar.Instant
	State   State
	Since   calendar.Instant
	Things  []Thing
	Places  []Stop
	Reached int64
	Came    int64

	Calls    bool // one may sign up
	Call     string
	Left     int64 // seats
	CallEnds calendar.Instant
}

// Thing is what is given out.
type Thing struct {
	Name, Measure  string
	Planned, Given int64
}

// Stop is where a team is, and when.
type Stop struct {
	Team  int64
	Name  string
	Area  area.Code
	Place string
	From  calendar.Instant
}

// shown says whether everybody may see an activity now.
func (x *Outreach) shown(a *Activity) bool {
	return a.Release.Shown != nil && len(x.Policy().Release.Steps) > 0 && a.State != Draft && a.State != Off
}

// Glance is an activity for everybody. It gives "outreach_missing" for one that is not out.
func (x *Outreach) Glance(ctx context.Context, id int64) (*Glance, error) {
	b, err := x.books(ctx, id)
	if err != nil {
		return nil, err
	}
	if !x.shown(b.Activity) {
		return nil, missing()
	}
	g := x.glance(b.Activity)
	for _, i := range b.Items {
		g.Things = append(g.Things, Thing{redact.Public(i.Name), i.Measure, i.Planned, b.In(b.Area, i.ID).Given})
	}
	for _, t := range b.Teams {
		g.Places = append(g.Places, Stop{t.ID, redact.Public(t.Name), t.Area, redact.Public(t.Place), t.From})
	}
	g.Reached, g.Came = b.Reached(0, ""), b.Came(0)
	g.Left = max(0, int64(b.Call.Seats)-b.Signed)
	return g, nil
}

func (x *Outreach) glance(a *Activity) *Glance {
	n := a.Release.Shown
	return &Glance{ID: a.ID, Title: Words{redact.Public(n.Title.Zh), redact.Public(n.Title.En)},
		Text: Words{redact.Public(n.Text.Zh), redact.Public(n.Text.En)}, Photos: n.Photos, Area: a.Area, From: a.From,
		Until: a.Until, State: a.State, Since: a.Release.Since, Calls: a.calls(x.Now()),
		Call: redact.Public(a.Call.Text), CallEnds: a.Call.Until}
}

// Out lists what everybody may see, the newest first, without figures; behind and next are as in Papers: when the last
// one of a page came out, and which it was.
func (x *Outreach) Out(ctx context.Context, behind Place, limit int) (list []*Glance, next Place, err error) {
	if len(x.Policy().Release.Steps) == 0 {
		return nil, next, nil
	}
	text, args := "SELECT body FROM outreach_activities WHERE city = $1 AND since > 0", []any{x.City}
	if behind.ID != 0 {
		text += " AND (since, id) < ($2, $3)"
		args = append(args, int64(behind.At), behind.ID)
	}
	read, last := 0, Place{}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		a := &Activity{}
		if err := rows.Scan(&body); err != nil {
			return err
		}
		if err := json.Unmarshal([]byte(body), a); err != nil {
			return err
		}
		if read++; read > limit {
			next = last
			return nil
		}
		if last = (Place{a.Release.Since, a.ID}); x.shown(a) {
			list = append(list, x.glance(a))
		}
		return nil
	}, text+" ORDER BY since DESC, id DESC LIMIT "+strconv.Itoa(limit+1), args...)
	return list, next, err
}

// Place is where a list of what is out goes on.
type Place struct {
	At calendar.Instant
	ID int64
}

// Copy opens a public copy of a photo, of an activity that everybody may see.
func (x *Outreach) Copy(ctx context.Context, id int64, name string) (io.ReadSeekCloser, error) {
	a, err := Get(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if x.shown(a) {
		for _, p := range a.Release.Shown.Photos {
			if name == p.Copy || name == p.Thumb {
				return x.Desk.OpenCopy(name)
			}
		}
	}
	return nil, fault.New(fault.Missing, "photo_missing")
}
