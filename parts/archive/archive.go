package archive

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/store"
)

// Archive is a city's archive. Safe for concurrent use.
type Archive struct {
	part.Base
}

// New makes the archive of a city.
func New(b part.Base) *Archive { return &Archive{Base: b} }

const (
	mostItems = 1000 // of a volume
	longTitle = 100
	longNote  = 1000
	firstYear = 1949
	lastYear  = 9999
)

// acts say who may, at the widest: policy names the keepers (mayKeep). Items are told by whoever ends what they are.
func acts() (out []org.Act) {
	keepers := []org.Right{{In: org.Over, Posts: policy.Reviewers()}}
	out = append(out, org.Act{Type: OfferedType, Rights: append(slices.Clone(keepers),
		org.Right{In: org.Some, Clock: true}, org.Right{In: org.Some, System: true})})
	for _, t := range []event.Type{BegunType, ArrangedType, ClosedType, NotedType} {
		out = append(out, org.Act{Type: t, Rights: keepers})
	}
	return out
}

// MayKeep says whether the caller keeps the archive of an area.
func (x *Archive) MayKeep(caller org.Caller, a area.Code) bool {
	return caller.Person != 0 && slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return slices.Contains(x.Policy().Archive.Keepers, o.Kind) && o.Area.Contains(a)
	})
}

// areasOf are the areas whose archive the caller reads, none within another: he keeps it, or audits.
func (x *Archive) areasOf(caller org.Caller) (out []area.Code) {
	for _, o := range caller.Posts {
		if (o.Kind == matter.Auditor || x.MayKeep(caller, o.Area)) && o.Area != 0 && caller.Person != 0 {
			out = append(out, o.Area)
		}
	}
	slices.Sort(out)
	out = slices.Compact(out)
	return slices.DeleteFunc(slices.Clone(out), func(a area.Code) bool {
		return slices.ContainsFunc(out, func(b area.Code) bool { return a != b && b.Contains(a) })
	})
}

// Reads says whether the caller reads the archive of an area.
func (x *Archive) Reads(caller org.Caller, a area.Code) bool {
	return caller.System || slices.ContainsFunc(x.areasOf(caller), func(o area.Code) bool { return o.Contains(a) })
}

// Opens says whether the caller has an archive to read.
func (x *Archive) Opens(caller org.Caller) bool { return len(x.areasOf(caller)) > 0 }

// KeepsIn are the areas in which the caller may begin a volume: those of his posts.
func (x *Archive) KeepsIn(caller org.Caller) (out []area.Code) {
	for _, o := range caller.Posts {
		if x.MayKeep(caller, o.Area) && !slices.Contains(out, o.Area) {
			out = append(out, o.Area)
		}
	}
	return out
}

// Offer tells the archive of a thing that ended before its part told it by itself: notices that somebody chose. Faults:
// archive_twice.
func (x *Archive) Offer(ctx context.Context, caller org.Caller, id ledger.ID, i Item) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"offer", i}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		if !caller.System && !caller.Clock && !x.MayKeep(caller, i.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		list, err := entries(ctx, tx, " AND part = $2 AND subject = $3", x.City, i.Part, i.Subject)
		if err == nil && len(list) > 0 {
			err = fault.New(fault.Conflict, "archive_twice")
		}
		if err == nil {
			err = sound(i)
		}
		return []desk.Fact{Offer(i)}, err
	})
	return a.Subject, err
}

// sound says what is wrong with an item.
func sound(i Item) error {
	switch {
	case !slices.Contains(Kinds(), i.Kind):
		return fault.New(fault.Invalid, "archive_kind").On("kind")
	case !slices.Contains(policy.Terms(), i.Keep):
		return fault.New(fault.Invalid, "archive_keep").On("keep")
	case i.Title == "" || i.Year() < firstYear:
		return fault.New(fault.Invalid, "archive_words").On("title")
	}
	return nil
}

// Begin begins a volume and gives its id. Who keeps the archive of the area may. Faults: archive_words, archive_long,
// archive_year, archive_keep, archive_kind, area_unknown.
func (x *Archive) Begin(ctx context.Context, caller org.Caller, id ledger.ID, v Begun) (int64, error) {
	said := v
	if _, ok := x.Org().Tree().Get(v.Area); !ok {
		return 0, fault.New(fault.Invalid, "area_unknown", "code", v.Area.String()).On("area")
	}
	var err error
	if v.Title, err = words(v.Title, "title", longTitle); err != nil {
		return 0, err
	}
	switch {
	case v.Year < firstYear || v.Year > lastYear:
		return 0, fault.New(fault.Invalid, "archive_year").On("year")
	case !slices.Contains(policy.Terms(), v.Keep):
		return 0, fault.New(fault.Invalid, "archive_keep").On("keep")
	case !slices.Contains(Kinds(), v.Kind):
		return 0, fault.New(fault.Invalid, "archive_kind").On("kind")
	case !x.MayKeep(caller, v.Area):
		return 0, fault.New(fault.Denied, "not_allowed")
	}
	a, err := x.Desk.Keep(ctx, caller, id, []any{"begin", said}, func(context.Context, *store.Tx,
		calendar.Instant) ([]desk.Fact, error) {
		return []desk.Fact{{Type: BegunType, Subject: ledger.New, Areas: []area.Code{v.Area}, Body: &v}}, nil
	})
	return a.Subject, err
}

// Arrange says all that is in an open volume, in its order. Faults: archive_closed, archive_many, archive_missing,
// archive_other for an item that does not fit, archive_taken for one that lies in another volume.
func (x *Archive) Arrange(ctx context.Context, caller org.Caller, id ledger.ID, volume int64, items []int64) error {
	return x.about(ctx, caller, id, volume, []any{"arrange", volume, items}, func(ctx context.Context, tx *store.Tx,
		w *Volume) (event.Type, any, error) {
		if w.Closed > 0 {
			return "", nil, fault.New(fault.Conflict, "archive_closed")
		}
		if len(items) > mostItems {
			return "", nil, fault.New(fault.Invalid, "archive_many", "max", mostItems).On("items")
		}
		var list []int64
		for _, id := range items {
			if slices.Contains(list, id) {
				continue
			}
			got, err := entries(ctx, tx, " AND id = $2", x.City, id)
			if err != nil {
				return "", nil, err
			}
			if len(got) == 0 || !x.Reads(caller, got[0].Area) {
				return "", nil, missing()
			}
			if e := got[0]; e.Volume != 0 && e.Volume != volume {
				return "", nil, fault.New(fault.Conflict, "archive_taken", "title", e.Title).On("items")
			} else if !w.fits(e) {
				return "", nil, fault.New(fault.Invalid, "archive_other", "title", e.Title).On("items")
			}
			list = append(list, id)
		}
		return ArrangedType, &Arranged{list}, nil
	})
}

// fits says whether an item belongs into a volume: of its year, kind and term, and of its area or one below.
func (w *Volume) fits(e Entry) bool {
	return e.Year() == int64(w.Year) && e.Kind == w.Kind && e.Keep == w.Keep && w.Area.Contains(e.Area)
}

// Close locks a volume for ever. Faults: archive_closed, archive_empty.
func (x *Archive) Close(ctx context.Context, caller org.Caller, id ledger.ID, volume int64) error {
	return x.about(ctx, caller, id, volume, []any{"close", volume}, func(ctx context.Context, tx *store.Tx,
		w *Volume) (event.Type, any, error) {
		if w.Closed > 0 {
			return "", nil, fault.New(fault.Conflict, "archive_closed")
		}
		list, err := entries(ctx, tx, " AND volume = $2 ORDER BY nth", x.City, volume)
		if err != nil {
			return "", nil, err
		}
		if len(list) == 0 {
			return "", nil, fault.New(fault.Invalid, "archive_empty")
		}
		pages := 0
		for _, e := range list {
			pages += e.Pages
		}
		return ClosedType, &Closed{len(list), pages, ListHash(list)}, nil
	})
}

// Note puts a correction beside a volume, open or closed, or beside an item of it. Faults: archive_words.
func (x *Archive) Note(ctx context.Context, caller org.Caller, id ledger.ID, volume int64, n Noted) error {
	return x.about(ctx, caller, id, volume, []any{"note", volume, n}, func(ctx context.Context, tx *store.Tx,
		w *Volume) (event.Type, any, error) {
		if n.Item != 0 {
			got, err := entries(ctx, tx, " AND id = $2", x.City, n.Item)
			if err != nil || len(got) == 0 || got[0].Volume != w.ID {
				return "", nil, fault.New(fault.Invalid, "archive_missing").On("item").By(err)
			}
		}
		text, err := words(n.Text, "text", longNote)
		return NotedType, &Noted{n.Item, text}, err
	})
}

// about records one event about a volume that the caller keeps.
func (x *Archive) about(ctx context.Context, caller org.Caller, id ledger.ID, volume int64, said any,
	decide func(context.Context, *store.Tx, *Volume) (event.Type, any, error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		w, err := volumeOf(ctx, tx, x.City, volume)
		if err != nil {
			return nil, err
		}
		if !x.Reads(caller, w.Area) {
			return nil, missing()
		}
		if !x.MayKeep(caller, w.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		typ, body, err := decide(ctx, tx, w)
		if err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: typ, Subject: w.ID, Areas: []area.Code{w.Area}, Body: body}}, nil
	})
	return err
}

// words tidies a text, says what is wrong with its length, and refuses one with a mark of a state secret.
func words(s, name string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "archive_words").On(name)
	}
	if n := utf8.RuneCountInString(s); n > most {
		return s, fault.New(fault.Invalid, "archive_long", "max", strconv.Itoa(most), "n", strconv.Itoa(n)).On(name)
	}
	if mark := secrecy.NameMark(s); secrecy.IsState(mark) {
		return s, fault.New(fault.Invalid, "office_secret", "mark", mark).On(name)
	}
	return s, nil
}
