package chief

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Resolve finds whom somebody means who types a login, or a name: of somebody who can log in and has a post in the area
// or above it, else of somebody who cannot. The fault is chief_several where several are called so.
func (x *Chiefs) Resolve(text string, a area.Code) (person int64, name string, err error) {
	text = strings.TrimSpace(text)
	if p, ok := x.Org().PersonByLogin(text); ok {
		return p.ID, "", nil
	}
	var found []int64
	for _, p := range x.Org().FindPeople(text, 0, mostCalled) {
		if p.Name == text && !p.Disabled && slices.ContainsFunc(p.Posts, func(y org.Post) bool {
			return y.Area.Contains(a) || a.Contains(y.Area)
		}) {
			found = append(found, p.ID)
		}
	}
	switch len(found) {
	case 0:
		return 0, text, nil
	case 1:
		return found[0], "", nil
	}
	return 0, "", fault.New(fault.Invalid, "chief_several", "name", text).On("name")
}

// Sheet is a post as its page shows it.
type Sheet struct {
	Stand
	Theme policy.Theme
	Title policy.ThemePost
	Name  string
	Duty  *Duty // for its holder, who is above and who keeps the area; nil for others
	Keeps bool  // the reader may end it
	Notes bool  // and note a day

	Forgets bool // and forget the holder's name, whose term is over
}

// Sheet is a post for all staff; how its duty stands is for few. The fault is chief_missing.
func (x *Chiefs) Sheet(ctx context.Context, caller org.Caller, id int64) (*Sheet, error) {
	if caller.Person == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	s, err := standOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	p := &Sheet{Stand: *s, Keeps: s.Handover == 0 && x.MayKeep(caller, s.Area)}
	p.Theme, _ = x.rules().Theme(s.Theme)
	p.Title, _ = p.Theme.Post(s.Post)
	if p.Name, err = x.Name(ctx, s.Who); err != nil {
		return nil, err
	}
	free := x.Free(s)
	p.Forgets = p.Name != "" && free != 0 && x.Now() >= free && x.MayForget(caller, s.Area)
	p.Notes = s.held(Today(x.Now())) && x.mayNote(caller, s)
	up, err := x.above(ctx, x.DB.Read(), caller, s, Today(x.Now()))
	if err != nil {
		return nil, err
	}
	if up || caller.Person == s.Person {
		d, err := x.DutyOf(ctx, s)
		if err != nil {
			return nil, err
		}
		p.Duty = &d
	}
	return p, nil
}

// At are the posts that are held in exactly an area today, of a theme, by the post's place in policy.
func (x *Chiefs) At(ctx context.Context, caller org.Caller, theme string, a area.Code) (out []Line, err error) {
	if caller.Person == 0 {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	return x.lines(ctx, theme, a, func(policy.ThemePost) bool { return true })
}

func (x *Chiefs) lines(ctx context.Context, theme string, a area.Code, shown func(policy.ThemePost) bool) (out []Line,
	err error) {
	list, err := x.holders(ctx, x.DB.Read(), theme, a, Today(x.Now()))
	if err != nil {
		return nil, err
	}
	t, _ := x.rules().Theme(theme)
	for _, s := range list {
		if p, _ := t.Post(s.Post); !shown(p) {
			continue
		}
		name, err := x.Name(ctx, s.Who)
		if err != nil {
			return nil, err
		}
		out = append(out, Line{s, name})
	}
	return out, nil
}

// Public is what everybody may read of a theme's chiefs of an area: what policy makes public of them, with the
// telephone of the office, and nothing else of anybody.
type Public struct {
	Theme policy.Theme
	Chain []PublicPost
	Phone string // of the office, nearest to the area; "" for none
}

// PublicPost is a public post with its holder's name.
type PublicPost struct {
	Area  area.Code
	Title policy.ThemePost
	Name  string
}

// Public are the chiefs of an area and of those above it, theme by theme; themes without anybody are left out.
func (x *Chiefs) Public(ctx context.Context, a area.Code) (out []Public, err error) {
	for _, t := range x.rules().Themes {
		p := Public{Theme: t, Phone: t.Phone}
		for l := area.City; l <= a.Level(); l++ {
			at := a.Ancestor(l)
			list, err := x.lines(ctx, t.Code, at, func(p policy.ThemePost) bool { return p.Public })
			if err != nil {
				return nil, err
			}
			for _, s := range list {
				title, _ := t.Post(s.Post)
				if s.Name != "" {
					p.Chain = append(p.Chain, PublicPost{at, title, s.Name})
				}
			}
			phone, err := x.phone(ctx, t.Code, at)
			if err != nil {
				return nil, err
			}
			if phone != "" {
				p.Phone = phone
			}
		}
		if len(p.Chain) > 0 {
			out = append(out, p)
		}
	}
	return out, nil
}

// phone is the telephone that was set for exactly an area; "" for none.
func (x *Chiefs) phone(ctx context.Context, theme string, a area.Code) (phone string, err error) {
	err = x.DB.Read().QueryRow(ctx, "SELECT phone FROM chief_offices WHERE city = $1 AND theme = $2 AND area = $3",
		x.City, theme, int64(a)).Scan(&phone)
	if errors.Is(err, sql.ErrNoRows) {
		return "", nil
	}
	return phone, store.Explain(err)
}
