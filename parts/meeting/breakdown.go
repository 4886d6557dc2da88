package meeting

import (
	"context"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/duty"
	"xiaohao/platform/store"
	"xiaohao/platform/text/directive"
)

// Where a breakdown stands.
const (
	Draft    = "draft"
	Settling = "confirmed" // every row is decided; it may go to the office, or be opened again
	AtOffice = "office"    // its outgoing paper is with the office
	Out      = "handed"    // the paper was sent, and the clock hands the tasks out
	Gone     = "withdrawn" // its thing was taken back before that
)

// Breakdown 任务分解 is a text of a thing cut into rows. The rows lie beside it.
type Breakdown struct {
	ID    int64            `json:"id"`
	Thing int64            `json:"thing"`
	Area  area.Code        `json:"area"`
	State string           `json:"state"`
	At    calendar.Instant `json:"at"` // of the last change of state
	By    int64            `json:"by"` // who made that
	Steps int64            `json:"steps"`
	Rows  int64            `json:"rows"` // ids given so far
	Open  int              `json:"open"` // rows that wait for a person
	Why   string           `json:"why,omitempty"`
	Len   int              `json:"len"`             // of the text, in code points
	Hands []int64          `json:"hands,omitempty"` // the rows that are handed out
}

// WasCut begins a breakdown.
type WasCut struct {
	Thing int64     `json:"thing"`
	Area  area.Code `json:"area"`
	Text  string    `json:"text"`
	Rows  []Row     `json:"rows"`
}

// Stepped is one step of a person: rows as they were, and as they are. Undoes is the step that it takes back.
type Stepped struct {
	Was    []Row `json:"was"`
	Now    []Row `json:"now"`
	Undoes int64 `json:"undoes,omitempty"`
}

// Confirmed says that every row is decided.
type Confirmed struct{}

// Reopened takes that back.
type Reopened struct {
	Reason string `json:"reason"`
}

// Handed begins the handing out 下发 of some rows, by the paper that was sent.
type Handed struct {
	Rows  []int64 `json:"rows"`
	Paper int64   `json:"paper"`
}

// Linked says which task, or duty, a row became.
type Linked struct {
	Thing  int64 `json:"thing"`
	Row    int64 `json:"row"`
	Matter int64 `json:"matter"`
	Duty   bool  `json:"duty,omitempty"`
}

const (
	mostSource = 200_000 // code points of a text
	mostRows   = 5000
	mostTasks  = 500            // of a thing, that are read
	mostTask   = matter.MaxNote // characters of a task's words, as many as a cell of the office's paper has
)

// Cut cuts a text of a thing into a breakdown and gives its id. The text is refused before anything is stored where
// it bears a mark of secrecy. Faults: meeting_words, meeting_long, meeting_secret, meeting_internal,
// meeting_nothing for a text without any directive, meeting_many, meeting_withdrawn.
func (x *Meetings) Cut(ctx context.Context, caller org.Caller, id ledger.ID, thing int64, text string) (int64, error) {
	if err := x.Unmarked("text", text); err != nil {
		return 0, err
	}
	r := []rune(text)
	switch n := len(r); {
	case n == 0:
		return 0, fault.New(fault.Invalid, "meeting_words").On("text")
	case n > mostSource:
		return 0, fault.New(fault.TooLarge, "meeting_long", "max", mostSource, "n", n).On("text")
	}
	t, err := x.mine(ctx, x.DB.Read(), caller, thing)
	if err != nil {
		return 0, err
	}
	clauses := directive.Cut(text, t.Day)
	rows := lay(r, clauses)
	if !slices.ContainsFunc(rows, func(r Row) bool { return r.State == OpenRow }) {
		return 0, fault.New(fault.Invalid, "meeting_nothing").On("text")
	}
	if len(rows) > mostRows {
		return 0, fault.New(fault.TooLarge, "meeting_many", "max", mostRows).On("text")
	}
	x.propose(ctx, t.Area, r, rows, clauses)
	a, err := x.Desk.Keep(ctx, caller, id, []any{"cut", thing, text}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		t, err := x.mine(ctx, tx, caller, thing)
		if err != nil {
			return nil, err
		}
		if err := t.over(); err != nil {
			return nil, err
		}
		return []desk.Fact{{Type: CutType, Subject: ledger.New, Areas: []area.Code{t.Area},
			Body: &WasCut{thing, t.Area, text, rows}}}, nil
	})
	return a.Subject, err
}

// Step is what a person does with a row. Ver is the version that he saw.
type Step struct {
	Row int64 `json:"row"`
	Ver int64 `json:"ver"`

	Type  Type             `json:"type,omitempty"`  // keep: as what; "" for what it is
	At    int              `json:"at,omitempty"`    // split: behind so many code points of the row
	Lead  int64            `json:"lead,omitempty"`  // assign
	Co    []int64          `json:"co,omitempty"`    // assign
	Due   calendar.Instant `json:"due,omitempty"`   // date; 0 takes it away
	Words string           `json:"words,omitempty"` // word: of the task; "" for those of the text
	Theme string           `json:"theme,omitempty"` // word
	Set   string           `json:"set,omitempty"`   // follow: of nodes; NoSet for none, "" for the usual one
}

// Keep decides that a row stays as what it is, or as what the person says.
func (x *Meetings) Keep(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.row(ctx, caller, id, breakdown, RowKeptType, s, func(r Row) (Row, error) {
		if s.Type != "" {
			r.Type = s.Type
		}
		if !slices.Contains(Types(), r.Type) {
			return r, fault.New(fault.Invalid, "choice_missing").On("type")
		}
		r.State = KeptRow
		return r, nil
	})
}

// Drop decides that nothing is made of a row, and that the register does not keep it.
func (x *Meetings) Drop(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.row(ctx, caller, id, breakdown, RowDroppedType, s, func(r Row) (Row, error) {
		r.State = DroppedRow
		return r, nil
	})
}

// Assign says which unit leads and which help.
func (x *Meetings) Assign(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.row(ctx, caller, id, breakdown, RowAssignedType, s, func(r Row) (Row, error) {
		if len(s.Co) > mostCo {
			return r, fault.New(fault.TooLarge, "meeting_many", "max", mostCo).On("co")
		}
		for i, u := range append([]int64{s.Lead}, s.Co...) {
			if err := x.unit(u, map[bool]string{true: "lead", false: "co"}[i == 0]); err != nil {
				return r, err
			}
		}
		r.Lead, r.Why = s.Lead, "person"
		r.Co = slices.DeleteFunc(slices.Clone(s.Co), func(u int64) bool { return u == s.Lead })
		return r, nil
	})
}

// Date says by when; 0 leaves it to policy.
func (x *Meetings) Date(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.row(ctx, caller, id, breakdown, RowDatedType, s, func(r Row) (Row, error) {
		if s.Due < 0 || s.Due > x.Now().Plus(20*365*day) {
			return r, fault.New(fault.Invalid, "meeting_day").On("due")
		}
		r.Due = s.Due
		return r, nil
	})
}

// Word gives the task words and a theme of its own.
func (x *Meetings) Word(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) (err error) {
	if s.Words, err = x.words("words", s.Words, matter.MaxNote, false); err != nil {
		return err
	}
	if s.Theme, err = x.words("theme", s.Theme, mostTheme, false); err != nil {
		return err
	}
	return x.row(ctx, caller, id, breakdown, RowWordedType, s, func(r Row) (Row, error) {
		r.Words, r.Theme = s.Words, s.Theme
		return r, nil
	})
}

// Join makes a row one with the clause before it and what lies between. Fault meeting_join where there is none, or
// where it was dropped: what a person dropped does not come back by itself.
func (x *Meetings) Join(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.step(ctx, caller, id, breakdown, RowJoinedType, s, func(ctx context.Context, tx *store.Tx,
		_ *Breakdown, r Row) ([]Row, []Row, error) {
		list, err := before(ctx, tx, x.City, breakdown, r.Start)
		if err != nil {
			return nil, nil, err
		}
		was := []Row{r}
		for _, p := range list {
			was = append(was, p)
			if p.State != BesideRow {
				break
			}
		}
		slices.Reverse(was)
		if was[0].State != OpenRow && was[0].State != KeptRow {
			return nil, nil, fault.New(fault.Conflict, "meeting_join")
		}
		return was, []Row{joined(was)}, nil
	})
}

// Split makes two rows of one. Fault meeting_split for a place outside it.
func (x *Meetings) Split(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.step(ctx, caller, id, breakdown, RowSplitType, s, func(_ context.Context, _ *store.Tx, b *Breakdown,
		r Row) ([]Row, []Row, error) {
		if s.At <= 0 || s.At >= r.End-r.Start || b.Rows >= mostRows*2 {
			return nil, nil, fault.New(fault.Invalid, "meeting_split").On("at")
		}
		one, two := split(r, r.Start+s.At, b.Rows+1)
		return []Row{r}, []Row{one, two}, nil
	})
}

// Undo takes back the caller's own last step that still stands. Faults: meeting_undo where there is none,
// meeting_row_changed where somebody went on from it meanwhile.
func (x *Meetings) Undo(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"undo", breakdown}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		b, err := x.draft(ctx, tx, caller, breakdown)
		if err != nil {
			return nil, err
		}
		seq, last, err := lastStep(ctx, tx, x.City, breakdown, caller.Person)
		if err != nil {
			return nil, err
		}
		now := make([]Row, 0, len(last.Now))
		for _, r := range last.Now {
			is, err := rowOf(ctx, tx, x.City, breakdown, r.ID)
			if err != nil || !is.same(r) {
				return nil, fault.New(fault.Conflict, "meeting_row_changed")
			}
			now = append(now, is)
		}
		return x.stepped(b, RowUndoneType, now, last.Was, seq), nil
	})
	return err
}

// row changes one row by a rule.
func (x *Meetings) row(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, typ event.Type, s Step,
	change func(Row) (Row, error)) error {
	return x.step(ctx, caller, id, breakdown, typ, s, func(_ context.Context, _ *store.Tx, _ *Breakdown,
		r Row) ([]Row, []Row, error) {
		now, err := change(r)
		return []Row{r}, []Row{now}, err
	})
}

// step records what decide makes of a row that the caller saw as it is.
func (x *Meetings) step(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, typ event.Type, s Step,
	decide func(context.Context, *store.Tx, *Breakdown, Row) (was, now []Row, err error)) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{typ, breakdown, s}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		b, err := x.draft(ctx, tx, caller, breakdown)
		if err != nil {
			return nil, err
		}
		r, err := rowOf(ctx, tx, x.City, breakdown, s.Row)
		switch {
		case err != nil:
			return nil, err
		case r.Ver != s.Ver:
			return nil, fault.New(fault.Conflict, "meeting_row_changed")
		case r.State == BesideRow && typ != RowKeptType && typ != RowSplitType:
			return nil, fault.New(fault.Conflict, "meeting_row_beside")
		}
		was, now, err := decide(ctx, tx, b, r)
		if err != nil {
			return nil, err
		}
		return x.stepped(b, typ, was, now, 0), nil
	})
	return err
}

func (x *Meetings) stepped(b *Breakdown, typ event.Type, was, now []Row, undoes int64) []desk.Fact {
	now = slices.Clone(now)
	for i := range now {
		now[i].Ver = b.Steps + 1
	}
	return []desk.Fact{{Type: typ, Subject: b.ID, Areas: []area.Code{b.Area}, Body: &Stepped{was, now, undoes}}}
}

// draft is a breakdown that the caller works through. Faults: meeting_missing, meeting_confirmed, meeting_at_office,
// meeting_handed, meeting_withdrawn.
func (x *Meetings) draft(ctx context.Context, r store.Reader, caller org.Caller, breakdown int64) (*Breakdown, error) {
	b, err := x.worked(ctx, r, caller, breakdown)
	if err == nil {
		err = at(b, Draft)
	}
	return b, err
}

// worked is a breakdown for the office, which alone knows of it.
func (x *Meetings) worked(ctx context.Context, r store.Reader, caller org.Caller, breakdown int64) (*Breakdown, error) {
	b, err := breakdownOf(ctx, r, x.City, breakdown)
	if err != nil {
		return nil, err
	}
	if !x.Office(caller, b.Area) {
		return nil, missing()
	}
	return b, x.mayRegister(caller, b.Area)
}

// Confirm says that every row is decided. Faults: meeting_open while one waits, meeting_no_lead for a task or duty
// without a lead unit, meeting_row_long for one whose words are more than a task has, meeting_day_past for one whose
// date is over.
func (x *Meetings) Confirm(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"confirm", breakdown}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		b, err := x.draft(ctx, tx, caller, breakdown)
		if err != nil {
			return nil, err
		}
		if b.Open > 0 {
			return nil, fault.New(fault.Conflict, "meeting_open", "n", b.Open)
		}
		list, err := rowsIn(ctx, tx, x.City, breakdown, KeptRow)
		if err != nil {
			return nil, err
		}
		source, err := sourceOf(ctx, tx, x.City, breakdown)
		if err != nil {
			return nil, err
		}
		text := []rune(source)
		for i, r := range list {
			if err := r.ready(text, now, i+1); err != nil {
				return nil, err
			}
		}
		return []desk.Fact{{Type: ConfirmedType, Subject: b.ID, Areas: []area.Code{b.Area}, Body: &Confirmed{}}}, nil
	})
	return err
}

// ready says why the nth kept row cannot be handed out as it is.
func (r Row) ready(text []rune, now calendar.Instant, n int) error {
	most := mostTask
	switch r.Type {
	case Task:
	case Duty:
		most = duty.LongText
	default:
		return nil
	}
	switch {
	case r.Lead == 0:
		return fault.New(fault.Conflict, "meeting_no_lead", "n", n)
	case len([]rune(r.Said(text))) > most:
		return fault.New(fault.Conflict, "meeting_row_long", "n", n, "max", most)
	case r.Type == Task && r.Due != 0 && r.Due <= now:
		return fault.New(fault.Conflict, "meeting_day_past", "n", n)
	}
	return nil
}
