package org

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Change is a change of the organisation; as an event it carries the whole new record.
type Change interface {
	Type() event.Type
	resolve(s *Stage, seq int64) (Change, error) // checks it and fills in what is referred to by code
	where(o *Org) []area.Code                    // the areas whose administrator may make it
}

// UnitSet makes or changes a unit. Without an ID the code decides which one it is.
type UnitSet struct {
	ID            int64     `json:"id,omitempty"`
	Code          string    `json:"code"`
	Zh            string    `json:"zh"`
	En            string    `json:"en,omitempty"`
	Parent        int64     `json:"parent,omitempty"`
	ParentCode    string    `json:"parent_code,omitempty"` // instead of Parent
	Area          area.Code `json:"area"`
	Former        bool      `json:"former,omitempty"`
	Successor     int64     `json:"successor,omitempty"`
	SuccessorCode string    `json:"successor_code,omitempty"`
	// Anyway says that whoever abolishes it without a successor was told what is open there
	Anyway bool `json:"anyway,omitempty"`
}

// PersonSet makes or changes a person. Without an ID the login decides who it is.
type PersonSet struct {
	ID        int64    `json:"id,omitempty"`
	Login     string   `json:"login"`
	Name      string   `json:"name"`
	Posts     []Post   `json:"posts"`
	UnitCodes []string `json:"unit_codes,omitempty"` // instead of the posts' Unit, one for each post or ""
	Disabled  bool     `json:"disabled,omitempty"`
	Lang      string   `json:"lang,omitempty"`
	Anyway    bool     `json:"anyway,omitempty"` // it is known that a unit has nobody then
}

// The types of the events of this package.
const (
	TypeAreaSet   event.Type = "area.set"
	TypeUnitSet   event.Type = "unit.set"
	TypePersonSet event.Type = "person.set"
	TypeLeaveSet  event.Type = "leave.set"
)

// Type is the event's type.
func (*UnitSet) Type() event.Type { return TypeUnitSet }

// Type is the event's type.
func (*PersonSet) Type() event.Type { return TypePersonSet }

// Decode reads a change from its event.
func Decode(typ event.Type, body []byte) (Change, error) {
	var c Change
	switch typ {
	case TypeAreaSet:
		c = &AreaSet{}
	case TypeUnitSet:
		c = &UnitSet{}
	case TypePersonSet:
		c = &PersonSet{}
	case TypeLeaveSet:
		c = &LeaveSet{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, c); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return c, nil
}

// Stage collects changes that belong together; each sees those before it. The organisation it began with does not
// change.
type Stage struct {
	org     *Org
	areas   map[area.Code]area.Area
	units   map[int64]Unit
	byCode  map[string]int64
	people  map[int64]Person
	byLogin map[string]int64
}

// Stage begins a set of changes.
func (o *Org) Stage() *Stage {
	return &Stage{org: o, areas: map[area.Code]area.Area{}, units: map[int64]Unit{}, byCode: map[string]int64{},
		people: map[int64]Person{}, byLogin: map[string]int64{}}
}

// Add checks a change and gives it back with all references as numbers; seq is the number its event will have. Errors
// are *fault.Error.
func (s *Stage) Add(c Change, seq int64) (Change, error) { return c.resolve(s, seq) }

// MayChange says whether the caller may make a change that Add gave back: he must administer every area it touches.
func (s *Stage) MayChange(c Caller, r Change) bool {
	if l, ok := r.(*LeaveSet); ok && c.Person != 0 && l.Person == c.Person {
		return true // everybody may say who stands in for him
	}
	where := r.where(s.org)
	return len(where) > 0 && !slices.ContainsFunc(where, func(a area.Code) bool { return !s.org.MayAdminister(c, a) })
}

func (s *Stage) area(c area.Code) (area.Area, bool) {
	if a, ok := s.areas[c]; ok {
		return a, true
	}
	return s.org.tree.Get(c)
}

func (s *Stage) unit(id int64) (Unit, bool) {
	if u, ok := s.units[id]; ok {
		return u, true
	}
	return s.org.Unit(id)
}

func (s *Stage) unitByCode(code string) (Unit, bool) {
	if id, ok := s.byCode[code]; ok {
		return s.units[id], true
	}
	u, ok := s.org.UnitByCode(code)
	if _, changed := s.units[u.ID]; changed { // it bears another code by now
		return Unit{}, false
	}
	return u, ok
}

func (s *Stage) personByLogin(login string) (Person, bool) {
	if id, ok := s.byLogin[login]; ok {
		return s.people[id], true
	}
	p, ok := s.org.PersonByLogin(login)
	if _, changed := s.people[p.ID]; changed {
		return Person{}, false
	}
	return p, ok
}

var codePattern = regexp.MustCompile(`^[\p{L}\p{N}][\p{L}\p{N}._\-]{0,39}$`)

func (c *UnitSet) resolve(s *Stage, seq int64) (Change, error) {
	r := *c
	r.Code, r.Zh, r.En = strings.TrimSpace(r.Code), matter.Clean(r.Zh), matter.Clean(r.En)
	if !codePattern.MatchString(r.Code) {
		return nil, fault.New(fault.Invalid, "unit_code", "code", r.Code).On("code")
	}
	if err := named(r.Zh, "zh"); err != nil {
		return nil, err
	}
	if _, ok := s.area(r.Area); !ok {
		return nil, fault.New(fault.Invalid, "area_unknown", "code", r.Area.String()).On("area")
	}
	r.Area = s.org.tree.Heir(r.Area, nil)
	if err := s.refer(&r); err != nil {
		return nil, err
	}
	same, taken := s.unitByCode(r.Code)
	if r.ID == 0 && taken {
		r.ID = same.ID
	}
	if taken && same.ID != r.ID {
		return nil, fault.New(fault.Conflict, "unit_code_taken", "code", r.Code).On("code")
	}
	if r.ID != 0 {
		if _, ok := s.unit(r.ID); !ok {
			return nil, fault.New(fault.Invalid, "unit_unknown", "unit", r.ID).On("id")
		}
	}
	id := either(r.ID, seq)
	if err := s.place(r, id); err != nil {
		return nil, err
	}
	old, _ := s.unit(id)
	u := Unit{ID: id, Code: r.Code, Zh: r.Zh, En: r.En, Parent: r.Parent, Area: r.Area, Former: r.Former,
		Successor: r.Successor}
	if same := old.Former && old.Successor == u.Successor; u.Former && u.Successor != 0 && !same && !s.succeeds(u) {
		return nil, fault.New(fault.Invalid, "unit_successor_former").On("successor")
	}
	s.units[id], s.byCode[r.Code] = u, id
	return &r, nil
}

// refer turns codes of other units into their numbers.
func (s *Stage) refer(r *UnitSet) error {
	for _, x := range []struct {
		code  *string
		id    *int64
		field string
	}{{&r.ParentCode, &r.Parent, "parent"}, {&r.SuccessorCode, &r.Successor, "successor"}} {
		if *x.code != "" {
			u, ok := s.unitByCode(strings.TrimSpace(*x.code))
			if !ok {
				return fault.New(fault.Invalid, "unit_unknown", "unit", *x.code).On(x.field)
			}
			*x.id, *x.code = u.ID, ""
		} else if *x.id != 0 {
			if _, ok := s.unit(*x.id); !ok {
				return fault.New(fault.Invalid, "unit_unknown", "unit", *x.id).On(x.field)
			}
		}
	}
	return nil
}

// place checks that a unit hangs where it can: no circle, and in the area of the unit above it.
func (s *Stage) place(r UnitSet, id int64) error {
	if r.Parent == 0 {
		return nil
	}
	up, _ := s.unit(r.Parent)
	if !up.Area.Contains(r.Area) {
		return fault.New(fault.Invalid, "unit_area", "unit", r.Zh, "upper", up.Zh).On("area")
	}
	for n := 0; ; n++ {
		if up.ID == id {
			return fault.New(fault.Invalid, "unit_circle", "unit", r.Zh).On("parent")
		}
		if n >= maxDepth-2 {
			return fault.New(fault.Invalid, "unit_deep", "max", maxDepth).On("parent")
		}
		if up.Parent == 0 {
			return nil
		}
		up, _ = s.unit(up.Parent)
	}
}

func (c *UnitSet) where(o *Org) []area.Code {
	w := []area.Code{c.Area}
	if old, ok := o.Unit(c.ID); ok {
		w = append(w, old.Area)
	}
	return w
}

var loginPattern = regexp.MustCompile(`^[a-z0-9\p{Han}][a-z0-9\p{Han}._\-]{1,39}$`)

func (c *PersonSet) resolve(s *Stage, seq int64) (Change, error) {
	r := *c
	r.Posts = slices.Clone(r.Posts)
	r.Login, r.Name = strings.ToLower(strings.TrimSpace(r.Login)), matter.Clean(r.Name)
	if !loginPattern.MatchString(r.Login) {
		return nil, fault.New(fault.Invalid, "login_form", "login", r.Login).On("login")
	}
	if err := named(r.Name, "name"); err != nil {
		return nil, err
	}
	if len(r.Posts) > 20 {
		return nil, fault.New(fault.TooLarge, "posts_many", "max", 20).On("posts")
	}
	for i := range r.Posts {
		code := ""
		if i < len(r.UnitCodes) {
			code = r.UnitCodes[i]
		}
		if err := s.post(&r.Posts[i], code); err != nil {
			return nil, err
		}
	}
	r.UnitCodes, r.Posts = nil, followed(s.org.tree, r.Posts)
	same, taken := s.personByLogin(r.Login)
	if r.ID == 0 && taken {
		r.ID = same.ID
	}
	if taken && same.ID != r.ID {
		return nil, fault.New(fault.Conflict, "login_taken", "login", r.Login).On("login")
	}
	if _, ok := s.org.people[r.ID]; r.ID != 0 && !ok {
		if _, ok := s.people[r.ID]; !ok {
			return nil, fault.New(fault.Invalid, "person_unknown", "login", r.Login).On("id")
		}
	}
	id := either(r.ID, seq)
	s.people[id] = Person{ID: id, Login: r.Login, Name: r.Name, Posts: r.Posts, Disabled: r.Disabled, Lang: r.Lang}
	s.byLogin[r.Login] = id
	return &r, nil
}

// Post checks a post and fills in its unit, which code names where it is not "", and its area.
func (s *Stage) Post(p Post, code string) (Post, error) { err := s.post(&p, code); return p, err }

// post checks a post and fills in its unit and area.
func (s *Stage) post(p *Post, code string) error {
	if !slices.Contains(matter.Posts(), p.Kind) || p.Kind == matter.Resident {
		return fault.New(fault.Invalid, "post_unknown", "post", p.Kind).On("posts")
	}
	if code != "" {
		u, ok := s.unitByCode(strings.TrimSpace(code))
		if !ok {
			return fault.New(fault.Invalid, "unit_unknown", "unit", code).On("posts")
		}
		p.Unit = u.ID
	}
	u, ok := s.unit(p.Unit)
	if p.Unit != 0 && !ok {
		return fault.New(fault.Invalid, "unit_unknown", "unit", p.Unit).On("posts")
	}
	if slices.Contains(unitPosts, p.Kind) {
		if p.Unit == 0 {
			return fault.New(fault.Invalid, "post_unit", "post", "@post."+p.Kind).On("posts")
		}
		p.Area = u.Area
	}
	if p.Area == 0 {
		p.Area = u.Area
	}
	if _, ok := s.area(p.Area); !ok {
		return fault.New(fault.Invalid, "area_unknown", "code", p.Area.String()).On("posts")
	}
	p.Title = matter.Clean(p.Title)
	return nil
}

// where is every area of the person's posts, those he loses included: who may not give a post may not take it away
// either.
func (c *PersonSet) where(o *Org) []area.Code {
	set := map[area.Code]bool{}
	for _, p := range c.Posts {
		set[p.Area] = true
	}
	if old, ok := o.Person(c.ID); ok {
		for _, p := range old.Posts {
			set[p.Area] = true
		}
	}
	return slices.Collect(maps.Keys(set))
}

func named(s, field string) error {
	if n := utf8.RuneCountInString(s); n == 0 || n > 100 {
		return fault.New(fault.Invalid, "name_length", "max", 100).On(field)
	}
	return nil
}
