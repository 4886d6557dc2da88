package file

import (
	"context"
	"io"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// OnMatter is the shelf of matters.
const OnMatter = "matter"

// absorbedShown is of how many matters that were merged into one the files are shown with it, the latest first.
const absorbedShown = 40

// rule is in which relation to a matter somebody hangs a file on it, and posts in which posts: who has the matter in
// hand, and the office of its area.
var (
	rule  = matter.Rule{Command: "file", Sides: []matter.Side{matter.Area, matter.Lead, matter.Holder}}
	posts = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.UnitClerk, matter.UnitHead}
)

// MayAdd says why the caller may not hang a file on a matter; nil where he may.
func (x *Files) MayAdd(caller org.Caller, m *matter.Matter) error {
	if !x.reads(caller, m) {
		return fault.New(fault.Missing, "matter_missing")
	}
	if m.Kind == matter.Help {
		return fault.New(fault.Denied, "file_help")
	}
	switch {
	case m.State == matter.Merged:
		return fault.New(fault.Conflict, "file_merged")
	case !m.Open():
		return fault.New(fault.Conflict, "file_closed")
	}
	_, err := x.Org().May(caller, rule, posts, m)
	return err
}

// reads says whether the caller may know of a matter's files: of those who see the matter, who holds a post.
func (x *Files) reads(caller org.Caller, m *matter.Matter) bool {
	return (caller.System || len(caller.Posts) > 0) && x.Org().Sees(caller, m)
}

// AddToMatter hangs a file on a matter; see Shelf.Add.
func (x *Files) AddToMatter(ctx context.Context, caller org.Caller, id ledger.ID, to int64, name string,
	r io.Reader) (Added, error) {
	m, err := x.Desk.Matter(ctx, caller, to)
	if err == nil {
		err = x.MayAdd(caller, m)
	}
	if err != nil {
		return Added{}, err
	}
	return x.Shelf(OnMatter).add(ctx, caller, id, to, []area.Code{m.Area}, name, r, x.still(caller, to))
}

// still asks once more in the transaction.
func (x *Files) still(caller org.Caller, id int64) may {
	return func(ctx context.Context, tx *store.Tx) error {
		m, err := views.Get(ctx, tx, x.City, id)
		if err != nil {
			return err
		}
		return x.MayAdd(caller, m)
	}
}

// OfMatter are the files of a matter and of those that were merged into it, its own first.
func (x *Files) OfMatter(ctx context.Context, caller org.Caller, id int64) ([]File, error) {
	m, err := x.matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	return x.Of(ctx, m)
}

// Of is the same of a matter that the caller was found to be allowed to know the files of.
func (x *Files) Of(ctx context.Context, m *matter.Matter) (out []File, err error) {
	for _, id := range together(m) {
		list, err := on(ctx, x.DB.Read(), x.City, On{OnMatter, id})
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	return out, nil
}

// Reads says whether the caller may know of a matter's files.
func (x *Files) Reads(caller org.Caller, m *matter.Matter) bool { return x.reads(caller, m) }

// together are a matter and the latest that were merged into it.
func together(m *matter.Matter) []int64 {
	out := []int64{m.ID}
	for i := len(m.Absorbed) - 1; i >= 0 && len(out) <= absorbedShown; i-- {
		out = append(out, m.Absorbed[i].ID)
	}
	return out
}

func (x *Files) matter(ctx context.Context, caller org.Caller, id int64) (*matter.Matter, error) {
	m, err := x.Desk.Matter(ctx, caller, id)
	if err == nil && !x.reads(caller, m) {
		err = fault.New(fault.Missing, "matter_missing")
	}
	return m, err
}

// OfMatterOne is one file of a matter, with the shelf's thing that it hangs on.
func (x *Files) OfMatterOne(ctx context.Context, caller org.Caller, id, file int64) (*File, error) {
	m, err := x.matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	f, err := get(ctx, x.DB.Read(), x.City, file)
	if err != nil {
		return nil, err
	}
	if f.On.Part != OnMatter || !slices.Contains(together(m), f.On.ID) || f.Withdrawn {
		return nil, fault.New(fault.Missing, "files_gone")
	}
	return f, nil
}

// OpenOfMatter opens a file of a matter for handing out.
func (x *Files) OpenOfMatter(ctx context.Context, caller org.Caller, id, file int64) (*File, io.ReadSeekCloser, error) {
	f, err := x.OfMatterOne(ctx, caller, id, file)
	if err != nil {
		return nil, nil, err
	}
	return x.Shelf(OnMatter).Open(ctx, f.On.ID, f.ID)
}

// TextOfMatter is what a file of a matter says.
func (x *Files) TextOfMatter(ctx context.Context, caller org.Caller, id, file int64) (string, error) {
	f, err := x.OfMatterOne(ctx, caller, id, file)
	if err != nil {
		return "", err
	}
	return x.Shelf(OnMatter).Text(ctx, f.On.ID, f.ID)
}

// WithdrawFromMatter takes a file of a matter out of sight. Who hung it there may while he may add one, and so may a
// supervisor of the matter's area.
func (x *Files) WithdrawFromMatter(ctx context.Context, caller org.Caller, id ledger.ID, from, file int64,
	reason string) error {
	f, err := x.OfMatterOne(ctx, caller, from, file)
	if err != nil {
		return err
	}
	m, err := x.matter(ctx, caller, f.On.ID)
	if err == nil {
		err = x.MayWithdraw(caller, m, f)
	}
	if err != nil {
		return err
	}
	return x.Shelf(OnMatter).withdraw(ctx, caller, id, f.On.ID, f.ID, reason, func(ctx context.Context,
		tx *store.Tx) error {
		m, err := views.Get(ctx, tx, x.City, f.On.ID)
		if err != nil {
			return err
		}
		return x.MayWithdraw(caller, m, f)
	})
}

// MayWithdraw says why the caller may not take a file of a matter out of sight. Once the matter is claimed fixed, its
// evidence stays as it was, but for a supervisor.
func (x *Files) MayWithdraw(caller org.Caller, m *matter.Matter, f *File) error {
	over := matter.Rule{Command: "file", Sides: []matter.Side{matter.Area}}
	if _, err := x.Org().May(caller, over, []matter.Post{matter.Supervisor}, m); err == nil {
		return nil
	}
	if caller.Person == 0 || caller.Person != f.Person {
		return fault.New(fault.Denied, "not_allowed")
	}
	if m.State == matter.Fixed || !m.Open() {
		return fault.New(fault.Conflict, "file_fixed")
	}
	_, err := x.Org().May(caller, rule, posts, m)
	return err
}
