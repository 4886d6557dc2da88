package score

import (
	"context"
	"encoding/binary"
	"math/rand/v2"
	"slices"
	"sync/atomic"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
	"xiaohao/platform/store/storetest"
)

const (
	cityNo = int64(4304)
	hour   = 3600 * 1_000_000
	begin  = calendar.Instant(1_788_192_000e6) // 2026-09-01 00:00 in China
)

// town is a city's ledger with its assessment, and what everybody said in it.
type town struct {
	t       testing.TB
	ctx     context.Context
	db      *store.DB
	led     *ledger.Ledger
	score   *Score
	rng     *rand.Rand
	now     calendar.Instant
	clock   atomic.Int64 // the ledger's, which followers read too
	pace    int          // hours between two events, at most
	made    uint64
	areas   []area.Code
	units   []int64
	matters map[int64]*matter.Matter
	told    map[int64][]said
	ids     []int64
	org     *org.Org
}

// said is one event of a matter and the matter before it.
type said struct {
	body   matter.Body
	at     matter.Stamp
	before matter.Matter
}

func newTown(t testing.TB, seed uint64) *town {
	t.Helper()
	w := &town{t: t, ctx: context.Background(), rng: rand.New(rand.NewPCG(seed, 11)), now: begin, pace: 8,
		matters: map[int64]*matter.Matter{}, told: map[int64][]said{}, units: []int64{11, 12, 13, 14, 15}}
	w.areas = []area.Code{430400000000, 430405000000, 430408000000, 430405101000, 430405102000, 430408001000,
		430405101001, 430405101002, 430405102001, 430408001001}
	w.db = openDB(t)
	w.open()
	w.load(nil)
	return w
}

// load makes the organisation; units that are not named lie in the city.
func (w *town) load(where map[int64]area.Code) {
	w.t.Helper()
	err := w.db.Write(w.ctx, func(tx *store.Tx) error {
		if err := org.ResetTables(w.ctx, tx, cityNo); err != nil {
			return err
		}
		for _, a := range w.areas {
			if _, err := tx.Exec(w.ctx, "INSERT INTO areas (city, code, name, former, seq) VALUES ($1, $2, $3, 0, 1)",
				cityNo, int64(a), "区"+a.String()); err != nil {
				return err
			}
		}
		for _, u := range w.units {
			at := where[u]
			if at == 0 {
				at = w.areas[0]
			}
			_, err := tx.Exec(w.ctx, "INSERT INTO units (city, id, code, zh, en, parent, area, former, successor, "+
				"seq) VALUES ($1, $2, $3, $4, '', 0, $5, 0, 0, 1)",
				cityNo, u, "u"+Decimal(u), "单位", int64(at))
			if err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		w.org, err = org.Load(w.ctx, w.db.Read(), cityNo)
	}
	if err != nil {
		w.t.Fatal(err)
	}
}

// blank is a database with the tables of the assessment and no rows.
var blank = storetest.Migrated(scoreSteps)

func scoreSteps() []store.Step { return slices.Concat(desk.CoreSteps(), Steps()) }

func openDB(t testing.TB) *store.DB { return openAt(t, blank.DSN(t)) }

func openAt(t testing.TB, dsn string) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), dsn, store.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.Migrate(context.Background(), scoreSteps()); err != nil {
		t.Fatal(err)
	}
	return db
}

func (w *town) open() {
	w.t.Helper()
	w.score = New(Config{City: cityNo, DB: w.db, Org: func() *org.Org { return w.org }, Policy: policy.Default,
		Now: func() calendar.Instant { return w.now }})
	set := views.All(cityNo)
	var err error
	w.led, err = ledger.Open(w.ctx, w.db, ledger.Options{City: cityNo, Hash: ledger.SHA256,
		Now:   func() calendar.Instant { return calendar.Instant(w.clock.Load()) },
		Views: set.Views()[:2], Followers: []ledger.Follower{w.score.Follower()}})
	if err != nil {
		w.t.Fatal(err)
	}
	w.t.Cleanup(w.led.Close)
}

// record appends one event; subject 0 begins a matter.
func (w *town) record(subject, actor int64, typ event.Type, body any) int64 {
	w.t.Helper()
	w.clock.Store(int64(w.now))
	w.made++
	var id ledger.ID
	binary.BigEndian.PutUint64(id[8:], w.made)
	a, err := w.led.Append(w.ctx, ledger.Request{ID: id, Actor: actor,
		Decide: func(context.Context, *store.Tx, calendar.Instant) ([]ledger.Draft, error) {
			return []ledger.Draft{{Type: typ, Subject: subject, Body: body}}, nil
		}})
	if err != nil {
		w.t.Fatal(err)
	}
	return a.First
}

// say records what happened to a matter at this instant.
func (w *town) say(id, actor int64, b matter.Body) int64 {
	seq := w.record(id, actor, event.Type(b.Type()), b)
	if id == 0 {
		id = seq
		w.ids = append(w.ids, id)
		w.matters[id] = &matter.Matter{}
	}
	m, s := w.matters[id], matter.Stamp{Seq: seq, At: w.now, Actor: actor}
	w.told[id] = append(w.told[id], said{b, s, *m})
	matter.ApplyBody(m, b, s)
	return id
}

func (w *town) settle() {
	w.t.Helper()
	if err := w.led.CatchUp(w.ctx); err != nil {
		w.t.Fatal(err)
	}
}

func pick[T any](w *town, list ...T) T { return list[w.rng.IntN(len(list))] }

func (w *town) chance(percent int) bool { return w.rng.IntN(100) < percent }

// later is some instant around now, most often after it.
func (w *town) later() calendar.Instant { return w.now.Plus(int64(w.rng.IntN(40*24)-3*24) * hour) }

// live lets n things happen.
func (w *town) live(n int) {
	for range n {
		w.now = w.now.Plus(int64(w.rng.IntN(w.pace)) * hour)
		if len(w.ids) == 0 || w.chance(12) {
			w.say(0, pick[int64](w, 0, 7), &matter.WasReported{Kind: pick(w, matter.Problem, matter.Problem,
				matter.Task, matter.Help), Source: "inspector",
				Area: pick(w, w.areas...), Title: `灯 "坏"了 {"kind":"help"} \`, Severity: matter.General,
				Photos: w.photos()})
			continue
		}
		id := pick(w, w.ids...)
		if w.chance(15) {
			w.returns(id)
		}
		w.step(id)
	}
}

// returns marks a matter, or says that it came back, or takes that back.
func (w *town) returns(id int64) {
	m := w.matters[id]
	switch {
	case m.Stubborn != nil && w.chance(30):
		w.say(id, 7, &matter.WasUnmarked{Mark: matter.Stubborn, Reason: "不是"})
	case m.Stubborn == nil && (m.State == matter.Assigned || m.State == matter.InHand):
		w.say(id, 0, &matter.WasMarked{Mark: pick(w, matter.Stubborn, matter.Stubborn, matter.Recurrent),
			Why: matter.WhyAged, N: 90})
	case m.StruckAt != 0:
		w.say(id, 0, &matter.WasRecurred{By: 1 + int64(len(m.Recurrences)), Struck: m.StruckAt, Found: w.now})
	case len(m.Recurrences) > 0 && w.chance(50):
		b := m.Recurrences[0]
		w.say(id, 7, &matter.WasNotRecurred{By: b.By, Struck: b.Struck})
	}
}

func (w *town) photos() []matter.Photo {
	return slices.Repeat([]matter.Photo{{ID: "p", View: `v]"`}}, w.rng.IntN(3))
}

// step lets something happen to a matter that its state allows.
func (w *town) step(id int64) {
	m := w.matters[id]
	var can []string
	for _, r := range matter.Rules() {
		if slices.Contains(r.From, m.State) {
			can = append(can, string(r.Command))
		}
	}
	if len(can) == 0 {
		return
	}
	// Most matters should get somewhere.
	forward := map[matter.State][]string{matter.Reported: {"list"}, matter.Listed: {"assign"},
		matter.Assigned: {"sign"}, matter.InHand: {"fix"}, matter.Fixed: {"strike_off", "reject"}}
	if f := forward[m.State]; f != nil && w.chance(45) {
		can = f
	}
	for _, x := range []struct {
		is    bool
		could []string
	}{{m.Appeal != nil && m.State >= matter.Assigned,
		[]string{"uphold_appeal", "uphold_appeal", "dismiss_appeal"}},
		{m.State >= matter.Fixed && m.Appeal == nil, []string{"appeal"}},
		{m.Extension != nil, []string{"grant_extension", "deny_extension"}},
		{m.Suspension != nil, []string{"grant_suspension", "resume"}},
		{m.State == matter.InHand && m.Extension == nil && m.Suspension == nil,
			[]string{"ask_extension", "ask_suspension"}}} {
		if x.is && w.chance(20) {
			can = x.could
		}
	}
	if b, actor := w.body(m, pick(w, can...)); b != nil {
		w.say(id, actor, b)
	}
}

var notes = []string{"", "已清理", "已换灯泡", `换了 "新" 灯 \ ok`}

// body makes the event of a command as package matter would, with values of chance; nil when it makes no sense now.
func (w *town) body(m *matter.Matter, command string) (matter.Body, int64) {
	unit, staff := pick(w, w.units...), pick[int64](w, 21, 22, 23)
	late := int64(w.rng.IntN(3)) * int64(w.rng.IntN(900))
	switch command {
	case "list":
		return &matter.WasListed{Number: "1", Kind: pick(w, m.Kind, matter.Task), Category: "fac.lamp",
			Severity: matter.General, Area: pick(w, m.Area, pick(w, w.areas...)), Title: "t"}, 5
	case "amend":
		return &matter.WasAmended{Category: "c", Severity: matter.General, Area: pick(w, w.areas...), Title: "t",
			Reason: "r"}, 5
	case "decline":
		return &matter.WasDeclined{Reason: "r"}, 5
	case "assign":
		return &matter.WasAssigned{Lead: unit, Due: w.later(), Level: w.rng.IntN(4) + 1, Self: w.chance(30)}, 5
	case "sign":
		return &matter.WasSigned{Minutes: late, Prompt: w.chance(60)}, staff
	case "bounce":
		if n := len(m.Uppers); n > 0 {
			return &matter.WasBounced{Reason: "r", Back: m.Uppers[n-1]}, staff
		}
		return &matter.WasBounced{Reason: "r"}, staff
	case "fix":
		if w.chance(10) {
			return &matter.WasFixed{Note: pick(w, notes...), Due: w.later(), Photos: w.photos()}, staff
		}
		return &matter.WasFixed{Note: pick(w, notes...), Late: late, Photos: w.photos()}, staff
	case "reject":
		return &matter.WasRejected{Reason: "r"}, 6
	case "strike_off":
		return &matter.WasStruckOff{Note: "n"}, 6
	case "reopen":
		return &matter.WasReopened{Reason: "r", Due: w.later()}, 6
	case "hold":
		return &matter.WasHeld{Reason: "r", Level: 2}, 8
	case "rate":
		return &matter.WasRated{Fixed: w.chance(60), Score: w.rng.IntN(6)}, 0
	case "comment":
		return &matter.WasCommented{Text: pick(w, notes[1:]...), Reporter: w.chance(20)}, pick(w, staff, 0, 6)
	case "attach":
		return &matter.WasAttached{Photos: w.photos(), Note: pick(w, notes...)}, pick(w, staff, 0)
	case "answer_notice":
		return &matter.WasNoticeAnswered{Notice: 1, Text: pick(w, notes[1:]...)}, staff
	case "urge":
		return &matter.WasUrged{Note: "n"}, 5
	case "follow":
		return &matter.WasFollowed{}, 5
	}
	return w.ask(m, command, unit, staff)
}

// ask makes the events about time, appeals and reorganisations.
func (w *town) ask(m *matter.Matter, command string, unit, staff int64) (matter.Body, int64) {
	asked := m.Extension != nil || m.Suspension != nil
	switch {
	case command == "delegate" && !asked && unit != m.Lead:
		return &matter.WasDelegated{To: unit}, staff
	case command == "ask_extension" && !asked:
		return &matter.WasExtensionAsked{Until: w.later(), Reason: pick(w, notes[1:]...), Left: 1}, staff
	case command == "grant_extension" && m.Extension != nil:
		return &matter.WasExtended{Due: w.later()}, 5
	case command == "deny_extension" && m.Extension != nil:
		return &matter.WasExtensionDenied{Reason: "r", Due: pick(w, 0, w.later())}, 5
	case command == "ask_suspension" && !asked:
		return &matter.WasSuspensionAsked{Until: w.later(), Reason: pick(w, notes[1:]...)}, staff
	case command == "grant_suspension" && m.Suspension != nil:
		return &matter.WasSuspended{Until: w.later(), Left: 5}, 8
	case command == "deny_suspension" && m.Suspension != nil:
		return &matter.WasSuspensionDenied{Reason: "r"}, 8
	case command == "resume" && m.State == matter.Suspended:
		return &matter.WasResumed{Due: w.later()}, 0
	case command == "appeal" && m.Appeal == nil:
		return &matter.WasAppealed{Ground: pick(w, matter.Grounds()...), Reason: "r"}, staff
	case (command == "uphold_appeal" || command == "dismiss_appeal") && m.Appeal != nil:
		return &matter.WasAppealDecided{Ground: m.Appeal.Ground, Upheld: command == "uphold_appeal", Reason: "r"}, 8
	case command == "succeed":
		return &matter.WasMoved{From: pick(w, m.Chain()...), To: unit}, 0
	case command == "reckon":
		return &matter.WasReckoned{Due: w.later()}, 0
	}
	return nil, 0
}
