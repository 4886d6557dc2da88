package node

import (
	"context"
	"database/sql"
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Of is how a task stands by its nodes; nil where none were set. Whether the caller may see the matter is asked before.
func (x *Nodes) Of(ctx context.Context, id int64) (*Track, error) {
	t, err := trackOf(ctx, x.DB.Read(), x.City, id)
	if err != nil && fault.Of(err).Kind == fault.Missing {
		return nil, nil
	}
	return t, err
}

// Which says what a list shows.
type Which string

// The lists.
const (
	Late    Which = "late"    // a node is past its date, the longest first
	Plans   Which = "plans"   // a plan waits for a leader
	Owed    Which = "owed"    // a unit owes its plan
	Reasons Which = "reasons" // a reason waits to be judged
)

// Lists are all of them.
func Lists() []Which { return []Which{Late, Plans, Owed, Reasons} }

// Line is a task in a list.
type Line struct {
	Track
	Task *matter.Matter
}

// Place is where a page ended.
type Place struct{ Key, ID int64 }

// String is the place as an address has it; "" for the beginning.
func (p Place) String() string {
	if p == (Place{}) {
		return ""
	}
	return strconv.FormatInt(p.Key, 36) + "." + strconv.FormatInt(p.ID, 36)
}

// ParsePlace reads what String wrote; whatever else is the beginning.
func ParsePlace(s string) Place {
	key, id, _ := strings.Cut(s, ".")
	k, err := strconv.ParseInt(key, 36, 64)
	n, wrong := strconv.ParseInt(id, 36, 64)
	if err != nil || wrong != nil {
		return Place{}
	}
	return Place{k, n}
}

// passed is how many rows a page may pass over that are not the caller's; it is rather short than slow.
const passed = 300

// listTexts are the statements of the lists: $2 and $3 are where the page begins, $4 the instant, $5 the limit.
var listTexts = map[Which]string{
	Late: "SELECT late, matter, unit, body FROM node_tasks WHERE city = $1 AND late > 0 AND late <= $4 AND " +
		"(late, matter) > ($2, $3) ORDER BY late, matter LIMIT $5",
	Plans: "SELECT plan_at, matter, unit, body FROM node_tasks WHERE city = $1 AND plan = 2 AND plan_at <= $4 AND " +
		"(plan_at, matter) > ($2, $3) ORDER BY plan_at, matter LIMIT $5",
	Owed: "SELECT plan_at, matter, unit, body FROM node_tasks WHERE city = $1 AND plan = 1 AND plan_at <= $4 AND " +
		"(plan_at, matter) > ($2, $3) ORDER BY plan_at, matter LIMIT $5",
	Reasons: "SELECT judge, matter, unit, body FROM node_tasks WHERE city = $1 AND judge > 0 AND judge <= $4 AND " +
		"(judge, matter) > ($2, $3) ORDER BY judge, matter LIMIT $5",
}

// List is a page of the tasks that a list has and the caller may see; within narrows it to an area, 0 for none. next is
// where the following page begins, the zero Place after the last.
func (x *Nodes) List(ctx context.Context, caller org.Caller, which Which, within area.Code, behind Place,
	limit int) (out []Line, next Place, err error) {
	text, ok := listTexts[which]
	if !ok || caller.Person == 0 {
		return nil, next, missing()
	}
	until := int64(x.Now())
	if which != Late {
		until = 1 << 62
	}
	for left := limit + passed; left > 0; {
		n := min(left, limit+1)
		lines, places, err := x.lines(ctx, caller, text, x.City, behind.Key, behind.ID, until, n)
		if err != nil {
			return nil, next, err
		}
		for i, l := range lines {
			if l == nil || within != 0 && !within.Contains(l.Task.Area) {
				continue
			}
			if out = append(out, *l); len(out) == limit {
				if i < len(lines)-1 || len(lines) == n {
					next = places[i]
				}
				return out, next, nil
			}
		}
		if len(lines) < n {
			return out, Place{}, nil
		}
		left, behind = left-n, places[n-1]
	}
	return out, behind, nil
}

// lines are the tasks of some rows, each with its place: two questions for all of them. Those that are over, or not the
// caller's to see, are nil.
func (x *Nodes) lines(ctx context.Context, caller org.Caller, text string, args ...any) (out []*Line, places []Place,
	err error) {
	var ids []int64
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p Place
		var body string
		l := &Line{}
		if err := rows.Scan(&p.Key, &p.ID, &l.Unit, &body); err != nil {
			return err
		}
		out, places, ids = append(out, l), append(places, p), append(ids, p.ID)
		return json.Unmarshal([]byte(body), &l.Track)
	}, text, args...)
	if err != nil || len(ids) == 0 {
		return nil, nil, err
	}
	matters, err := x.Desk.Matters(ctx, caller, ids)
	for i, id := range ids {
		if out[i].Task = matters[id]; out[i].Task == nil || !out[i].Task.Open() {
			out[i] = nil
		}
	}
	return out, places, err
}

func (x *Nodes) places(ctx context.Context, text string, args ...any) (out []Place, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var p Place
		err := rows.Scan(&p.Key, &p.ID)
		out = append(out, p)
		return err
	}, text, args...)
	return out, err
}

// Card is a card as the caller may see it. The fault is node_missing.
func (x *Nodes) Card(ctx context.Context, caller org.Caller, id int64) (*Card, error) {
	k, err := cardOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.seesCard(caller, k) {
		return nil, missing()
	}
	return k, nil
}

// MayAnswer says whether he may answer a card, MayWithdraw whether he may take it back.
func (x *Nodes) MayAnswer(c org.Caller, k *Card) bool { return k.Owes() && x.speaks(c, k.Unit) }

// MayWithdraw says whether the caller may take a card back.
func (x *Nodes) MayWithdraw(c org.Caller, k *Card) bool { return k.Taken == 0 && x.MayCard(c, k.Area) }

// Cards is a page of the cards that the caller may see, the latest first; of one unit, or of all for 0. below is the
// card behind which it begins, 0 for the first page; next is that of the following one, 0 after the last.
func (x *Nodes) Cards(ctx context.Context, caller org.Caller, unit, below int64, limit int) (out []Card, next int64,
	err error) {
	if below == 0 {
		below = 1 << 62
	}
	text, args := "SELECT body FROM node_cards WHERE city = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
		[]any{x.City, below, limit + passed}
	if unit != 0 {
		text = "SELECT body FROM node_cards WHERE city = $1 AND unit = $4 AND id < $2 ORDER BY id DESC LIMIT $3"
		args = append(args, unit)
	}
	seen := 0
	err = x.eachCard(ctx, func(k *Card) error {
		if seen++; len(out) < limit {
			if next = k.ID; x.seesCard(caller, k) {
				out = append(out, *k)
			}
		}
		return nil
	}, text, args...)
	if seen < limit+passed && len(out) < limit {
		next = 0
	}
	return out, next, err
}

func (x *Nodes) eachCard(ctx context.Context, fn func(*Card) error, text string, args ...any) error {
	return store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		k := &Card{}
		if err := json.Unmarshal([]byte(body), k); err != nil {
			return err
		}
		return fn(k)
	}, text, args...)
}

// CardsOf are the cards that name a task, the latest first. Whether the caller may see the matter is asked before.
func (x *Nodes) CardsOf(ctx context.Context, id int64) (out []Card, err error) {
	ids, err := x.places(ctx, "SELECT matter, card FROM node_card_matters WHERE city = $1 AND matter = $2 "+
		"ORDER BY card DESC LIMIT 20", x.City, id)
	for _, p := range ids {
		if err != nil {
			break
		}
		var k *Card
		if k, err = cardOf(ctx, x.DB.Read(), x.City, p.ID); err == nil {
			out = append(out, *k)
		}
	}
	return out, err
}

// CardsOfUnit are the cards of a unit that are in force, among its latest ones: whoever sees a task of the unit sees
// them.
func (x *Nodes) CardsOfUnit(ctx context.Context, unit int64) (out []Card, err error) {
	now := x.Now()
	err = x.eachCard(ctx, func(k *Card) error {
		if k.Stands(now) {
			out = append(out, *k)
		}
		return nil
	}, "SELECT body FROM node_cards WHERE city = $1 AND unit = $2 ORDER BY id DESC LIMIT 20", x.City, unit)
	return out, err
}

// mostInForce is up to how many cards in force are counted.
const mostInForce = 99

// InForce is how many of the latest cards that the caller may see are in force now; more says that there may be others.
func (x *Nodes) InForce(ctx context.Context, caller org.Caller) (n int, more bool, err error) {
	list, next, err := x.Cards(ctx, caller, 0, 0, mostInForce)
	for i := range list {
		n += int(bit(list[i].Stands(x.Now())))
	}
	return n, next != 0, err
}

// EachGiven tells the cards given in a time, the oldest first: for who counts them.
func (x *Nodes) EachGiven(ctx context.Context, from, to calendar.Instant, fn func(*Card) error) error {
	return x.eachCard(ctx, fn, "SELECT body FROM node_cards WHERE city = $1 AND at >= $2 AND at < $3 ORDER BY at, id",
		x.City, from, to)
}

// waitsShown is up to how many are counted for the home page.
const waitsShown = 30

// waits says what waits for the caller: plans to decide, reasons to judge, plans that his unit owes, cards to answer.
func (x *Nodes) waits(ctx context.Context, caller org.Caller) (out []part.Waiting, err error) {
	rule := &x.Policy().Nodes
	add := func(key, path string, n int, more bool) {
		if n > 0 {
			out = append(out, part.Waiting{Key: key, N: n, More: more, Path: path})
		}
	}
	for _, w := range []struct {
		which Which
		key   string
		posts []matter.Post
	}{{Plans, "waits.node_plans", rule.Approve}, {Reasons, "waits.node_reasons", rule.Judge}} {
		if !slices.ContainsFunc(caller.Posts, func(p org.Post) bool { return slices.Contains(w.posts, p.Kind) }) {
			continue
		}
		list, next, err := x.List(ctx, caller, w.which, 0, Place{}, waitsShown)
		if err != nil {
			return nil, err
		}
		n := 0
		for _, l := range list {
			n += int(bit(holds(caller, w.posts, l.Task.Area)))
		}
		add(w.key, "/nodes?show="+string(w.which), n, next != Place{})
	}
	owed, cards := 0, 0
	for _, p := range caller.Posts {
		if p.Unit == 0 || !slices.Contains(unitPosts, p.Kind) {
			continue
		}
		list, _, err := x.lines(ctx, caller, "SELECT plan_at, matter, unit, body FROM node_tasks WHERE city = $1 AND "+
			"unit = $2 AND plan = 1 ORDER BY plan_at, matter LIMIT $3", x.City, p.Unit, waitsShown)
		if err != nil {
			return nil, err
		}
		for _, l := range list {
			if l != nil {
				owed++
			}
		}
		mine, err := x.places(ctx, "SELECT at, id FROM node_cards WHERE city = $1 AND unit = $2 AND owes = 1 "+
			"ORDER BY id LIMIT $3", x.City, p.Unit, waitsShown)
		if err != nil {
			return nil, err
		}
		cards += len(mine)
	}
	add("waits.node_owed", "/nodes?show=owed", owed, false)
	add("waits.node_cards", "/cards", cards, false)
	return out, nil
}
