package file

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/document"
	"xiaohao/platform/store"
)

// Shelf is where the files of one part's things lie. The part that holds it has found, before each call, that the
// caller may.
type Shelf struct {
	files *Files
	owner string
}

// Shelf gives the shelf of a part: "meeting", "document", "plan". That of matters is this part's own.
func (x *Files) Shelf(owner string) *Shelf { return &Shelf{x, owner} }

// Added is a file that hangs there now.
type Added struct {
	File
	Again bool `json:"again,omitempty"` // the same bytes hung on the same thing before; nothing new was kept
}

// may is asked in the transaction that records: things may have changed while a file was looked through. nil for yes.
type may func(ctx context.Context, tx *store.Tx) error

// Add looks a file through and hangs it on a thing, for good. areas are those whom it concerns. The same command again
// gives the first answer; the same bytes on the same thing hang there once. Faults: those of package document,
// file_secret, file_internal, file_kind, file_a_day, file_many, not_allowed.
func (s *Shelf) Add(ctx context.Context, caller org.Caller, id ledger.ID, subject int64, areas []area.Code, name string,
	r io.Reader) (Added, error) {
	return s.add(ctx, caller, id, subject, areas, name, r, nil)
}

func (s *Shelf) add(ctx context.Context, caller org.Caller, id ledger.ID, subject int64, areas []area.Code, name string,
	r io.Reader, ask may) (Added, error) {
	x, rule := s.files, s.files.Policy().Files
	if !x.Org().MayAct(caller, KeptType, areas...) {
		return Added{}, fault.New(fault.Denied, "not_allowed")
	}
	if err := x.quota(ctx, x.DB.Read(), caller, x.Now(), rule.ADay); err != nil {
		return Added{}, err
	}
	l, err := x.look(ctx, name, r, rule)
	if err != nil {
		return Added{}, err
	}
	laid, k, err := x.lay(ctx, l)
	if err != nil {
		return Added{}, errors.Join(err, x.drop(ctx, laid))
	}
	k.On, k.Areas = On{s.owner, subject}, areas
	again := false
	a, err := x.Desk.Keep(ctx, caller, id, []any{"file", k}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		again = false
		if ask != nil {
			if err := ask(ctx, tx); err != nil {
				return nil, err
			}
		}
		if err := x.quota(ctx, tx, caller, now, rule.ADay); err != nil {
			return nil, err
		}
		list, err := on(ctx, tx, x.City, k.On)
		if err != nil {
			return nil, err
		}
		for _, f := range list {
			if f.Hash == k.Hash {
				again = true
				return nil, nil
			}
		}
		if len(list) >= MostOn {
			return nil, fault.New(fault.TooLarge, "file_many", "n", MostOn).On("file")
		}
		for _, f := range laid {
			if err := x.Desk.UseFile(ctx, tx, f.Name); err != nil {
				return nil, err
			}
		}
		return []desk.Fact{{Type: KeptType, Subject: ledger.New, Areas: areas, Body: &k}}, nil
	})
	if err != nil {
		return Added{}, errors.Join(err, x.drop(ctx, laid))
	}
	return x.added(ctx, k, a.Subject, again)
}

// added reads what hangs there now.
func (x *Files) added(ctx context.Context, k Kept, id int64, again bool) (Added, error) {
	if !again && id != 0 {
		f, err := get(ctx, x.DB.Read(), x.City, id)
		if err != nil {
			return Added{}, err
		}
		return Added{File: *f}, nil
	}
	list, err := on(ctx, x.DB.Read(), x.City, k.On)
	for _, f := range list {
		if f.Hash == k.Hash {
			return Added{f, true}, err
		}
	}
	return Added{}, errors.Join(err, fault.New(fault.Missing, "files_gone"))
}

// lay puts what was looked through into the store: its bytes, its text, a picture's view.
func (x *Files) lay(ctx context.Context, l looked) (laid []desk.Laid, k Kept, err error) {
	k = Kept{Name: l.name, Kind: l.Kind, Type: l.Type, Size: l.Size, Pages: l.Pages, Scanned: l.Scanned, Mark: l.mark}
	for _, f := range []struct {
		to   *string
		data []byte
	}{{&k.Hash, l.data}, {&k.Text, []byte(l.Text)}, {&k.View, shownOf(l.Facts)}} {
		if len(f.data) == 0 {
			continue
		}
		one, err := x.Desk.LayFile(ctx, f.data)
		if err != nil {
			return laid, k, err
		}
		laid, *f.to = append(laid, one), one.Name
	}
	return laid, k, nil
}

func shownOf(f document.Facts) []byte {
	if f.Picture == nil {
		return nil
	}
	return f.Picture.View
}

// drop takes away what was laid down and not recorded.
func (x *Files) drop(ctx context.Context, laid []desk.Laid) (err error) {
	ctx = context.WithoutCancel(ctx)
	for _, f := range laid {
		err = errors.Join(err, x.Desk.DropFile(ctx, f, func(ctx context.Context, tx *store.Tx) (bool, error) {
			return x.known(ctx, tx, f.Name)
		}))
	}
	return err
}

func (x *Files) quota(ctx context.Context, r store.Reader, caller org.Caller, now calendar.Instant, most int) error {
	if caller.Person == 0 {
		return nil
	}
	n, err := x.today(ctx, r, caller.Person, now)
	if err == nil && n >= most {
		err = fault.New(fault.Limited, "file_a_day", "n", most).On("file")
	}
	return err
}

// List are the files of a thing, the oldest first.
func (s *Shelf) List(ctx context.Context, subject int64) ([]File, error) {
	return on(ctx, s.files.DB.Read(), s.files.City, On{s.owner, subject})
}

// Get is a file of a thing; fault.Missing for one of another thing and for one that was withdrawn.
func (s *Shelf) Get(ctx context.Context, subject, id int64) (*File, error) {
	f, err := get(ctx, s.files.DB.Read(), s.files.City, id)
	if err == nil && (f.On != On{s.owner, subject} || f.Withdrawn) {
		return nil, fault.New(fault.Missing, "files_gone")
	}
	return f, err
}

// Open opens a file of a thing for handing out.
func (s *Shelf) Open(ctx context.Context, subject, id int64) (*File, io.ReadSeekCloser, error) {
	f, err := s.Get(ctx, subject, id)
	if err != nil {
		return nil, nil, err
	}
	name, _ := f.Shown()
	r, err := s.files.Desk.OpenFile(name)
	return f, r, err
}

// Text is what a file says, "" where it has no text.
func (s *Shelf) Text(ctx context.Context, subject, id int64) (string, error) {
	f, err := s.Get(ctx, subject, id)
	if err != nil || f.Text == "" {
		return "", err
	}
	r, err := s.files.Desk.OpenFile(f.Text)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return "", fault.New(fault.Internal, "internal").By(err)
	}
	return string(b), nil
}

// Withdraw takes a file of a thing out of sight, for a reason. Its bytes stay. Faults: file_reason, not_allowed,
// file_missing.
func (s *Shelf) Withdraw(ctx context.Context, caller org.Caller, id ledger.ID, subject, file int64,
	reason string) error {
	return s.withdraw(ctx, caller, id, subject, file, reason, nil)
}

func (s *Shelf) withdraw(ctx context.Context, caller org.Caller, id ledger.ID, subject, file int64, reason string,
	ask may) error {
	x := s.files
	reason = strings.TrimSpace(reason)
	switch n := utf8.RuneCountInString(reason); {
	case n == 0:
		return fault.New(fault.Invalid, "file_reason").On("reason")
	case n > matter.MaxNote:
		return fault.New(fault.TooLarge, "text_long", "max", matter.MaxNote, "n", n).On("reason")
	case secrecy.IsState(secrecy.Mark(reason)):
		return fault.New(fault.Invalid, "file_secret", "mark", secrecy.Mark(reason)).On("reason")
	}
	_, err := x.Desk.Keep(ctx, caller, id, []any{"withdraw", s.owner, subject, file, reason}, func(ctx context.Context,
		tx *store.Tx, _ calendar.Instant) ([]desk.Fact, error) {
		f, err := get(ctx, tx, x.City, file)
		if err != nil {
			return nil, err
		}
		if f.On != (On{s.owner, subject}) || f.Withdrawn {
			return nil, fault.New(fault.Missing, "files_gone")
		}
		if ask != nil {
			if err := ask(ctx, tx); err != nil {
				return nil, err
			}
		}
		return []desk.Fact{{Type: WithdrawnType, Subject: f.ID, Areas: f.Areas,
			Body: &Withdrawn{f.Areas, reason}}}, nil
	})
	return err
}
