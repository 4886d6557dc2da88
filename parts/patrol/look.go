package patrol

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/patch"
	"xiaohao/platform/store"
)

// Patch is a patch as it stands.
type Patch struct {
	ID     int64
	No     string
	Kind   string
	Area   area.Code
	Matter int64
	State  PatchState
	Shape  patch.Shape
	Centre bool       // the list has a place only
	Looks  []LookedAt // of a single patch
}

// LookedAt is a look that was taken.
type LookedAt struct {
	Looked
	Person int64
	At     calendar.Instant
}

// Looking is a look that is to be recorded. Outside is when a phone took it; sent again it is the same look, whatever
// the clocks say by then. Photos go to the patch's matter.
type Looking struct {
	Looked
	Photos []string // tokens of uploads
}

// Looks records a look at a patch. It must be the one that is waited for; both are not by one person. What is refuted
// needs a reason, and its matter is declined where the caller may, else told. bare says that the matter takes no photos
// from him any more, so that they were left out. Faults: patch_missing, patch_look, patch_same_person, patrol_words,
// patrol_long, patrol_secret, and those of photos.
func (x *Patrols) Looks(ctx context.Context, caller org.Caller, command ledger.ID, id int64, l Looking) (bare bool,
	err error) {
	var p *Patch
	_, err = x.Desk.Keep(ctx, caller, command, []any{"look", id, l.Look, l.Yes, l.Note}, func(ctx context.Context,
		tx *store.Tx, now calendar.Instant) (_ []desk.Fact, err error) {
		if p, err = patchOf(ctx, tx, x.City, id); err != nil {
			return nil, err
		}
		l := l.Looked
		if err := x.mayLook(caller, p, l.Look); err != nil {
			return nil, err
		}
		if l.Note != "" || !l.Yes {
			if l.Note, err = words(l.Note, "note", matter.MaxNote); err != nil {
				return nil, err
			}
		}
		if l.Outside != 0 && len(p.Looks) > 0 {
			l.Outside = min(max(l.Outside, p.Looks[0].At), now)
		}
		return []desk.Fact{{Type: LookedType, Subject: id, Areas: []area.Code{p.Area}, Body: &l}}, nil
	})
	if err != nil {
		return false, err
	}
	if p == nil { // told before
		if p, err = patchOf(ctx, x.DB.Read(), x.City, id); err != nil {
			return false, err
		}
	}
	return x.tellMatter(ctx, caller, p, l)
}

// mayLook says what speaks against a look by the caller.
func (x *Patrols) mayLook(caller org.Caller, p *Patch, look Look) error {
	switch {
	case !x.seesPatch(caller, p):
		return fault.New(fault.Missing, "patch_missing")
	case p.State.waits() != look:
		return fault.New(fault.Conflict, "patch_look")
	case len(p.Looks) > 0 && p.Looks[0].Person == caller.Person:
		return fault.New(fault.Denied, "patch_same_person")
	case !x.Org().MayAct(caller, LookedType, p.Area):
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

// saidKeys are the sentences of a look on its matter: that it is none, that it is a problem.
var saidKeys = map[Look][2]string{Office: {"patch.said.office.no", "patch.said.office.yes"},
	Field: {"patch.said.field.no", "patch.said.field.yes"}}

// tellMatter does with the matter what a look means for it: its photos first, since a matter that is declined takes
// none.
func (x *Patrols) tellMatter(ctx context.Context, caller org.Caller, p *Patch, l Looking) (bare bool, err error) {
	text := say(saidKeys[l.Look][bit(l.Yes)], "note", l.Note)
	do := func(what string, body matter.Command) error {
		_, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once(what, p.ID, string(l.Look)), Matter: p.Matter,
			Said: []any{what, text}, Body: body})
		return err
	}
	shown := false
	if len(l.Photos) > 0 {
		err := do("patch shown", &matter.Attach{Note: text, Photos: l.Photos})
		switch kind := fault.Of(err).Kind; {
		case err == nil:
			shown = true
		case kind == fault.Denied || kind == fault.Conflict || kind == fault.Missing:
			bare = true
		default:
			return false, err
		}
	}
	if !l.Yes {
		if _, err := x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("patch declined", p.ID), Matter: p.Matter,
			Body: &matter.Decline{Reason: text}}); err == nil {
			return bare, nil
		}
	}
	if shown {
		return false, nil
	}
	_, err = x.Desk.Do(ctx, caller, desk.Command{ID: desk.Once("patch said", p.ID, string(l.Look)), Matter: p.Matter,
		Body: &matter.Comment{Text: text}})
	return bare, err
}

func (x *Patrols) seesPatch(caller org.Caller, p *Patch) bool {
	return x.Org().CoversNow(x.Org().Scope(caller), p.Area) || caller.Person != 0 &&
		x.Org().MayAct(caller, LookedType, p.Area)
}

const patchColumns = "id, no, kind, area, matter, state, shape, centre"

func scanPatch(scan func(...any) error) (*Patch, error) {
	p := &Patch{}
	var shape string
	if err := scan(&p.ID, &p.No, &p.Kind, &p.Area, &p.Matter, &p.State, &shape, &p.Centre); err != nil {
		return nil, err
	}
	return p, json.Unmarshal([]byte(shape), &p.Shape)
}

// patchOf reads a patch with its looks, also in a transaction. It gives fault.Missing "patch_missing".
func patchOf(ctx context.Context, r store.Reader, city, id int64) (*Patch, error) {
	p, err := scanPatch(r.QueryRow(ctx, "SELECT "+patchColumns+" FROM patches WHERE city = $1 AND id = $2", city,
		id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, fault.New(fault.Missing, "patch_missing")
	}
	if err != nil {
		return nil, store.Explain(err)
	}
	return p, store.Each(ctx, r, func(rows *sql.Rows) error {
		var l LookedAt
		err := rows.Scan(&l.Look, &l.Person, &l.At, &l.Yes, &l.Note)
		p.Looks = append(p.Looks, l)
		return err
	}, "SELECT look, person, at, yes, note FROM patch_looks WHERE city = $1 AND patch = $2 ORDER BY at, look DESC",
		city, id)
}

// PatchFilter says which patches are wanted, the newest first.
type PatchFilter struct {
	State  PatchState // "" for all
	Area   area.Code  // within
	Behind int64      // the page that begins behind this one
	Limit  int
}

// Patches is a page of the patches that the caller may see; next is where the following one begins, 0 after the last.
func (x *Patrols) Patches(ctx context.Context, caller org.Caller, f PatchFilter) (out []*Patch, next int64, err error) {
	if caller.Person == 0 {
		return nil, 0, fault.New(fault.Denied, "not_allowed")
	}
	behind := f.Behind
	if behind == 0 {
		behind = 1 << 62
	}
	text, args := "SELECT "+patchColumns+" FROM patches WHERE city = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
		[]any{x.City, behind, f.Limit + passed}
	if f.State != "" {
		text = "SELECT " + patchColumns + " FROM patches WHERE city = $1 AND state = $4 AND id < $2 " +
			"ORDER BY id DESC LIMIT $3"
		args = append(args, string(f.State))
	}
	n, most := 0, f.Limit+passed
	last := int64(0)
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		p, err := scanPatch(rows.Scan)
		if err != nil {
			return err
		}
		n++
		if len(out) > f.Limit {
			return nil
		}
		if x.seesPatch(caller, p) && (f.Area == 0 || f.Area.Contains(p.Area)) {
			out = append(out, p)
		}
		if len(out) <= f.Limit {
			last = p.ID
		}
		return nil
	}, text, args...)
	if len(out) > f.Limit {
		out = out[:f.Limit]
		return out, out[f.Limit-1].ID, err
	}
	if n == most {
		next = last
	}
	return out, next, err
}

// Patch is a patch with its looks, and the look that the caller may take; "" for none. The fault is patch_missing.
func (x *Patrols) Patch(ctx context.Context, caller org.Caller, id int64) (*Patch, Look, error) {
	p, err := patchOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, "", err
	}
	if !x.seesPatch(caller, p) {
		return nil, "", fault.New(fault.Missing, "patch_missing")
	}
	look := p.State.waits()
	if look != "" && x.mayLook(caller, p, look) != nil {
		look = ""
	}
	return p, look, nil
}

// ForField are the patches that wait for a look of the caller's in the field, the newest first, at most so many. Each
// has the look of the office.
func (x *Patrols) ForField(ctx context.Context, caller org.Caller, most int) (out []*Patch, err error) {
	if caller.Person == 0 || !x.Org().MayActSomewhere(caller, LookedType) {
		return nil, nil
	}
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var l LookedAt
		p, err := scanPatch(func(into ...any) error {
			return rows.Scan(append(into, &l.Look, &l.Person, &l.At, &l.Yes, &l.Note)...)
		})
		if err != nil || len(out) == most {
			return err
		}
		if p.Looks = []LookedAt{l}; x.mayLook(caller, p, Field) == nil {
			out = append(out, p)
		}
		return nil
	}, `SELECT p.id, p.no, p.kind, p.area, p.matter, p.state, p.shape, p.centre, l.look, l.person, l.at, l.yes, l.note
		FROM patches p JOIN patch_looks l ON l.city = $1 AND l.patch = p.id AND l.look = 'office'
		WHERE p.city = $1 AND p.state = 'field' ORDER BY p.id DESC LIMIT $2`, x.City, mostWaiting)
	return out, err
}
