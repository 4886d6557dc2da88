package office

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/archive"
	"xiaohao/platform/store"
)

// Limits of what is read at a time.
const (
	mostListed = 2000
	waitsShown = 99
	waitsRead  = 120 // of a step, looked through for the caller
)

// Paper is a paper for who may know of it; others get fault.Missing "office_missing".
func (x *Office) Paper(ctx context.Context, caller org.Caller, id int64) (*Paper, error) {
	p, err := paperOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.sees(caller, p) {
		return nil, missing()
	}
	return p, nil
}

// Inside says whether the caller sees all of a paper, as its office does: a unit reads what it says, and its own part.
func (x *Office) Inside(caller org.Caller, p *Paper) bool {
	return x.inOffice(caller, p.Area) || caller.Person != 0 && p.Presided == caller.Person
}

// Version is what a version says, for who may know of it: the office reads all, a unit the versions that it was asked
// about, and the one that was handed out to it.
func (x *Office) Version(ctx context.Context, caller org.Caller, p *Paper, n int) (Content, error) {
	if !slices.Contains(x.VersionsFor(caller, p), n) {
		return Content{}, missing()
	}
	return versionOf(ctx, x.DB.Read(), x.City, p.ID, n)
}

// VersionsFor are the versions of a paper that the caller may read, in their order.
func (x *Office) VersionsFor(caller org.Caller, p *Paper) (out []int) {
	units := x.unitsOf(caller)
	for n := 1; n <= p.Version; n++ {
		if x.Inside(caller, p) ||
			slices.ContainsFunc(p.Opinions, func(o Opinion) bool {
				return o.Version == n && slices.Contains(units,
					o.Unit)
			}) ||
			n == p.Version && slices.ContainsFunc(p.Receipts, func(r Receipt) bool {
				return slices.Contains(units,
					r.Unit)
			}) {
			out = append(out, n)
		}
	}
	return out
}

// UnitsFor are the units of a paper that the caller answers for, and what each has to do: answer, sign_for or nothing.
func (x *Office) UnitsFor(caller org.Caller, p *Paper) map[int64]string {
	out := map[int64]string{}
	for _, u := range x.unitsOf(caller) {
		if slices.ContainsFunc(p.Opinions, func(o Opinion) bool { return o.Unit == u }) {
			out[u] = ""
		}
		if slices.Contains(p.Open(), u) && p.State == Asking && x.Now() < p.Until {
			out[u] = "answer"
		}
		if i := slices.IndexFunc(p.Receipts, func(r Receipt) bool { return r.Unit == u }); i >= 0 {
			out[u] = ""
			if p.Receipts[i].At == 0 {
				out[u] = "sign_for"
			}
		}
	}
	return out
}

// May are the steps that the caller may take with a paper now: redraft, submit, review, sign, return, number, stamp,
// hand_out, finish, withdraw.
func (x *Office) May(caller org.Caller, p *Paper) (out []string) {
	if p.Over() {
		return nil
	}
	add := func(step string, names ...string) {
		if x.mayStep(caller, step, p) == nil {
			out = append(out, names...)
		}
	}
	switch p.State {
	case Drafting:
		if p.Returned {
			add(stepDraft, "redraft")
		} else {
			add(stepDraft, "submit", "redraft")
		}
	case Reviewing:
		add(stepReview, "review", "return")
	case Signing:
		add(stepSign, "sign", "return")
	case ToNumber:
		add(stepNumber, "number")
	case ToStamp:
		if x.Policy().Papers.Stamp {
			add(stepStamp, "stamp")
		} else {
			add(stepHandOut, "hand_out")
		}
	case ToHandOut:
		add(stepHandOut, "hand_out")
	case Out:
		add(stepHandOut, "finish")
	}
	if p.Number == "" && x.holds(caller, stepDraft, p.Area) {
		out = append(out, "withdraw")
	}
	return out
}

// Query narrows the list of papers.
type Query struct {
	Kind  string
	State State
	Below int64 // only papers with a smaller id: where the page before ended
	Limit int
}

// List are the papers of the caller's office, the newest first; more says that there are others behind.
func (x *Office) List(ctx context.Context, caller org.Caller, q Query) (out []Paper, more bool, err error) {
	q.Limit = min(max(q.Limit, 1), mostListed)
	seen := map[int64]bool{}
	for _, a := range x.areasOf(caller) {
		list, err := x.inArea(ctx, a, q, q.Limit+1)
		if err != nil {
			return nil, false, err
		}
		for _, p := range list {
			if !seen[p.ID] {
				seen[p.ID] = true
				out = append(out, p)
			}
		}
	}
	slices.SortFunc(out, func(a, b Paper) int { return int(b.ID - a.ID) })
	if more = len(out) > q.Limit; more {
		out = out[:q.Limit]
	}
	return out, more, nil
}

func (x *Office) inArea(ctx context.Context, a area.Code, q Query, limit int) ([]Paper, error) {
	text, args := `SELECT p.body FROM office_lists l JOIN office_papers p ON p.city = l.city AND p.id = l.id
		WHERE l.city = $1 AND p.city = $1 AND l.area = $2`, []any{x.City, int64(a)}
	add := func(what string, v any) {
		args = append(args, v)
		text += " AND " + what + " $" + strconv.Itoa(len(args))
	}
	if q.Kind != "" {
		add("l.kind =", q.Kind)
	}
	if q.State != "" {
		add("l.state =", string(q.State))
	}
	if q.Below > 0 {
		add("l.id <", q.Below)
	}
	args = append(args, limit)
	return papers(ctx, x.DB.Read(), text+" ORDER BY l.id DESC LIMIT $"+strconv.Itoa(len(args)), args...)
}

// papers reads papers.
func papers(ctx context.Context, r store.Reader, text string, args ...any) (out []Paper, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var p Paper
		err := json.Unmarshal([]byte(body), &p)
		out = append(out, p)
		return err
	}, text, args...)
	return out, err
}

// Todo is a paper with what the caller has to do with it: draft, review, sign, number, stamp, hand_out, finish; answer
// or sign_for for a unit.
type Todo struct {
	Paper
	Do   string
	Unit int64
}

// doing is what a paper waits for by where it stands; handing_out also where no stamp is wanted.
var doing = []struct {
	state State
	step  string
	do    string
}{{Signing, stepSign, "sign"}, {Reviewing, stepReview, "review"}, {ToNumber, stepNumber, "number"},
	{ToStamp, stepStamp, "stamp"}, {ToHandOut, stepHandOut, "hand_out"}, {Out, stepHandOut, "finish"},
	{Drafting, stepDraft, "draft"}}

// Mine is what waits for the caller, of each sort so many at most: first what his units have to answer and to sign for.
func (x *Office) Mine(ctx context.Context, caller org.Caller, limit int) (out []Todo, err error) {
	for _, u := range x.unitsOf(caller) {
		list, err := papers(ctx, x.DB.Read(), `SELECT p.body FROM office_units w JOIN office_papers p ON p.city = w.city
			AND p.id = w.id WHERE w.city = $1 AND p.city = $1 AND w.unit = $2 AND w.waits = 1
			ORDER BY w.id DESC LIMIT $3`, x.City, u, limit)
		if err != nil {
			return nil, err
		}
		for i := range list {
			if do := x.UnitsFor(caller, &list[i])[u]; do != "" {
				out = append(out, Todo{list[i], do, u})
			}
		}
	}
	areas := x.areasOf(caller)
	for _, d := range doing {
		todo, err := x.waiting(ctx, caller, areas, d.state, d.step, d.do, limit)
		if err != nil {
			return nil, err
		}
		out = append(out, todo...)
	}
	return out, nil
}

// waiting is what waits for one step of the caller.
func (x *Office) waiting(ctx context.Context, caller org.Caller, areas []area.Code, state State, step, do string,
	limit int) (out []Todo, err error) {
	if state == ToStamp && !x.Policy().Papers.Stamp {
		step, do = stepHandOut, "hand_out"
	}
	if !slices.ContainsFunc(caller.Posts, func(o org.Post) bool {
		return slices.Contains(posts(x.Policy().Papers, step), o.Kind)
	}) {
		return nil, nil
	}
	for _, a := range areas {
		list, err := x.inArea(ctx, a, Query{State: state}, waitsRead)
		if err != nil {
			return nil, err
		}
		for i := range list {
			p := &list[i]
			mine := x.mayStep(caller, step, p) == nil && len(out) < limit
			switch do {
			case "finish":
				mine = mine && len(p.Unsigned()) == 0
			case "draft":
				mine = mine && slices.Contains(x.redrafters(p), caller.Person)
			}
			if mine {
				out = append(out, Todo{*p, do, 0})
			}
		}
	}
	return out, nil
}

// Waits says how many papers wait for the caller, for his home page, by what he is to do.
func (x *Office) Waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	if len(caller.Posts) == 0 {
		return nil, nil
	}
	list, err := x.Mine(ctx, caller, waitsShown+1)
	if err != nil {
		return nil, err
	}
	n, order := map[string]int{}, []string{}
	for _, t := range list {
		if n[t.Do]++; n[t.Do] == 1 {
			order = append(order, t.Do)
		}
	}
	for _, do := range order {
		out = append(out, part.Waiting{Key: "waits.office." + do, N: min(n[do], waitsShown), More: n[do] > waitsShown,
			Path: "/office"})
	}
	return out, nil
}

// Of are the papers that were made from a thing of another part, the oldest first. It asks nobody's rights: the owner
// of the thing does.
func (x *Office) Of(ctx context.Context, part string, subject int64) ([]Paper, error) {
	return papers(ctx, x.DB.Read(), `SELECT body FROM office_papers WHERE city = $1 AND part = $2 AND subject = $3
		ORDER BY id LIMIT $4`, x.City, part, subject, mostListed)
}

// HandedOut are the papers of a part that were handed out behind a cursor, in that order; the cursor is the OutSeq of
// the last one. An owner's job hands out the tasks of what it finds.
func (x *Office) HandedOut(ctx context.Context, part string, after int64, limit int) ([]Paper, error) {
	return papers(ctx, x.DB.Read(), `SELECT body FROM office_papers WHERE city = $1 AND part = $2 AND handed > 0
		AND handed > $3 ORDER BY handed LIMIT $4`, x.City, part, after, min(limit, mostListed))
}

// SignedOff are the papers of a part that were signed off behind a cursor, in that order; the cursor is SignSeq.
func (x *Office) SignedOff(ctx context.Context, part string, after int64, limit int) ([]Paper, error) {
	return papers(ctx, x.DB.Read(), `SELECT body FROM office_papers WHERE city = $1 AND part = $2 AND signed > 0
		AND signed > $3 ORDER BY signed LIMIT $4`, x.City, part, after, min(limit, mostListed))
}

// Said is what the version of a paper says that was signed off, or its newest one. It asks nobody's rights.
func (x *Office) Said(ctx context.Context, p *Paper) (Content, error) {
	return versionOf(ctx, x.DB.Read(), x.City, p.ID, p.Version)
}

// Stamps is the register of seals of the caller's office, the newest first, behind an entry (0 for the first page).
func (x *Office) Stamps(ctx context.Context, caller org.Caller, below int64, limit int) (out []Stamp, more bool,
	err error) {
	areas := x.areasOf(caller)
	if len(areas) == 0 {
		return nil, false, fault.New(fault.Missing, "page_missing")
	}
	if below <= 0 {
		below = 1<<63 - 1
	}
	limit = min(max(limit, 1), mostListed)
	for _, a := range areas {
		err := store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
			var body string
			if err := rows.Scan(&body); err != nil {
				return err
			}
			var s Stamp
			err := json.Unmarshal([]byte(body), &s)
			out = append(out, s)
			return err
		}, `SELECT body FROM office_stamps WHERE city = $1 AND area = $2 AND seq < $3 ORDER BY seq DESC LIMIT $4`,
			x.City, int64(a), below, limit+1)
		if err != nil {
			return nil, false, err
		}
	}
	slices.SortFunc(out, func(a, b Stamp) int { return int(b.Seq - a.Seq) })
	if more = len(out) > limit; more {
		out = out[:limit]
	}
	return out, more, nil
}

// Archived says in which volume a paper is, 0 for none, and whether it is locked there.
func (x *Office) Archived(ctx context.Context, paper int64) (volume int64, locked bool, err error) {
	return archive.InVolume(ctx, x.DB.Read(), x.City, Name, paper)
}

// Next are the persons who may take the next step with a paper; none where units are waited for, or nobody.
func (x *Office) Next(p *Paper) []int64 {
	if p.State == Drafting {
		list := x.redrafters(p)
		return list[max(0, len(list)-1):]
	}
	step := x.stepAt(p)
	if step == "" {
		return nil
	}
	return x.nearest(step, p)
}

// redrafters are those who change a paper or hand it on: who drafted it and may. What came from another part, whose
// people do not draft here, is for whoever drafts nearest.
func (x *Office) redrafters(p *Paper) (out []int64) {
	for _, id := range p.Drafters {
		who, ok := x.Org().Person(id)
		if ok && !who.Disabled && x.mayStep(who.Caller(), stepDraft, p) == nil {
			out = append(out, id)
		}
	}
	if len(out) == 0 {
		return x.nearest(stepDraft, p)
	}
	return out
}
