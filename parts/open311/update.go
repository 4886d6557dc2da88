package open311

import (
	"context"
	"database/sql"
	"errors"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// Update is what a program says for a resident about a matter that is public.
type Update struct {
	ID     string // the program's own; "" for none
	Fresh  ledger.ID
	Key    Key
	Matter int64
	Text   string
	Photos []string // uploads
	Media  []string // addresses of pictures
}

// Update records words about what is public, and gives the number of the event that holds them: the same for an id that
// the program used before, and for words that are the last ones that it sent about this matter. 0 where there is
// nothing to say. Errors: matter_missing for what is not public, else those of a remark.
func (x *Open311) Update(ctx context.Context, u Update) (seq int64, err error) {
	if _, err := x.releases.One(ctx, u.Matter); err != nil {
		return 0, err
	}
	caller, id := u.Key.caller(), u.Fresh
	caller.Echo = u.Matter
	if u.ID != "" {
		id = desk.Once("open311 update", u.Key.ID, u.Matter, u.ID)
		if a, known, err := x.Desk.Led(ctx, caller, id, nil); known || err != nil {
			return a.First, err
		}
	}
	if u.Text != "" {
		if last, err := x.last(ctx, u); err != nil || last != 0 && len(u.Photos)+len(u.Media) == 0 {
			return last, err
		}
		res, err := x.Desk.Do(ctx, caller, desk.Command{ID: id, Matter: u.Matter,
			Body: &matter.Comment{Text: u.Text, Via: &matter.Via{Key: u.Key.ID, Name: u.Key.Name}}})
		if err != nil {
			return 0, err
		}
		seq = res.Seq
		x.told(ctx, "last words", x.Desk.CatchUp(ctx, Follower))
	}
	shown, err := x.show(ctx, caller, u, id, seq)
	if seq == 0 {
		seq = shown
	}
	return seq, err
}

// last is the number of the last words that a program sent about a matter, where it sends the same ones again; 0 where
// it does not.
func (x *Open311) last(ctx context.Context, u Update) (seq int64, err error) {
	var words string
	err = x.DB.Read().QueryRow(ctx, `SELECT seq, words FROM open311_updates WHERE city = $1 AND matter = $2
		AND service_key = $3`, x.City, u.Matter, u.Key.ID).Scan(&seq, &words)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, nil
	}
	text, _ := redact.Text(matter.Clean(u.Text))
	if err != nil || words != wordsOf(text) {
		return 0, store.Explain(err)
	}
	return seq, nil
}

// show adds the pictures of an update. What the matter does not take any more is said on it.
func (x *Open311) show(ctx context.Context, caller org.Caller, u Update, id ledger.ID, seq int64) (int64, error) {
	if len(u.Photos) > 0 {
		if seq != 0 { // the words have the command's id
			id = desk.Once("open311 photos", seq)
		}
		res, err := x.Desk.Do(ctx, caller, desk.Command{ID: id, Matter: u.Matter,
			Body: &matter.Attach{Photos: u.Photos}})
		switch {
		case err == nil && seq == 0:
			seq = res.Seq
		case err == nil:
		case fault.Code(err) == "state_forbids" && seq != 0:
			return seq, x.lost(ctx, u.Matter, matter.LostClosed, seq, -1)
		default:
			return seq, err
		}
	}
	if len(u.Media) == 0 {
		return seq, nil
	}
	if seq == 0 { // nothing but addresses: the place in the queue needs an event to stand behind
		res, err := x.Desk.Do(ctx, caller, desk.Command{ID: id, Matter: u.Matter, Body: &matter.Comment{
			Text: lang.T(lang.Zh, "georeport.pictures", nil),
			Via:  &matter.Via{Key: u.Key.ID, Name: u.Key.Name}}})
		if err != nil {
			return 0, err
		}
		seq = res.Seq
	}
	return seq, x.queue(ctx, desk.Result{Matter: u.Matter, Seq: seq}, u.Key, u.Media, false)
}
