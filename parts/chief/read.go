package chief

import (
	"context"
	"database/sql"
	"encoding/json"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// stands are holdings that a statement gives the bodies of.
func stands(ctx context.Context, r store.Reader, text string, args ...any) (out []Stand, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var s Stand
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		err := json.Unmarshal([]byte(body), &s)
		out = append(out, s)
		return err
	}, text, args...)
	return out, err
}

// ofArea are all holdings of a theme in exactly an area, those that are over among them.
func ofArea(ctx context.Context, r store.Reader, city int64, theme string, a area.Code) ([]Stand, error) {
	return stands(ctx, r, "SELECT body FROM chief_posts WHERE city = $1 AND theme = $2 AND area = $3 ORDER BY id", city,
		theme, int64(a))
}

// holders are the holdings of a theme in exactly an area on a day, by the post's place in policy.
func (x *Chiefs) holders(ctx context.Context, r store.Reader, theme string, a area.Code, on Day) (out []Stand,
	err error) {
	list, err := stands(ctx, r, "SELECT body FROM chief_posts WHERE city = $1 AND theme = $2 AND area = $3 AND "+
		"since <= $4 AND until >= $4 ORDER BY id", x.City, theme, int64(a), string(on))
	if err != nil {
		return nil, err
	}
	t, _ := x.rules().Theme(theme)
	for _, p := range t.Posts {
		for _, s := range list {
			if s.Post == p.Code {
				out = append(out, s)
			}
		}
	}
	return out, nil
}

// InChain is a chief of an area or of one above it.
type InChain struct {
	Stand
	Theme policy.Theme
	Title policy.ThemePost
	Name  string
}

// Chain are the chiefs who answer for problems of a category in an area, of each theme from the area itself up to the
// city: whom a matter's page names.
func (x *Chiefs) Chain(ctx context.Context, caller org.Caller, a area.Code, category string) (out []InChain,
	err error) {
	if caller.Person == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	today := Today(x.Now())
	for _, t := range x.rules().Themes {
		if !t.Holds(category) {
			continue
		}
		for l := a.Level(); l >= area.City; l-- {
			list, err := x.holders(ctx, x.DB.Read(), t.Code, a.Ancestor(l), today)
			if err != nil {
				return nil, err
			}
			for _, s := range list {
				if s.Post != t.Posts[0].Code {
					continue
				}
				name, err := x.Name(ctx, s.Who)
				if err != nil {
					return nil, err
				}
				out = append(out, InChain{s, t, t.Posts[0], name})
			}
		}
	}
	return out, nil
}

// DutyOf is how the duty of a holding stands.
func (x *Chiefs) DutyOf(ctx context.Context, s *Stand) (Duty, error) {
	t, _ := x.rules().Theme(s.Theme)
	p, _ := t.Post(s.Post)
	o, today := p.Often[s.Area.Level()], Today(x.Now())
	days, err := x.days(ctx, s, lookedAt(o, today))
	if err != nil {
		return Duty{}, err
	}
	d := judge(o, &s.Holding, days, today)
	d.Last, err = x.lastDay(ctx, s)
	return d, err
}

// days are those from one on that its holder was in his area, or in the abolished one that it came from.
func (x *Chiefs) days(ctx context.Context, s *Stand, from Day) (out []Day, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var d Day
		var a area.Code
		err := rows.Scan(&d, &a)
		if s.covers(a) {
			out = append(out, d)
		}
		return err
	}, "SELECT day, area FROM chief_days WHERE city = $1 AND who = $2 AND theme = $3 AND day >= $4 ORDER BY day, area",
		x.City, s.key(), s.Theme, string(from))
	return out, err
}

// lastDay is the last of them at all; of somebody who was elsewhere since only the latest days are looked at.
func (x *Chiefs) lastDay(ctx context.Context, s *Stand) (last Day, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var d Day
		var a area.Code
		err := rows.Scan(&d, &a)
		if s.covers(a) {
			last = max(last, d)
		}
		return err
	}, "SELECT day, area FROM chief_days WHERE city = $1 AND who = $2 AND theme = $3 ORDER BY day DESC, area DESC "+
		"LIMIT 50", x.City, s.key(), s.Theme)
	return last, err
}

// covers says whether a day in an area is one in the holding's.
func (s *Stand) covers(a area.Code) bool {
	return s.Area.Contains(a) || s.Was != 0 && s.Was.Contains(a)
}

// Coverage says how long ago somebody was in an area and in those directly below it, by code: the area itself first.
func (x *Chiefs) Coverage(ctx context.Context, caller org.Caller, theme string, a area.Code) ([]Cover, error) {
	if caller.Person == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	if _, known := x.rules().Theme(theme); !known {
		return nil, fault.New(fault.Missing, "chief_theme")
	}
	return x.coverage(ctx, theme, a)
}

func (x *Chiefs) coverage(ctx context.Context, theme string, a area.Code) ([]Cover, error) {
	tree := x.Org().Tree()
	last := map[area.Code]Day{}
	read := func(lo, hi area.Code) error {
		return store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var a area.Code
			var d Day
			err := rows.Scan(&a, &d)
			latest(last, a, d)
			return err
		}, "SELECT area, last FROM chief_cover WHERE city = $1 AND theme = $2 AND area >= $3 AND area <= $4", x.City,
			theme, int64(lo), int64(hi))
	}
	lo, hi := a.Range()
	if err := read(lo, hi); err != nil {
		return nil, err
	}
	for _, gone := range tree.Succeeded() { // those in whose place one of these stands
		if !a.Contains(gone) && a.Contains(tree.Heir(gone, nil)) {
			if err := read(gone, gone); err != nil {
				return nil, err
			}
		}
	}
	return covers(x.rules(), tree, last, a, Today(x.Now())), nil
}

// Place is where a page of the register ended.
type Place struct {
	Area area.Code
	ID   int64
}

// Filter says which holdings the register shows, area by area.
type Filter struct {
	Theme  string
	Area   area.Code // it and what lies below
	Text   string    // the whole name of a holder, or a part of the name of one who can log in
	Past   bool      // those that are over too
	Behind Place
	Limit  int
}

// Line is a holding in the register.
type Line struct {
	Stand
	Name string
}

// passed is how many rows a page may pass over that are not shown; it is rather short than slow.
const passed = 2000

// List is a page of the register; next is where the following one begins, the zero Place after the last. All staff may
// read it: who answers for an area is no secret.
func (x *Chiefs) List(ctx context.Context, caller org.Caller, f Filter) (out []Line, next Place, err error) {
	if caller.Person == 0 {
		return nil, next, fault.New(fault.Denied, "not_allowed")
	}
	if f.Text != "" {
		list, err := x.named(ctx, f)
		if err == nil {
			out, next, err = x.fill(ctx, f, nil, list)
		}
		return out, next, err
	}
	// one more than is shown, and twice as many again as long as those that are over leave the page short
	for at, read, most := f.Behind, 0, f.Limit+1; read < passed; most *= 2 {
		most = min(most, passed-read)
		list, err := x.behind(ctx, f, at, most)
		if err != nil {
			return nil, next, err
		}
		if out, next, err = x.fill(ctx, f, out, list); err != nil || next != (Place{}) || len(list) < most {
			return out, next, err
		}
		read += len(list)
		at = Place{list[len(list)-1].Area, list[len(list)-1].ID}
		if read == passed {
			next = at
		}
	}
	return out, next, nil
}

// behind are some holdings of a filter behind a place, by area.
func (x *Chiefs) behind(ctx context.Context, f Filter, at Place, limit int) ([]Stand, error) {
	lo, hi := area.Code(x.City * 1e8).Range()
	if f.Area != 0 {
		lo, hi = f.Area.Range()
	}
	return stands(ctx, x.DB.Read(), "SELECT body FROM chief_posts WHERE city = $1 AND theme = $2 AND "+
		"area >= $3 AND area <= $4 AND (area, id) > ($5, $6) ORDER BY area, id LIMIT $7", x.City, f.Theme, int64(lo),
		int64(hi), int64(at.Area), at.ID, limit)
}

// fill adds to a page those of a list that it shows; next is where the following page begins, once it is full.
func (x *Chiefs) fill(ctx context.Context, f Filter, out []Line, list []Stand) (_ []Line, next Place, err error) {
	today := Today(x.Now())
	for _, s := range list {
		if !f.Past && s.Until != "" && s.Until < today {
			continue
		}
		if len(out) == f.Limit {
			return out, Place{out[len(out)-1].Area, out[len(out)-1].ID}, nil
		}
		name, err := x.Name(ctx, s.Who)
		if err != nil {
			return nil, next, err
		}
		out = append(out, Line{s, name})
	}
	return out, next, nil
}

// named are the holdings of people of a name.
func (x *Chiefs) named(ctx context.Context, f Filter) (out []Stand, err error) {
	add := func(column string, of any) error {
		list, err := stands(ctx, x.DB.Read(), "SELECT body FROM chief_posts WHERE city = $1 AND "+column+" = $2 "+
			"ORDER BY id LIMIT $3", x.City, of, passed)
		for _, s := range list {
			if s.Theme == f.Theme && (f.Area == 0 || f.Area.Contains(s.Area)) &&
				(s.Area > f.Behind.Area || s.Area == f.Behind.Area && s.ID > f.Behind.ID) {
				out = append(out, s)
			}
		}
		return err
	}
	for _, p := range x.Org().FindPeople(f.Text, 0, mostCalled) {
		if err := add("person > 0 AND person", p.ID); err != nil {
			return nil, err
		}
	}
	refs, err := x.called(ctx, x.DB.Read(), f.Text)
	if err != nil {
		return nil, err
	}
	for _, ref := range refs {
		if err := add("ref <> '' AND ref", ref); err != nil {
			return nil, err
		}
	}
	byArea(out)
	return out, nil
}
