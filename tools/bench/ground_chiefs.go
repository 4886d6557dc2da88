package bench

import (
	"context"
	"fmt"
	"slices"
	"time"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/chief"
)

// forest is the theme that every area has a chief for.
const forest = "forest"

// Of ten villages one has a chief who cannot log in, and one has a ranger.
func named(i int) bool  { return i%10 == 0 }
func ranged(i int) bool { return i%10 == 4 }

var (
	surnames = []string{"王", "李", "张", "刘", "陈", "谢", "罗", "欧阳"}
	givens   = []string{"建国", "小平", "桂英", "志强", "春生", "玉兰", "海"}
)

// name is a name that nobody has.
func (y *grounded) name() string { return pick(y.year, surnames) + pick(y.year, givens) }

// held is a post that somebody holds, and on which days he was there.
type held struct {
	chief.Giving
	id    int64
	often policy.Often
	since int // day of the year
	until int // 0 for no end
	way   int // how he is seen to be there
	lazy  int // the day from which on he is not seen any more, 0 for none
	days  []int
}

// Ways in which a chief is seen to be there.
const (
	wordOfOffice = iota // the office notes it: he cannot log in
	ownWord             // of a post, by who holds it
	ownNote             // a visit, by who was there
	withPhone           // every fourth time a patrol, else a note
	ofRecord            // the province's system has it
)

// appoint gives all posts, county by county in lists as offices send them.
func (y *grounded) appoint(ctx context.Context) error {
	at := func(a area.Code, as string) chief.Giving {
		g := chief.Giving{Theme: forest, Post: "chief", Area: a, Person: y.who[as].Person}
		if g.Person == 0 {
			g.Name = y.name()
		}
		return g
	}
	lists := map[area.Code][]*held{}
	add := func(g chief.Giving, way int) {
		t, _ := y.run.desk.Policy().Chiefs.Theme(g.Theme)
		p, _ := t.Post(g.Post)
		h := &held{Giving: g, since: y.day, way: way, often: p.Often[g.Area.Level()]}
		n := len(y.posts)
		if n%20 == 7 {
			h.lazy = y.days/4 + y.rand.IntN(y.days*3/4-14)
		}
		y.posts = append(y.posts, h)
		key := g.Area
		if key != y.city {
			key = key.Ancestor(area.County)
		}
		lists[key] = append(lists[key], h)
	}
	add(at(y.city, signs), ownWord)
	for _, c := range y.counties {
		add(at(c, login(leads, c)), ownWord)
	}
	for _, t := range y.townships {
		add(at(t, login(heads, t)), ownWord)
	}
	for i, v := range y.villages {
		way := []int{wordOfOffice, withPhone, ownNote, ownNote, ownNote, ofRecord, ofRecord, ofRecord, ofRecord,
			ofRecord}[i%10]
		add(at(v, login(looks, v)), way)
		if ranged(i) {
			g := at(v, login(ranges, v))
			g.Post = "ranger"
			add(g, ofRecord)
		}
	}
	for _, a := range append([]area.Code{y.city}, y.counties...) {
		who := y.who[drafts]
		if a != y.city {
			who = y.officer(byDay, a)
		}
		for part := range slices.Chunk(lists[a], chief.AtOnce) {
			var g []chief.Giving
			for _, h := range part {
				g = append(g, h.Giving)
			}
			if made, err := y.chiefs.Import(ctx, who, id(), g); err != nil || made != len(g) {
				return fmt.Errorf("%d of %d posts of %v were given: %w", made, len(g), a, err)
			}
		}
	}
	for _, h := range y.posts {
		y.plan(h, y.day+1)
	}
	return y.find(ctx)
}

// find notes the numbers of all posts, as the register has them.
func (y *grounded) find(ctx context.Context) error {
	ids := map[string]int64{}
	if err := y.register(ctx, func(l chief.Line) {
		ids[key(l.Post, l.Area)] = l.ID
	}); err != nil {
		return err
	}
	for _, h := range y.posts {
		if h.until == 0 {
			h.id = ids[key(h.Post, h.Area)]
		}
	}
	return nil
}

func key(post string, a area.Code) string { return post + a.String() }

// register reads the register to its end.
func (y *grounded) register(ctx context.Context, fn func(chief.Line)) error {
	for at := (chief.Place{}); ; {
		list, next, err := y.chiefs.List(ctx, y.who[drafts], chief.Filter{Theme: forest, Behind: at, Limit: 500})
		if err != nil {
			return err
		}
		for _, l := range list {
			fn(l)
		}
		if at = next; at == (chief.Place{}) {
			return nil
		}
	}
}

// date is a day of the year in the calendar.
func (y *year) date(day int) time.Time {
	return y.first.Time().In(calendar.China()).AddDate(0, 0, day)
}

// lap tells spans of the calendar from each other: weeks from Monday, months, and so on.
func lap(each string, t time.Time) int {
	months := t.Year()*12 + int(t.Month()) - 1
	switch each {
	case "week":
		_, offset := t.Zone()
		return int(t.Unix()+int64(offset))/86400 + 3 - (int(t.Unix()+int64(offset))/86400+3)%7
	case "month":
		return months
	case "quarter":
		return months / 3
	case "half":
		return months / 6
	}
	return months / 12
}

// long is about how many days a span has.
var long = map[string]int{"week": 7, "month": 30, "quarter": 91, "half": 182, "year": 365}

// plan lays down on which days a chief is there: in each span as often as is asked for, but one in twenty-five is
// missed.
func (y *grounded) plan(h *held, from int) {
	for d := from; d < y.days; {
		end := d
		for end < y.days && lap(h.often.Each, y.date(end)) == lap(h.often.Each, y.date(d)) {
			end++
		}
		missed, nth := y.rand.IntN(25) == 0, 0
		for _, off := range y.rand.Perm(long[h.often.Each])[:h.often.Times] {
			if day := d + off; !missed && day < end && (h.lazy == 0 || day < h.lazy) {
				y.visits[day] = append(y.visits[day], visit{h, nth})
				nth++
			}
		}
		d = end
	}
}

// leaves has the chief of a village go, and somebody come after him who cannot log in: both sides sign.
func (y *grounded) leaves(ctx context.Context, i int) error {
	var h *held
	for n := range y.posts { // the next one who can sign himself and has been there some time
		x := y.posts[(i*97+31+n)%len(y.posts)]
		if x.Area.Level() == area.Village && x.Post == "chief" && x.Person != 0 && x.until == 0 && x.lazy == 0 {
			h = x
			break
		}
	}
	office, person := y.officer(byDay, h.Area), h.Person
	next := chief.Giving{Theme: h.Theme, Post: h.Post, Area: h.Area, Name: y.name()}
	paper, err := y.chiefs.Leave(ctx, office, id(), h.id, chief.Leaving{Reason: "换届", Name: next.Name})
	if err != nil {
		return err
	}
	h.until = y.day
	for d, list := range y.visits {
		if d > y.day {
			y.visits[d] = slices.DeleteFunc(list, func(v visit) bool { return v.held == h })
		}
	}
	after := &held{Giving: next, since: y.day + 1, often: h.often, way: wordOfOffice}
	y.posts = append(y.posts, after)
	y.handovers.Asked++
	y.later(y.day+1, func(ctx context.Context) error {
		leaver, _ := y.run.desk.Org().Person(person)
		if err := y.chiefs.Sign(ctx, leaver.Caller(), id(), paper, chief.Leaver, ""); err != nil {
			return err
		}
		if err := y.chiefs.Sign(ctx, office, id(), paper, chief.Successor, "不能登录，当面交接"); err != nil {
			return err
		}
		y.plan(after, y.day+1)
		return y.find(ctx)
	})
	return nil
}

// coverage measures how long it takes to say of a county, and of the city, which areas nobody has been to for long.
func (y *grounded) coverage(ctx context.Context) error {
	large := slices.MaxFunc(y.counties, func(a, b area.Code) int {
		return len(y.townshipsOf(a)) - len(y.townshipsOf(b))
	})
	for _, a := range []area.Code{y.city, large} {
		if err := y.aimed(ctx, "coverage, "+a.Level().String(), coverAim, func(ctx context.Context, _, _ int) error {
			list, err := y.chiefs.Coverage(ctx, y.who[signs], forest, a)
			if err == nil && (len(list) < 2 || list[0].Green == 0) {
				err = fmt.Errorf("nobody was seen in %v", a)
			}
			return err
		}); err != nil {
			return err
		}
	}
	return nil
}
