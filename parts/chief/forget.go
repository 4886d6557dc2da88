package chief

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// Forgotten says that the name of who held a post without logging in is gone.
type Forgotten struct {
	Reason string `json:"reason"`
}

// Free is when the name of a holder who cannot log in may be forgotten: the archive's term after his last day; 0 while
// the term does not run, or there is no such name.
func (x *Chiefs) Free(s *Stand) calendar.Instant {
	if s.Person != 0 || s.Ref == "" || s.Until == "" {
		return 0
	}
	return x.Policy().Archive.Until(s.Until.Plus(1).Instant(), x.Policy().Calendar())
}

// MayForget says whether the caller may forget a name of his area's posts.
func (x *Chiefs) MayForget(caller org.Caller, a area.Code) bool {
	return x.Org().MayAct(caller, ForgottenType, a)
}

// Forget destroys the name of who held a post without logging in, once the archive's term after his last day is over.
// His days, his lists and what he signed stay, with nobody's name. An administrator of the area may, and the command
// line. A backup from before brings the name back: the same again forgets it again. Faults: chief_missing, not_allowed,
// chief_no_name, chief_kept with the day from which it is free, chief_words, chief_long, chief_secret.
func (x *Chiefs) Forget(ctx context.Context, caller org.Caller, id ledger.ID, post int64, reason string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"forget", post, reason}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		s, err := standOf(ctx, tx, x.City, post)
		if err != nil {
			return nil, err
		}
		if !x.MayForget(caller, s.Area) {
			return nil, fault.New(fault.Denied, "not_allowed")
		}
		name, err := x.nameIn(ctx, tx, s.Ref)
		if err != nil {
			return nil, err
		}
		switch free := x.Free(s); {
		case s.Person != 0 || name == nil:
			return nil, fault.New(fault.Conflict, "chief_no_name")
		case free == 0:
			return nil, fault.New(fault.Conflict, "chief_in_office")
		case now < free:
			return nil, fault.New(fault.Conflict, "chief_kept", "day", string(Today(free)))
		}
		b := &Forgotten{}
		if b.Reason, err = words(reason, "reason", LongText); err != nil {
			return nil, err
		}
		if err := tx.Later(ctx, "DELETE FROM chief_names WHERE city = $1 AND ref = $2", x.City, s.Ref); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: ForgottenType, Subject: post, Areas: []area.Code{s.Area}, Body: b}}, nil
	})
	return err
}
