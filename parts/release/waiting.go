package release

import (
	"context"
	"database/sql"
	"encoding/json"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// looked is how many waiting drafts are looked at for one caller; a page of them is rather short than slow.
const looked = 500

// Waiting are the drafts whose next step the caller may take, the oldest first.
func (x *Releases) Waiting(ctx context.Context, caller org.Caller, limit int) ([]Stand, error) {
	where, args := inPosts(caller, x.Policy().Release.Steps, []any{x.City})
	if where == "" {
		return nil, nil
	}
	args = append(args, int64(looked))
	all, err := x.stands(ctx, " AND state = 'waits' AND ("+where+") ORDER BY at, matter LIMIT $"+
		strconv.Itoa(len(args)), args)
	var out []Stand
	for _, s := range all {
		if len(out) < limit && caller.MayTake(x.Policy().Release.Steps, s.Step+1, s.Area, s.Hands) == nil {
			out = append(out, s)
		}
	}
	return out, err
}

// Refused are the caller's own drafts that were sent back, the last one first.
func (x *Releases) Refused(ctx context.Context, caller org.Caller, limit int) ([]Stand, error) {
	if caller.Person == 0 {
		return nil, nil
	}
	return x.stands(ctx, " AND drafter = $2 AND state = 'refused' ORDER BY at DESC, matter DESC LIMIT $3",
		[]any{x.City, caller.Person, int64(limit)})
}

// stands reads rows of the releases.
func (x *Releases) stands(ctx context.Context, where string, args []any) (out []Stand, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var s Stand
		var in, at int64
		var hands, draft string
		if err := rows.Scan(&s.Matter, &in, &s.State, &s.Step, &s.Need, &hands, &draft, &s.Reason, &s.Seq,
			&at); err != nil {
			return err
		}
		s.Area, s.At = area.Code(in), calendar.Instant(at)
		if json.Unmarshal([]byte(hands), &s.Hands) != nil ||
			draft != "" && json.Unmarshal([]byte(draft), &s.Draft) != nil {
			return nil // the proof tells
		}
		out = append(out, s)
		return nil
	}, "SELECT matter, area, state, step, need, hands, draft, reason, seq, at FROM releases WHERE city = $1"+where,
		args...)
	return out, err
}

// leafed is how many pages of struck off matters are leafed through for candidates.
const leafed = 5

// Candidates are struck off matters that the caller may draft and of which nothing was ever asked to be let out: what
// was reported last stands first. Those with a photo from before and one from after the fix are what a page shows best.
func (x *Releases) Candidates(ctx context.Context, caller org.Caller, limit int) ([]*matter.Matter, error) {
	steps := x.Policy().Release.Steps
	if where, _ := inPosts(caller, steps[:min(1, len(steps))], nil); where == "" {
		return nil, nil
	}
	f := views.Filter{Kinds: []matter.Kind{matter.Problem}, States: []matter.State{matter.StruckOff},
		Sort: views.SortNew, Limit: pieces}
	var out []*matter.Matter
	for range leafed {
		page, err := x.Desk.List(ctx, caller, f)
		if err != nil {
			return nil, err
		}
		if out, err = x.candidates(ctx, caller, page.Rows, limit, out); err != nil {
			return nil, err
		}
		if f.After = page.After; f.After == "" || len(out) >= limit {
			break
		}
	}
	return out, nil
}

// candidates adds those of some rows, up to limit in all.
func (x *Releases) candidates(ctx context.Context, caller org.Caller, rows []views.Row, limit int,
	out []*matter.Matter) ([]*matter.Matter, error) {
	if len(rows) == 0 {
		return out, nil
	}
	ids, begun := make([]int64, len(rows)), map[int64]bool{}
	for i, r := range rows {
		ids[i] = r.ID
	}
	if err := (follower{x.City}).begun(ctx, x.DB.Read(), ids, begun); err != nil {
		return out, err
	}
	for _, r := range rows {
		if len(out) == limit {
			break
		}
		if begun[r.ID] {
			continue
		}
		m, err := x.Desk.Matter(ctx, caller, r.ID)
		if err != nil {
			return out, err
		}
		if x.taker(caller, 1, m, nil) == nil && org.Hidden(x.Policy().Release, org.BareOf(m, nil)) == "" {
			out = append(out, m)
		}
	}
	return out, nil
}

// waits says how many drafts wait for the caller, and how many of his were sent back.
func (x *Releases) waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	for _, w := range []struct {
		key  string
		list func(context.Context, org.Caller, int) ([]Stand, error)
	}{{"waits.release", x.Waiting}, {"waits.release_refused", x.Refused}} {
		list, err := w.list(ctx, caller, waitsShown)
		if err != nil {
			return nil, err
		}
		if n := len(list); n > 0 {
			out = append(out, part.Waiting{Key: w.key, N: n, More: n == waitsShown, Path: "/releases"})
		}
	}
	return out, nil
}

// waitsShown is up to how many drafts are counted for the home page.
const waitsShown = 10
