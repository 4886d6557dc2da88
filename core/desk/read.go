package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"io"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
)

// Matter is one matter, if the caller may see it; otherwise it does not exist for him. Opening a restricted one is
// recorded, once a day.
func (d *Desk) Matter(ctx context.Context, caller org.Caller, id int64) (*matter.Matter, error) {
	m, err := d.views.Get(ctx, d.db.Read(), id)
	if err != nil {
		return nil, translate(err)
	}
	if !d.Org().Sees(caller, m) {
		return nil, fault.New(fault.Missing, "matter_missing")
	}
	if m.Kind == matter.Help && caller.Person != 0 && caller.Person != m.Reporter {
		day := d.now().Time().In(d.Calendar().Location()).Format("2006-01-02")
		if _, err := d.Do(ctx, caller, Command{ID: named("read", day, caller.Person, id), Matter: id,
			Body: &matter.Read{}}); err != nil {
			return nil, err
		}
	}
	return m, d.tell(ctx, caller, m)
}

// Matters are those of some ids that the caller may see, in few questions, for a list of them. Restricted ones are not
// among them: each is opened by itself, which is recorded.
func (d *Desk) Matters(ctx context.Context, caller org.Caller, ids []int64) (map[int64]*matter.Matter, error) {
	out, err := views.Some(ctx, d.db.Read(), d.city, ids)
	maps.DeleteFunc(out, func(_ int64, m *matter.Matter) bool {
		return m.Kind == matter.Help || !d.Org().Sees(caller,
			m)
	})
	return out, translateNil(err)
}

// Glimpse is a matter whoever asks. Only a part that shows no more of it than anybody may know may call it; faces
// never do.
func (d *Desk) Glimpse(ctx context.Context, id int64) (*matter.Matter, error) {
	m, err := d.views.Get(ctx, d.db.Read(), id)
	return m, translateNil(err)
}

// Given says whether a command with this id was taken before: giving it again gives the first answer.
func (d *Desk) Given(ctx context.Context, id ledger.ID) (bool, error) {
	ok, err := d.ledger.Given(ctx, d.db.Read(), id)
	return ok, translateNil(err)
}

// Once is the command id of something that may happen once only, for the parts of the program that act by the clock.
func Once(parts ...any) ledger.ID { return named(parts...) }

// named is the command id of something that may happen once only, whoever asks and however often.
func named(parts ...any) ledger.ID {
	h := sha256.New()
	_ = json.NewEncoder(h).Encode(parts)
	var id ledger.ID
	copy(id[:], h.Sum(nil))
	id[6] = id[6]&0x0f | 0x80
	id[8] = id[8]&0x3f | 0x80
	return id
}

// ByReceipt finds the matter of a receipt code and the Caller who holds it. What reporters of merged matters added is
// not in it.
func (d *Desk) ByReceipt(ctx context.Context, code string) (*matter.Matter, org.Caller, error) {
	code = plainReceipt(code)
	id, ok, err := views.ByReceipt(ctx, d.db.Read(), d.city, digest(code))
	if err == nil && !ok && len(code) == 12 {
		return d.byEcho(ctx, code)
	}
	if err != nil {
		return nil, org.Caller{}, translate(err)
	}
	if !ok || len(code) != 12 {
		return nil, org.Caller{}, fault.New(fault.Missing, "receipt_missing").On("receipt")
	}
	m, err := d.views.Get(ctx, d.db.Read(), id)
	if err != nil {
		return nil, org.Caller{}, translate(err)
	}
	return m.Own(), org.Caller{Matter: id, Voice: "r" + digest(code)}, nil
}

// ByNumber finds a matter by its number on the list, or by its id in digits.
func (d *Desk) ByNumber(ctx context.Context, caller org.Caller, number string) (*matter.Matter, error) {
	id, ok, err := views.ByNumber(ctx, d.db.Read(), d.city, number)
	if err != nil {
		return nil, translate(err)
	}
	if !ok {
		return nil, fault.New(fault.Missing, "matter_missing")
	}
	return d.Matter(ctx, caller, id)
}

// May lists the commands that the caller may give for the matter now, by name. Forms are made from it; the rule
// itself is asked again when the command comes.
func (d *Desk) May(caller org.Caller, m *matter.Matter) []matter.CommandName {
	return d.MaySay(caller, m, nil)
}

// MaySay is May for the reporter of a matter that was merged into another one: lives is the one that lives on, which
// takes what he adds; nil or the matter itself where it was not merged.
func (d *Desk) MaySay(caller org.Caller, m, lives *matter.Matter) []matter.CommandName {
	var out []matter.CommandName
	o, p := d.Org(), d.Policy()
	for _, x := range matter.Descriptions() {
		r := x.Rule
		passes := x.Passing(m, lives)
		if r.ClockOnly() || r.Command == matter.CmdReport || r.Command == matter.CmdRead ||
			!slices.Contains(r.From, m.State) && !passes ||
			x.Pointless != nil && x.Pointless(m) {
			continue
		}
		a, err := o.May(caller, r, p.May(r.Command), m)
		if err != nil || passes && !a.Reporter || r.Verifies && matter.Independent(m, a) != nil {
			continue
		}
		out = append(out, r.Command)
	}
	return out
}

// Entry is one step of a matter's history.
type Entry struct {
	Seq    int64
	At     calendar.Instant
	Type   event.Type
	Person int64
	Name   string // who, empty for residents and the clock
	Unit   int64  // his unit, if he has one
	Body   matter.Body

	Given *PasswordGiven // somebody else gave the person a password shortly before; nil for nobody
}

// forReporters are the steps that the holder of a receipt reads; internal remarks and looks are not among them.
var forReporters = []event.Type{matter.TypeReported, matter.TypeDeclined, matter.TypeMerged, matter.TypeSplit,
	matter.TypeListed,
	matter.TypeAssigned, matter.TypeSigned,
	matter.TypeDelegated, matter.TypeBounced, matter.TypeExtended, matter.TypeSuspended, matter.TypeResumed,
	matter.TypeFixed,
	matter.TypeRejected, matter.TypeStruckOff, matter.TypeReopened, matter.TypeRated, matter.TypeForgotten,
	matter.TypeForgetAsked, matter.TypeWithheld}

// History is what happened to a matter, oldest first, at most limit steps after the seq given.
func (d *Desk) History(ctx context.Context, caller org.Caller, id, after int64, limit int) ([]Entry, error) {
	out, _, err := d.HistoryPage(ctx, caller, id, after, limit)
	return out, err
}

// HistoryPage is a History with the seq after which it goes on, 0 at its end. Steps that the caller may not read are
// left out: a page may be short, and more may come.
func (d *Desk) HistoryPage(ctx context.Context, caller org.Caller, id, after int64, limit int) (out []Entry, next int64,
	err error) {
	m, err := d.views.Get(ctx, d.db.Read(), id)
	if err != nil {
		return nil, 0, translate(err)
	}
	o := d.Org()
	if !o.Sees(caller, m) {
		return nil, 0, fault.New(fault.Missing, "matter_missing")
	}
	events, err := d.ledger.Events(ctx, d.db.Read(), id, after, limit)
	if err != nil {
		return nil, 0, translate(err)
	}
	if len(events) == limit {
		next = events[limit-1].Seq
	}
	words, err := d.wordsFor(ctx, caller, m)
	if err != nil {
		return nil, 0, err
	}
	for _, e := range events {
		if !e.Type.In(matter.TypePrefix) {
			continue // what a part says of it
		}
		b, err := matter.Decode(e.Type, e.Body)
		if err != nil {
			return nil, 0, translate(err)
		}
		if caller.Person == 0 && !caller.System && !shown(e.Type, b) ||
			caller.Echo != 0 && !slices.Contains(forEchoes, e.Type) {
			continue
		}
		if caller.Person == 0 && !caller.System {
			b = unsaid(b)
		}
		if caller.Echo != 0 {
			b = wordless(b)
		}
		words.step(caller, b)
		x := Entry{Seq: e.Seq, At: e.At, Type: e.Type, Person: e.Actor, Body: b}
		if p, ok := o.Person(e.Actor); ok {
			x.Name, x.Unit = p.Name, home(p)
		}
		if caller.Person == 0 && !caller.System {
			x.Name, x.Person = "", 0 // residents deal with offices, not with names
		}
		out = append(out, x)
	}
	return out, next, translateNil(d.mark(ctx, out))
}

func shown(typ event.Type, b matter.Body) bool {
	if c, ok := b.(*matter.WasCommented); ok {
		return c.Public
	}
	switch b.(type) {
	case *matter.WasRated, *matter.WasWithheld:
		return matter.FromOf(b) == 0
	}
	return slices.Contains(forReporters, typ)
}

// unsaid is a step as the holder of a receipt reads it: what another reporter said with it is not his to read.
func unsaid(b matter.Body) matter.Body {
	if r, ok := b.(*matter.WasReopened); ok && r.From != 0 {
		cp := *r
		cp.Reason, cp.Photos, cp.From = "", nil, 0
		return &cp
	}
	return b
}

// home is the unit a person belongs to, 0 for none.
func home(p org.Person) int64 {
	for _, x := range p.Posts {
		if x.Unit != 0 {
			return x.Unit
		}
	}
	return 0
}

// List is one page of matters that the caller may see.
func (d *Desk) List(ctx context.Context, caller org.Caller, f views.Filter) (views.Page, error) {
	p, err := d.views.Page(ctx, d.db.Read(), d.Org().Scope(caller), d.today(f), d.now())
	return p, translateNil(err)
}

// Each hands every matter of a list to fn, in the list's order, for exports: exactly what List shows, page by page.
func (d *Desk) Each(ctx context.Context, caller org.Caller, f views.Filter, fn func(*matter.Matter) error) error {
	return translateNil(d.views.Each(ctx, d.db.Lagging(), d.Org().Scope(caller), d.today(f), d.now(), fn))
}

// Work is what waits for the caller, most urgent first.
func (d *Desk) Work(ctx context.Context, caller org.Caller, f views.Filter) (views.Page, error) {
	p, err := d.views.Work(ctx, d.db.Read(), d.Org(), caller, d.today(f), d.now())
	return p, translateNil(err)
}

// Figures are the counters and lights of areas, for callers who see the whole of each; help matters are not among them.
func (d *Desk) Figures(ctx context.Context, caller org.Caller, areas []area.Code) ([]views.Figures, error) {
	s := d.Org().Scope(caller)
	for _, a := range areas {
		if !d.covers(s, a) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
	}
	f, err := d.views.Lights(ctx, d.db.Lagging(), areas, d.now())
	return f, translateNil(err)
}

// Photo opens one photo of a matter that the caller may see. Size is "view" or "thumb"; the original, which still
// says where and with what it was taken, goes only to those who audit.
func (d *Desk) Photo(ctx context.Context, caller org.Caller, matterID int64,
	photoID, size string) (io.ReadSeekCloser, error) {
	none := fault.New(fault.Missing, "photo_missing")
	m, err := d.views.Get(ctx, d.db.Read(), matterID)
	if err != nil || !d.Org().Sees(caller, m) {
		return nil, none
	}
	if caller.Person == 0 && !caller.System {
		if m = m.Own(); caller.Echo != 0 {
			m = d.echoOf(m)
		}
	}
	i := slices.IndexFunc(m.Photos, func(p matter.Photo) bool { return p.ID == photoID })
	if i < 0 {
		return nil, none
	}
	return d.OpenPhoto(caller, m.Photos[i], size)
}

// OpenPhoto opens a photo that the caller was found to be allowed to see; sizes as in Photo.
func (d *Desk) OpenPhoto(caller org.Caller, p matter.Photo, size string) (io.ReadSeekCloser, error) {
	none := fault.New(fault.Missing, "photo_missing")
	name := p.View
	switch size {
	case "thumb":
		name = p.Thumb
	case "original":
		if !d.Org().MayAudit(caller) {
			return nil, none
		}
		name = p.ID
	}
	h, err := blob.ParseHash(name)
	if err != nil {
		return nil, none.By(err)
	}
	f, err := d.blobs.Open(h)
	if err != nil {
		return nil, none.By(err)
	}
	return f, nil
}

// Lag says how far the views that follow are behind.
func (d *Desk) Lag() map[string]ledger.Lag { return d.ledger.Lag() }
