package views

import (
	"database/sql"
	"strconv"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Row is a matter as lists show it. Instants are µs, 0 when not yet.
type Row struct {
	ID       int64           `json:"id"`
	Kind     matter.Kind     `json:"kind"`
	State    matter.State    `json:"state"`
	Area     area.Code       `json:"area"`
	Category string          `json:"category,omitempty"`
	Severity matter.Severity `json:"severity"`
	Lead     int64           `json:"lead,omitempty"`    // lead unit
	Co       []int64         `json:"co,omitempty"`      // co-units
	Uppers   []int64         `json:"uppers,omitempty"`  // units that delegated it down, topmost first
	Decider  int             `json:"decider,omitempty"` // a dispatcher of this area.Level or above must decide, 0 = any
	Ask      Ask             `json:"ask,omitempty"`
	Source   string          `json:"source"`
	SourceNo string          `json:"source_no,omitempty"`
	Number   string          `json:"number,omitempty"`
	Reporter int64           `json:"reporter,omitempty"`
	Members  []int64         `json:"-"` // of the case of a person in need: who sees it

	Next       calendar.Instant `json:"next"`
	Due        calendar.Instant `json:"due,omitempty"`
	Warn       calendar.Instant `json:"warn,omitempty"`
	ReportedAt calendar.Instant `json:"reported_at"`
	AssignedAt calendar.Instant `json:"assigned_at,omitempty"`
	FixedAt    calendar.Instant `json:"fixed_at,omitempty"`
	StruckAt   calendar.Instant `json:"struck_at,omitempty"`
	UpdatedAt  calendar.Instant `json:"updated_at"`

	Voices  int         `json:"voices,omitempty"`
	Reworks int         `json:"reworks,omitempty"`
	Bounces int         `json:"bounces,omitempty"`
	Reopens int         `json:"reopens,omitempty"`
	Photos  int         `json:"photos,omitempty"`
	Rung    matter.Rung `json:"rung,omitempty"`
	Title   string      `json:"title"`
	Place   string      `json:"place,omitempty"`

	Why Why `json:"why,omitempty"` // only in Work: what it waits for from the caller
}

// Ask is what the unit asked for and nobody has decided yet.
type Ask uint8

// The asks.
const (
	NoAsk         Ask = iota
	AskExtension      // waits for a dispatcher
	AskSuspension     // waits for a supervisor
	AskHold           // a drafted notice waits for a supervisor
	AskAppeal         // a disputed matter waits for a supervisor
	AskDoubt          // a doubted report waits for a dispatcher
)

var askNames = [...]string{"", "extension", "suspension", "hold", "appeal", "doubt"}

func (a Ask) String() string {
	if int(a) < len(askNames) {
		return askNames[a]
	}
	return "?"
}

// MarshalText writes the ask by name.
func (a Ask) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

func askOf(m *matter.Matter) Ask {
	switch {
	case m.Extension != nil:
		return AskExtension
	case m.Suspension != nil && m.State == matter.InHand:
		return AskSuspension
	case m.Draft != nil:
		return AskHold
	case m.Appeal != nil:
		return AskAppeal
	case m.State == matter.Reported && m.Doubt != "":
		return AskDoubt
	}
	return NoAsk
}

// Light is the traffic light at an instant.
func (r *Row) Light(now calendar.Instant) matter.Light {
	m := matter.Matter{State: r.State, Due: r.Due, Warn: r.Warn}
	if r.Ask == AskExtension {
		m.Extension = &matter.Ask{}
	}
	return m.Light(now)
}

// partial is the part of the matter that decides who sees it.
func (r *Row) partial() *matter.Matter {
	m := &matter.Matter{ID: r.ID, Kind: r.Kind, Category: r.Category, State: r.State, Area: r.Area, Lead: r.Lead,
		Co: r.Co, Uppers: r.Uppers, Decider: r.Decider, Reporter: r.Reporter}
	for _, p := range r.Members {
		m.Members = append(m.Members, matter.Member{Person: p})
	}
	return m
}

func rowOf(m *matter.Matter) Row {
	uppers := m.Uppers
	if len(m.Above) > 0 {
		uppers = append(append([]int64(nil), m.Above...), m.Uppers...)
	}
	var members []int64
	for _, x := range m.Members {
		members = append(members, x.Person)
	}
	return Row{ID: m.ID, Kind: m.Kind, State: m.State, Area: m.Area, Category: m.Category, Severity: m.Severity,
		Lead: m.Lead, Co: m.Co,
		Uppers: uppers, Decider: m.Decider, Ask: askOf(m), Source: string(m.Source), SourceNo: m.SourceNo,
		Number:   m.Number,
		Reporter: m.Reporter, Members: members,
		Next: m.Next, Due: m.Due, Warn: m.Warn, ReportedAt: m.ReportedAt, AssignedAt: m.AssignedAt,
		FixedAt:   m.FixedAt,
		StruckAt:  m.StruckAt,
		UpdatedAt: m.UpdatedAt, Voices: m.Voices(), Reworks: m.Reworks, Bounces: m.Bounces, Reopens: m.Reopens,
		Photos: len(m.Photos),
		Rung:   m.Rung, Title: m.Title, Place: m.Place}
}

// columns are the columns of a row in the order of values and scan; the key (city, id) stands before them and open
// and doc after.
var columns = []string{"kind", "state", "area", "category", "severity", "lead", "co", "uppers", "decider", "ask",
	"source", "source_no", "number",
	"reporter", "next", "due", "warn", "reported_at", "assigned_at", "fixed_at", "struck_at", "updated_at", "voices",
	"reworks", "bounces",
	"reopens", "photos", "rung", "title", "place", "members"}

// values are the columns as they are bound.
func (r *Row) values() []any {
	return []any{int64(r.Kind), int64(r.State), int64(r.Area), r.Category, int64(r.Severity), r.Lead, ids(r.Co),
		ids(r.Uppers), int64(r.Decider),
		int64(r.Ask), r.Source, r.SourceNo, r.Number, r.Reporter, int64(r.Next), int64(r.Due), int64(r.Warn),
		int64(r.ReportedAt), int64(r.AssignedAt), int64(r.FixedAt), int64(r.StruckAt), int64(r.UpdatedAt),
		int64(r.Voices), int64(r.Reworks), int64(r.Bounces), int64(r.Reopens), int64(r.Photos),
		int64(r.Rung), r.Title, r.Place, ids(r.Members)}
}

// selectRow is the column list that scan reads.
var selectRow = "id, " + strings.Join(columns, ", ")

// scan reads selectRow, and more columns after it.
func (r *Row) scan(rows *sql.Rows, more ...any) error {
	var co, uppers, members string
	dst := []any{&r.ID, &r.Kind, &r.State, &r.Area, &r.Category, &r.Severity, &r.Lead, &co, &uppers, &r.Decider, &r.Ask,
		&r.Source, &r.SourceNo,
		&r.Number, &r.Reporter, &r.Next, &r.Due, &r.Warn, &r.ReportedAt, &r.AssignedAt, &r.FixedAt, &r.StruckAt,
		&r.UpdatedAt, &r.Voices,
		&r.Reworks, &r.Bounces, &r.Reopens, &r.Photos, &r.Rung, &r.Title, &r.Place, &members}
	if err := rows.Scan(append(dst, more...)...); err != nil {
		return err
	}
	r.Co, r.Uppers, r.Members = parseIDs(co), parseIDs(uppers), parseIDs(members)
	return nil
}

// ids writes a list of ids as "12 34".
func ids(list []int64) string {
	if len(list) == 0 {
		return ""
	}
	var b []byte
	for i, v := range list {
		if i > 0 {
			b = append(b, ' ')
		}
		b = strconv.AppendInt(b, v, 10)
	}
	return string(b)
}

func parseIDs(s string) []int64 {
	var out []int64
	for _, f := range strings.Fields(s) {
		if n, err := strconv.ParseInt(f, 10, 64); err == nil {
			out = append(out, n)
		}
	}
	return out
}
