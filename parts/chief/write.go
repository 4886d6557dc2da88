package chief

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/parts/patrol"
	"xiaohao/platform/store"
)

// What can be said at most.
const (
	LongName = 30
	LongText = 300
	LongLine = 30

	// AtOnce is how many posts one command gives at most.
	AtOnce = 500
)

// Giving is a post that is to be given: to somebody who can log in, or to a name.
type Giving struct {
	Theme  string    `json:"theme"`
	Post   string    `json:"post"`
	Area   area.Code `json:"area"`
	Person int64     `json:"person,omitempty"`
	Name   string    `json:"name,omitempty"`
	Since  Day       `json:"since,omitempty"` // "" for today
	Until  Day       `json:"until,omitempty"`
}

// Appoint gives a post and gives its id. Who keeps the area may. Faults: chief_theme, chief_post, area_unknown,
// chief_who, chief_person, chief_words, chief_long, chief_day, chief_days, chief_taken for a single post that another
// one holds on some of these days.
func (x *Chiefs) Appoint(ctx context.Context, caller org.Caller, id ledger.ID, g Giving) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"appoint", g}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		b := &book{Chiefs: x, tx: tx}
		f, err := b.give(ctx, caller, g, now)
		if err != nil {
			return nil, err
		}
		if f == nil {
			return nil, fault.New(fault.Conflict, "chief_same")
		}
		return []desk.Fact{*f}, nil
	})
	return a.Subject, err
}

// Import gives many posts in one go, all of them or none, at most AtOnce. One that is held already by the same holder
// is left as it is. It says how many are new. Faults as of Appoint.
func (x *Chiefs) Import(ctx context.Context, caller org.Caller, id ledger.ID, list []Giving) (made int, err error) {
	if len(list) > AtOnce {
		return 0, fault.New(fault.TooLarge, "chief_many", "most", AtOnce)
	}
	_, err = x.Desk.Keep(ctx, caller, id, []any{"import", list}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		b, out := &book{Chiefs: x, tx: tx}, []desk.Fact(nil)
		for _, g := range list {
			f, err := b.give(ctx, caller, g, now)
			if err != nil {
				return nil, err
			}
			if f != nil {
				out = append(out, *f)
			}
		}
		made = len(out)
		return out, nil
	})
	return made, err
}

// Weighing looks at the rows of a list, one after another, without doing anything.
type Weighing struct {
	x    *Chiefs
	seen map[string][]weighed // good rows by theme, post and area
}

type weighed struct {
	Holding
	name string
}

// Weighing begins to look at a list.
func (x *Chiefs) Weighing() *Weighing { return &Weighing{x, map[string][]weighed{}} }

// Weigh says what Import would do with a row behind those that were weighed before it: same for nothing. Faults as of
// Appoint, and chief_elsewhere for who may not.
func (w *Weighing) Weigh(ctx context.Context, caller org.Caller, g Giving) (same bool, err error) {
	x := w.x
	h, err := x.said(&g, x.Now())
	if err != nil {
		return false, err
	}
	if !x.MayKeep(caller, g.Area) {
		return false, fault.New(fault.Denied, "chief_elsewhere", "area", g.Area.String())
	}
	list, err := ofArea(ctx, x.DB.Read(), x.City, g.Theme, g.Area)
	if err != nil {
		return false, err
	}
	if same, err := x.meets(ctx, x.DB.Read(), g, h, list); err != nil || same {
		return same, err
	}
	key := g.Theme + " " + g.Post + " " + g.Area.String()
	for _, y := range w.seen[key] {
		both := y.Holding
		both.Single = true
		switch his := y.Person == g.Person && y.name == g.Name; {
		case his && clash(&both, h):
			return true, nil
		case clash(&y.Holding, h):
			return false, fault.New(fault.Conflict, "chief_taken", "since", string(y.Since)).On("since")
		}
	}
	w.seen[key] = append(w.seen[key], weighed{*h, g.Name})
	return false, nil
}

// book is the posts that one command gives, which must not clash with each other either.
type book struct {
	*Chiefs
	tx  *store.Tx
	now []Stand // given by this command
}

// give is the fact that gives a post; nil where the same holder has it.
func (b *book) give(ctx context.Context, caller org.Caller, g Giving, now calendar.Instant) (*desk.Fact, error) {
	h, err := b.said(&g, now)
	if err != nil {
		return nil, err
	}
	if !b.MayKeep(caller, g.Area) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	list, err := ofArea(ctx, b.tx, b.City, g.Theme, g.Area)
	if err != nil {
		return nil, err
	}
	if same, err := b.meets(ctx, b.tx, g, h, append(list, b.now...)); err != nil || same {
		return nil, err
	}
	if g.Person == 0 {
		if h.Ref, err = b.keep(ctx, b.tx, g.Name); err != nil {
			return nil, err
		}
	}
	b.now = append(b.now, Stand{Holding: *h})
	return &desk.Fact{Type: AppointedType, Subject: ledger.New, Areas: []area.Code{g.Area}, Body: &Appointed{*h}}, nil
}

// meets says whether the same holder has the post already, and refuses one that clashes with another.
func (x *Chiefs) meets(ctx context.Context, r store.Reader, g Giving, h *Holding, list []Stand) (same bool, err error) {
	var refs []string
	if g.Person == 0 {
		if refs, err = x.called(ctx, r, g.Name); err != nil {
			return false, err
		}
	}
	for _, s := range list {
		if s.Post != h.Post || s.Area != h.Area || s.Theme != h.Theme {
			continue
		}
		his := g.Person != 0 && s.Person == g.Person || s.Ref != "" && slices.Contains(refs, s.Ref)
		both := s.Holding
		both.Single = true // nobody holds one post twice at a time
		if his && clash(&both, h) {
			return true, nil
		}
		if clash(&s.Holding, h) {
			return false, fault.New(fault.Conflict, "chief_taken", "since", string(s.Since)).On("since")
		}
	}
	return false, nil
}

// said checks what is said of a post and puts it in order.
func (x *Chiefs) said(g *Giving, now calendar.Instant) (*Holding, error) {
	t, known := x.rules().Theme(g.Theme)
	if !known {
		return nil, fault.New(fault.Invalid, "chief_theme").On("theme")
	}
	p, known := t.Post(g.Post)
	if !known {
		return nil, fault.New(fault.Invalid, "chief_post").On("post")
	}
	if err := x.inUse(g.Area); err != nil {
		return nil, err
	}
	who, err := x.who(g.Person, &g.Name)
	if err != nil {
		return nil, err
	}
	if g.Since == "" {
		g.Since = Today(now)
	}
	if err := inOrder(g.Since, g.Until); err != nil {
		return nil, err
	}
	return &Holding{Theme: g.Theme, Post: g.Post, Area: g.Area, Who: who, Single: p.Single, Since: g.Since,
		Until: g.Until}, nil
}

func (x *Chiefs) inUse(a area.Code) error {
	if y, known := x.Org().Tree().Get(a); !known || y.Former {
		return fault.New(fault.Invalid, "area_unknown", "code", a.String()).On("area")
	}
	return nil
}

// who checks a person or a name: one of them.
func (x *Chiefs) who(person int64, name *string) (Who, error) {
	if person != 0 {
		if p, ok := x.Org().Person(person); !ok || p.Disabled {
			return Who{}, fault.New(fault.Invalid, "chief_person").On("person")
		}
		return Who{Person: person}, nil
	}
	if strings.TrimSpace(*name) == "" {
		return Who{}, fault.New(fault.Invalid, "chief_who").On("name")
	}
	var err error
	*name, err = words(*name, "name", LongName)
	if err == nil && strings.ContainsFunc(*name, func(r rune) bool { return r >= '0' && r <= '9' }) {
		return Who{}, fault.New(fault.Invalid, "chief_who").On("name") // a number of somebody is no name
	}
	return Who{}, err
}

func inOrder(since, until Day) error {
	if !since.Valid() {
		return fault.New(fault.Invalid, "chief_day").On("since")
	}
	if until != "" && !until.Valid() {
		return fault.New(fault.Invalid, "chief_day").On("until")
	}
	if until != "" && until < since {
		return fault.New(fault.Invalid, "chief_days").On("until")
	}
	return nil
}

// Note records a day in an area by a note: the holder's own, or of who keeps the area. Area 0 is the post's own. The
// same day twice counts once. It goes through the one door for notes, patrol.Noted. Faults: chief_missing, chief_day,
// chief_ahead, chief_not_held, chief_outside, patrol_words, patrol_long, patrol_secret.
func (x *Chiefs) Note(ctx context.Context, caller org.Caller, id ledger.ID, post int64, n Noted) error {
	return x.patrols.Noted(ctx, caller, id, patrol.Note{Post: post, Area: n.Area, Day: patrol.ParseDay(string(n.Day)),
		Text: n.Text}, x.holder)
}

// holder is patrol.Holder.
func (x *Chiefs) holder(ctx context.Context, r store.Reader, caller org.Caller, n *patrol.Note,
	now calendar.Instant) (int64, error) {
	s, err := standOf(ctx, r, x.City, n.Post)
	if err != nil {
		return 0, err
	}
	if !x.mayNote(caller, s) {
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	if n.Theme = s.Theme; n.Area == 0 {
		n.Area = s.Area
	}
	switch day := Day(n.Day.String()); {
	case n.Day == 0:
		return 0, fault.New(fault.Invalid, "chief_day").On("day")
	case day > Today(now):
		return 0, fault.New(fault.Invalid, "chief_ahead").On("day")
	case !s.held(day):
		return 0, fault.New(fault.Invalid, "chief_not_held").On("day")
	case !s.Area.Contains(n.Area):
		return 0, fault.New(fault.Invalid, "chief_outside").On("area")
	}
	return s.Person, nil
}

// Phone sets the telephone of a theme's office in an area; "" takes it away. A private one is refused. Faults:
// chief_theme, area_unknown, chief_phone.
func (x *Chiefs) Phone(ctx context.Context, caller org.Caller, id ledger.ID, p Phoned) error {
	return x.keepOne(ctx, caller, id, []any{"phone", p}, PhonedType, ledger.New, p.Area, func() (any, error) {
		p := p
		if _, known := x.rules().Theme(p.Theme); !known {
			return nil, fault.New(fault.Invalid, "chief_theme").On("theme")
		}
		if err := x.inUse(p.Area); err != nil {
			return nil, err
		}
		p.Phone = strings.TrimSpace(p.Phone)
		if p.Phone != "" && !officePhone(p.Phone) {
			return nil, fault.New(fault.Invalid, "chief_phone").On("phone")
		}
		return &p, nil
	})
}

// officePhone says that a number is one of an office: no mobile telephone's.
func officePhone(s string) bool {
	digits := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return r
		}
		return -1
	}, s)
	other := strings.Trim(s, "0123456789-()（） 转,，")
	digits = strings.TrimPrefix(digits, "86")
	mobile := len(digits) == 11 && digits[0] == '1'
	return other == "" && len(digits) >= 3 && len(digits) <= 16 && !mobile
}

// keepOne records one fact about an area.
func (x *Chiefs) keepOne(ctx context.Context, caller org.Caller, id ledger.ID, said any, typ event.Type, subject int64,
	a area.Code, body func() (any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		b, err := body()
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: subject, Areas: []area.Code{a}, Body: b}}, nil
	})
	return err
}

// words cleans what a person wrote, and refuses what is empty, too long or bears a mark of secrecy.
func words(s, name string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "chief_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "chief_long", "max", strconv.Itoa(most), "n", strconv.Itoa(n)).On(name)
	}
	if mark := secrecy.Mark(s); mark != "" {
		return s, fault.New(fault.Invalid, "chief_secret", "mark", mark).On(name)
	}
	return s, nil
}
