package views

import (
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const (
	city       = 4304
	hourMicros = 3_600_000_000
)

// round is a clock without nights: the views do not care what a deadline means.
type round struct{}

func (round) Add(start calendar.Instant, l calendar.Limit) calendar.Instant {
	return start.Plus((l.Minutes + l.Clock + int64(l.Days)*24*60) * 60e6)
}
func (round) AddMinutes(start calendar.Instant, n int64) calendar.Instant {
	return start.Plus(n * 60e6)
}
func (round) Between(a, b calendar.Instant) int64 { return max(0, b.Since(a)/60e6) }

// town is a small city on a real ledger, driven by random commands.
type town struct {
	t     testing.TB
	ctx   context.Context
	db    *store.DB
	led   *ledger.Ledger
	set   *Set
	now   atomic.Int64
	rng   *rand.Rand
	areas []area.Code
	units []int64
	ids   []int64
	made  uint64
}

const township = area.Code(430405101000)

func newTown(t testing.TB, seed uint64) *town { return newTownAt(t, seed, bare.DSN(t)) }

func newTownAt(t testing.TB, seed uint64, dsn string) *town {
	t.Helper()
	w := &town{t: t, ctx: context.Background(), set: All(city), rng: rand.New(rand.NewPCG(seed, 7)),
		units: []int64{11, 12, 13, 14, 15, 16}}
	w.areas = []area.Code{430400000000, 430405000000, 430408000000, township, 430405102000, 430408001000,
		430405101001, 430405101002, 430405102001, 430408001001, 430408001002}
	w.now.Store(1_790_000_000_000_000)
	w.db = openAt(t, dsn)
	w.open()
	return w
}

// bare is a database with the tables of the views and no rows.
var bare = storetest.Migrated(viewSteps)

func viewSteps() []store.Step { return slices.Concat(ledger.Steps(), org.Steps(), Steps()) }

func openDB(t testing.TB) *store.DB { return openAt(t, bare.DSN(t)) }

func openAt(t testing.TB, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(context.Background(), viewSteps()); err != nil {
		t.Fatal(err)
	}
	return db
}

func (w *town) options(s *Set) ledger.Options {
	return ledger.Options{City: city, Hash: ledger.SHA256, Now: func() calendar.Instant {
		return calendar.Instant(w.now.Load())
	}, Views: s.Views(), Followers: s.Followers()}
}

func (w *town) open() {
	w.t.Helper()
	var err error
	if w.led, err = ledger.Open(w.ctx, w.db, w.options(w.set)); err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(w.led.Close)
}

func (w *town) id() (id ledger.ID) {
	w.made++
	binary.BigEndian.PutUint64(id[8:], w.made)
	return id
}

func terms(matter.Kind, string, matter.Severity) matter.Terms {
	d := func(n int64) calendar.Limit { return calendar.Limit{Minutes: n * 60} }
	return matter.Terms{Dispatch: d(24), Deadline: d(72), Verify: d(24), Bounce: d(48), Extensions: 2,
		ExtensionMax: d(72), SuspensionMax: d(900), ReopenDays: 15, Ladder: []matter.Step{
			{Code: "remind", Yellow: true}, {Code: "urge", Does: matter.Urge},
			{Code: "county", After: d(24), Does: matter.Supervise, Notice: "supervise", From: 2},
			{Code: "city", After: d(48), Does: matter.Supervise, Notice: "supervise", From: 1, Climbs: true},
			{Code: "rework", Reworks: 2, Does: matter.Hold, Notice: "hold", From: 1}}}
}

func (w *town) facts(ctx context.Context, tx *store.Tx, now calendar.Instant, a matter.Actor, m *matter.Matter,
	c matter.Command) (*matter.Facts, error) {
	f := &matter.Facts{Now: now, Actor: a, Clock: round{}, Terms: terms, Names: func(string) bool { return true },
		Areas: func(area.Code) bool { return true },
		Unit: func(id int64) (matter.UnitFact, bool) {
			u := matter.UnitFact{ID: id}
			for up := id - 1; up >= w.units[0]; up-- {
				u.Uppers = append(u.Uppers, up)
			}
			return u, slices.Contains(w.units, id)
		}, Duty: func(area.Code) (out []matter.Member, err error) {
			for range w.rng.IntN(3) {
				out = append(out, matter.Member{Person: 90 + w.rng.Int64N(5), As: matter.AsDuty,
					Until: now.Plus(w.rng.Int64N(48) * hourMicros)})
			}
			return slices.CompactFunc(out, func(a, b matter.Member) bool { return a.Person == b.Person }), nil
		}, Person: func(int64) (matter.PersonFact, bool) {
			return matter.PersonFact{Posts: []matter.Post{matter.Dispatcher, matter.Verifier}}, true
		}}
	if m == nil && w.rng.IntN(4) == 0 {
		f.Doubt = pick(w, matter.Doubts())
	}
	var err error
	f.Paper = func(kind string) (*matter.Paper, error) {
		n, err := w.set.Matters.NextPaper(ctx, tx, kind, 2026)
		return &matter.Paper{Kind: kind, Year: 2026, N: n}, err
	}
	f.Number = func(k matter.Kind) (string, error) {
		n, err := w.set.Matters.NextNumber(ctx, tx, 2026, k)
		return Number(k, 2026, n), err
	}
	switch c := c.(type) {
	case *matter.Report:
		if w.rng.IntN(3) > 0 {
			f.Receipt = fmt.Sprintf("r%d", w.made)
		}
	case *matter.Merge:
		f.Target, err = w.set.Current(ctx, tx, c.Into)
	case *matter.MeToo:
		f.Voice = c.Voice
		f.Again, err = Voiced(ctx, tx, city, m.ID, c.Voice)
	case *matter.Attach:
		f.Photos = []matter.Photo{{ID: "p"}}
	}
	return f, err
}

// give gives a command; a refusal is no failure.
func (w *town) give(id int64, c matter.Command, a matter.Actor) (int64, error) {
	ans, err := w.led.Append(w.ctx, ledger.Request{ID: w.id(), Actor: a.Person,
		Decide: func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]ledger.Draft, error) {
			var m *matter.Matter
			var err error
			if id != 0 {
				if m, err = w.set.Current(ctx, tx, id); err != nil {
					return nil, err
				}
			}
			f, err := w.facts(ctx, tx, now, a, m, c)
			if err != nil {
				return nil, err
			}
			events, err := matter.Decide(m, c, f)
			var drafts []ledger.Draft
			for _, e := range events {
				s := e.Subject
				if s == 0 {
					s = id
				}
				drafts = append(drafts, ledger.Draft{Type: event.Type(e.Body.Type()), Subject: s, Body: e.Body})
			}
			return drafts, err
		}})
	if err != nil && fault.Of(err).Kind == fault.Internal {
		w.t.Fatalf("%s: %v", c.Name(), err)
	}
	return ans.Subject, err
}

func (w *town) must(id int64, c matter.Command) int64 {
	w.t.Helper()
	got, err := w.give(id, c, matter.Actor{Person: 90, Level: area.City})
	if err != nil {
		w.t.Fatalf("%s: %v", c.Name(), err)
	}
	return got
}

var sayings = []string{"路灯不亮，已经三天了", "广场舞噪音扰民", "Street lamp broken near 解放路", "井盖破损，电动车摔倒", "垃圾堆放ＡＢＣ小区门口",
	"下水道堵塞污水横流", "求助：老人独居"}

func pick[T any](w *town, list []T) T { return list[w.rng.IntN(len(list))] }

func (w *town) report() *matter.Report {
	c := &matter.Report{Kind: pick(w, []matter.Kind{matter.Problem, matter.Problem, matter.Problem, matter.Task,
		matter.Help}), Source: pick(w, matter.Sources()),
		Area: pick(w, w.areas), Text: pick(w, sayings) + fmt.Sprintf("，编号%d。", w.made),
		Place:    pick(w, []string{"", "解放路12号", "东风市场"}),
		Severity: pick(w, matter.Severities())}
	if w.rng.IntN(3) == 0 {
		c.SourceNo = fmt.Sprintf("HY-%d", w.made)
	}
	return c
}

func (w *town) actor() matter.Actor {
	return matter.Actor{Person: 90 + w.rng.Int64N(5), Level: area.Level(2 + w.rng.IntN(4)), Post: matter.Dispatcher,
		Unit: pick(w, w.units)}
}

// forward are the commands that get a matter on: without favouring them few would ever be struck off.
var forward = []string{"list", "assign", "sign", "fix", "climb", "ask_extension", "ask_suspension",
	"grant_suspension", "strike_off"}

// command makes a random command for a matter.
func (w *town) command(m *matter.Matter) matter.Command {
	var names []matter.CommandName
	for _, r := range matter.Rules() {
		ofCases := r.Command == matter.CmdMuster || slices.Contains(r.Sides, matter.OnCase) ||
			slices.Contains(r.Sides, matter.Offered)
		if slices.Contains(r.From, m.State) && (m.Kind == matter.Help || !ofCases || r.Command == matter.CmdRead) {
			names = append(names, r.Command)
			for range 9 * bit(slices.Contains(forward, string(r.Command))) {
				names = append(names, r.Command)
			}
		}
	}
	if m.State == matter.InHand && m.Suspension != nil && w.rng.IntN(2) == 0 {
		names = []matter.CommandName{"grant_suspension"}
	}
	c, _ := matter.NewCommand(pick(w, names))
	until := max(calendar.Instant(w.now.Load()), m.Due).Plus(w.rng.Int64N(48) * hourMicros)
	switch c := c.(type) {
	case *matter.List:
		c.Category, c.Area, c.Severity = pick(w, []string{"road", "lamp", "noise"}), pick(w, w.areas),
			pick(w, matter.Severities())
	case *matter.Amend:
		c.Reason, c.Title, c.Area = "写错了", pick(w, sayings), pick(w, w.areas)
	case *matter.Merge:
		c.Into = pick(w, w.ids)
	case *matter.Assign:
		c.Lead, c.Co = pick(w, w.units), []int64{pick(w, w.units)}
	case *matter.Delegate:
		c.To = pick(w, w.units)
	case *matter.AskExtension:
		c.Until, c.Reason = until, "下雨"
	case *matter.AskSuspension:
		c.Until, c.Reason = until, "等资金"
	case *matter.MeToo:
		c.Voice = fmt.Sprintf("v%d", w.rng.IntN(4))
	case *matter.Follow:
		c.Off = w.rng.IntN(3) == 0
	case *matter.Fix:
		c.Note = "好了"
	case *matter.Comment:
		c.Text = "看过"
	case *matter.Instruct:
		c.Text = "抓紧办"
	case *matter.SignNotice:
		if len(m.Notices) > 0 {
			c.Notice = m.Notices[len(m.Notices)-1].Seq
		}
	case *matter.AnswerNotice:
		c.Text = "已办"
		if len(m.Notices) > 0 {
			c.Notice = m.Notices[0].Seq
		}
	case *matter.Appeal:
		c.Ground, c.Reason = pick(w, matter.Grounds()), "不是我们的"
	case *matter.Succeed:
		c.From, c.To = m.Lead, pick(w, w.units)
	case *matter.Admit:
		c.Person, c.As, c.Reason = 90+w.rng.Int64N(5), pick(w, matter.Ways()), "请协助"
	case *matter.Dismiss:
		c.Person, c.Reason = 90+w.rng.Int64N(5), "换人"
	case *matter.Transfer:
		c.To, c.Reason = pick(w, w.units), "住在那边"
	case *matter.RefuseTransfer:
		c.Reason = "不在我处"
	case *matter.Refer:
		c.Unit, c.Service = pick(w, w.units), "送医"
	case *matter.AnswerReferral:
		c.Text = "已送医"
	case *matter.Draw:
		c.Week, c.Person = "2026-W40", 90+w.rng.Int64N(5)
	case *matter.Recheck:
		c.Note, c.Good = "看过", w.rng.IntN(2) == 0
	}
	reason(c)
	return c
}

// reason fills the reason of the commands that need one.
func reason(c matter.Command) {
	switch c := c.(type) {
	case *matter.Decline:
		c.Reason = "不属实"
	case *matter.Bounce:
		c.Reason = "不归我管"
	case *matter.DenyExtension:
		c.Reason = "不行"
	case *matter.DenySuspension:
		c.Reason = "不行"
	case *matter.Reject:
		c.Reason = "没好"
	case *matter.Reopen:
		c.Reason = "又坏了"
	case *matter.HoldOn:
		c.Reason = "拖"
	case *matter.DropHold:
		c.Reason = "情有可原"
	case *matter.UpholdAppeal:
		c.Reason = "属实"
	case *matter.DismissAppeal:
		c.Reason = "不属实"
	}
}

// live does n random things.
func (w *town) live(n int) {
	for range n {
		w.now.Add(w.rng.Int64N(2 * hourMicros))
		if len(w.ids) == 0 || w.rng.IntN(10) == 0 {
			if id, err := w.give(0, w.report(), w.actor()); err == nil {
				w.ids = append(w.ids, id)
			}
			continue
		}
		id := pick(w, w.ids)
		if w.rng.IntN(3) > 0 {
			id = pick(w, w.ids[max(0, len(w.ids)-10):]) // most work is done on what is new
		}
		m, err := w.set.Get(w.ctx, w.db.Read(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		_, _ = w.give(id, w.command(m), w.actor())
	}
	if err := w.led.CatchUp(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

// matters reads them all, by id.
func (w *town) matters() []*matter.Matter {
	var out []*matter.Matter
	for _, id := range w.ids {
		m, err := w.set.Get(w.ctx, w.db.Read(), id)
		if err != nil {
			w.t.Fatal(err)
		}
		out = append(out, m)
	}
	return out
}

// tables are the tables of the views whose rows must come out identical, with the columns of their keys.
var tables = map[string]string{"matters": "id", "holders": "open, unit, next, id",
	"tallies": "dim, area, kind, key, word, state", "receipts": "digest",
	"sources": "source, source_no", "numbers": "year, kind", "voices": "id, voice", "followers": "person, id",
	"policies": "seq", "notices": "matter, seq"}

// dump writes every row of every table.
func dump(t testing.TB, db *store.DB) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	for table, key := range tables {
		rows, err := db.Read().Query(context.Background(), "SELECT * FROM "+table+" ORDER BY city, "+key)
		if err != nil {
			t.Fatal(err)
		}
		cols, _ := rows.Columns()
		for rows.Next() {
			vals, ptrs := make([]any, len(cols)), make([]any, len(cols))
			for i := range vals {
				ptrs[i] = &vals[i]
			}
			if err := rows.Scan(ptrs...); err != nil {
				t.Fatal(err)
			}
			var b strings.Builder
			for i, v := range vals {
				fmt.Fprintf(&b, "%s=%v ", cols[i], v)
			}
			out[table] = append(out[table], b.String())
		}
		rows.Close()
	}
	return out
}
