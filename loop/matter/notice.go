package matter

import (
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// Paper is the number of a notice 文号: its kind by policy's code, the year, and a counter without gaps.
type Paper struct {
	Kind string `json:"kind"`
	Year int    `json:"year"`
	N    int64  `json:"n"`
}

// Notice is a paper that was sent to the unit and what became of it.
type Notice struct {
	Seq      int64            `json:"seq"` // of the event that sent it
	Paper    Paper            `json:"paper"`
	Level    int              `json:"level,omitempty"` // area.Level of the office it came from
	Unit     int64            `json:"unit"`            // the lead unit it went to
	At       calendar.Instant `json:"at"`
	SignedAt calendar.Instant `json:"signed_at,omitempty"` // 0 while nobody in the unit has signed for it
	SignedBy int64            `json:"signed_by,omitempty"`
	Answered calendar.Instant `json:"answered,omitempty"` // when the reply slip came back
}

// Draft is a notice that the clock proposes and a person issues or drops.
type Draft struct {
	At     calendar.Instant `json:"at"`
	Step   string           `json:"step"`
	Level  int              `json:"level,omitempty"`
	Notice string           `json:"notice,omitempty"`
}

// Instruct is a leader's written instruction on a matter 批示; it goes to the unit as a notice.
type Instruct struct {
	Text string `json:"text"`
}

// WasInstructed is the instruction as sent.
type WasInstructed struct {
	Text  string `json:"text"`
	Level int    `json:"level,omitempty"`
	Paper *Paper `json:"paper,omitempty"`
}

// SignNotice is the unit's receipt for a notice.
type SignNotice struct {
	Notice int64 `json:"notice"` // seq of the event that sent it
}

// WasNoticeSigned says that the unit has it.
type WasNoticeSigned struct {
	Notice int64 `json:"notice"`
}

// AnswerNotice is the reply slip 回执.
type AnswerNotice struct {
	Notice int64  `json:"notice"`
	Text   string `json:"text"`
}

// WasNoticeAnswered is what the unit says to a notice.
type WasNoticeAnswered struct {
	Notice int64  `json:"notice"`
	Text   string `json:"text"`
}

// The commands and the events of this file.
const (
	CmdInstruct     CommandName = "instruct"
	CmdSignNotice   CommandName = "sign_notice"
	CmdAnswerNotice CommandName = "answer_notice"

	TypeInstructed     EventType = "matter.instructed"
	TypeNoticeSigned   EventType = "matter.notice_signed"
	TypeNoticeAnswered EventType = "matter.notice_answered"
)

var (
	_ = describe(Description{
		Rule: Rule{From: running, To: "same", Sides: []Side{Area}, Posts: []Post{Leader, Supervisor}},
		New:  command[Instruct], Place: 250, Events: []func() Body{body[WasInstructed]},
		Fields: []Field{textField.labelled("command.instruct")},
	})
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Lead, Holder}, Posts: unitPosts},
		New:  command[SignNotice], Place: 50, Leads: true, Events: []func() Body{body[WasNoticeSigned]},
		Fields:    []Field{{Name: "notice", Kind: NoticeField, Among: NoticesUnsigned, Demand: Required}},
		Pointless: func(m *Matter) bool { return len(m.NoticesAmong(NoticesUnsigned)) == 0 },
	})
	_ = describe(Description{
		Rule: Rule{From: noticed, To: "same", Sides: []Side{Lead, Holder}, Posts: unitPosts},
		New:  command[AnswerNotice], Place: 60, Events: []func() Body{body[WasNoticeAnswered]},
		Fields: []Field{{Name: "notice", Kind: NoticeField, Among: NoticesUnanswered, Demand: Required},
			textField.labelled("command.answer_notice")},
		Pointless: func(m *Matter) bool { return len(m.NoticesAmong(NoticesUnanswered)) == 0 },
	})
)

// NoticesAmong are the notices that the unit has not signed for, or has not answered. A 交办单 is signed for by signing
// for the matter.
func (m *Matter) NoticesAmong(a Among) (out []Notice) {
	for _, n := range m.Notices {
		done := n.SignedAt
		if a == NoticesUnanswered {
			done = n.Answered
		}
		if done == 0 && n.Paper.Kind != "assign" {
			out = append(out, n)
		}
	}
	return out
}

func (*Instruct) Name() CommandName        { return CmdInstruct }
func (*WasInstructed) Type() EventType     { return TypeInstructed }
func (*SignNotice) Name() CommandName      { return CmdSignNotice }
func (*WasNoticeSigned) Type() EventType   { return TypeNoticeSigned }
func (*AnswerNotice) Name() CommandName    { return CmdAnswerNotice }
func (*WasNoticeAnswered) Type() EventType { return TypeNoticeAnswered }

// paper is the next number of a kind of notice; nil where nobody counts them.
func (f *Facts) paper(kind string) (*Paper, error) {
	if f.Paper == nil {
		return nil, nil
	}
	return f.Paper(kind)
}

// file keeps a notice with the matter.
func (m *Matter) file(p *Paper, level int, s Stamp) {
	if p != nil {
		m.Notices = append(slices.Clone(m.Notices), Notice{Seq: s.Seq, Paper: *p, Level: level, Unit: m.Lead, At: s.At})
	}
}

// NoticeAt is the notice that an event sent.
func (m *Matter) NoticeAt(seq int64) (Notice, bool) {
	for _, n := range m.Notices {
		if n.Seq == seq {
			return n, true
		}
	}
	return Notice{}, false
}

// onNotice changes one notice.
func (m *Matter) onNotice(seq int64, fn func(*Notice)) {
	m.Notices = slices.Clone(m.Notices)
	for i := range m.Notices {
		if m.Notices[i].Seq == seq {
			fn(&m.Notices[i])
		}
	}
}

func (c *Instruct) decide(_ *Matter, f *Facts) ([]Event, error) {
	if err := textField.limit(&c.Text); err != nil {
		return nil, err
	}
	p, err := f.paper("instruct")
	return one(&WasInstructed{Text: c.Text, Level: int(f.Actor.Level), Paper: p}), err
}

func (e *WasInstructed) apply(m *Matter, s Stamp) { m.file(e.Paper, e.Level, s) }

func (c *SignNotice) decide(m *Matter, _ *Facts) ([]Event, error) {
	n, ok := m.NoticeAt(c.Notice)
	switch {
	case !ok:
		return nil, fault.New(fault.Missing, "notice_missing").On("notice")
	case n.SignedAt != 0:
		return nil, fault.New(fault.Conflict, "notice_signed").On("notice")
	}
	return one(&WasNoticeSigned{c.Notice}), nil
}

func (e *WasNoticeSigned) apply(m *Matter, s Stamp) {
	m.onNotice(e.Notice, func(n *Notice) { n.SignedAt, n.SignedBy = s.At, s.Actor })
}

func (c *AnswerNotice) decide(m *Matter, _ *Facts) ([]Event, error) {
	n, ok := m.NoticeAt(c.Notice)
	switch {
	case !ok:
		return nil, fault.New(fault.Missing, "notice_missing").On("notice")
	case n.Answered != 0:
		return nil, fault.New(fault.Conflict, "notice_answered").On("notice")
	}
	if err := textField.limit(&c.Text); err != nil {
		return nil, err
	}
	return one(&WasNoticeAnswered{c.Notice, c.Text}), nil
}

// An answer signs for the notice too.
func (e *WasNoticeAnswered) apply(m *Matter, s Stamp) {
	m.onNotice(e.Notice, func(n *Notice) {
		n.Answered = s.At
		if n.SignedAt == 0 {
			n.SignedAt, n.SignedBy = s.At, s.Actor
		}
	})
}
