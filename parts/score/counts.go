package score

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// Counts is what rounds add up to. It is a plain sum: counts of two sets of rounds are those of their union.
type Counts [counts]int64

// What is counted. The order stands in the database and in published months: what is new comes at the end.
const (
	N            = iota // due, and part of the figures
	Fixed               // claimed fixed, not rejected
	OnTime              // by the deadline
	Struck              // struck off
	Checked             // verified at least once
	Passed              // struck off at the first look
	Reworked            // rejected at least once
	Rejects             // rejections in all
	Bounced             // "not mine"; not in N
	Recurred            // reopened after the strike-off, or come back as another matter
	Extended            // given more time
	Late                // claimed after the deadline
	LateMinutes         // minutes past it
	Assigned            // begun by an assignment, so that somebody had to sign
	Signed              // signed
	SignMinutes         // minutes until then
	Prompt              // signed in time
	Rated               // rated by the reporter
	Solved              // who says it is fixed
	Satisfied           // and is content
	Self                // found by the unit itself
	SelfMissed          // of these not on time
	SelfReworked        // of these reworked
	Held                // held to account
	LeftOut             // out of remit on appeal; not in N
	Paused              // parked or waiting for a decision on more time; not in N
	Excused             // on time on appeal
	Unreworked          // reworks not counted on appeal
	Unrated             // rating not counted on appeal
	Endured             // found stubborn
	counts
)

// countNames are the sums in words, for whoever reads what Check found.
var countNames = [counts]string{"n", "fixed", "on_time", "struck", "checked", "passed", "reworked", "rejects",
	"bounced", "recurred", "extended", "late", "late_minutes",
	"assigned", "signed", "sign_minutes", "prompt", "rated", "solved", "satisfied", "self", "self_missed",
	"self_reworked", "held", "left_out", "paused", "excused",
	"unreworked", "unrated", "endured"}

// Counts is what the round adds to every sum it is part of.
func (r *Round) Counts() (c Counts) {
	switch {
	case r.Upheld&notOurs != 0:
		c[LeftOut] = 1
		return c
	case r.Bounced:
		c[Bounced] = 1
		return c
	case r.Asked || r.Parked:
		c[Paused] = 1
		return c
	}
	late := r.FixedAt != 0 && !r.onTime()
	rejects := int64(r.Rejects)
	if r.Upheld&notRework != 0 {
		c[Unreworked] = min(rejects, 1)
		rejects = 0
	}
	c[N], c[Fixed], c[OnTime], c[Struck], c[Late] = 1, bit(r.FixedAt != 0), bit(r.onTime()),
		bit(r.StruckAt != 0), bit(late)
	c[Excused] = bit(r.onTime() && r.FixedAt > r.Due)
	if late {
		c[LateMinutes] = r.Late
	}
	c[Checked], c[Passed] = bit(r.StruckAt != 0 || rejects > 0), bit(r.StruckAt != 0 && rejects == 0)
	c[Reworked], c[Rejects] = min(rejects, 1), rejects
	c[Recurred], c[Extended], c[Held] = bit(r.StruckAt != 0 && (r.Recurred || r.Recurrences > 0)), bit(r.Extended > 0),
		bit(r.Held > 0)
	c[Endured] = bit(r.Stubborn)
	if !r.Again {
		c[Assigned], c[Signed], c[Prompt] = 1, bit(r.SignedAt != 0), bit(r.Prompt)
		if r.SignedAt != 0 {
			c[SignMinutes] = r.SignedIn
		}
	}
	if r.Upheld&notRated != 0 {
		c[Unrated] = bit(r.Rating != unrated)
	} else {
		c[Rated], c[Solved], c[Satisfied] = bit(r.Rating != unrated), bit(r.Rating >= solved),
			bit(r.Rating == satisfied)
	}
	if r.Self {
		c[Self], c[SelfMissed], c[SelfReworked] = 1, 1-c[OnTime], c[Reworked]
	}
	return c
}

// add adds other sums times a factor.
func (c *Counts) add(o *Counts, times int64) {
	for i := range c {
		c[i] += times * o[i]
	}
}

// pack writes the sums as varints, without the zeros at the end.
func (c *Counts) pack() []byte {
	last := counts
	for last > 0 && c[last-1] == 0 {
		last--
	}
	out := make([]byte, 0, 2*last)
	for _, n := range c[:last] {
		out = binary.AppendVarint(out, n)
	}
	return out
}

var errPacked = errors.New("the sums cannot be read")

// unpack reads what pack wrote.
func (c *Counts) unpack(b []byte) error {
	*c = Counts{}
	for i := 0; len(b) > 0; i++ {
		v, n := binary.Varint(b)
		if n <= 0 || i >= counts {
			return errPacked
		}
		c[i], b = v, b[n:]
	}
	return nil
}

// String names the sums that are not zero.
func (c Counts) String() string {
	var b strings.Builder
	for i, n := range c {
		if n != 0 {
			fmt.Fprintf(&b, "%s=%d ", countNames[i], n)
		}
	}
	return strings.TrimSpace(b.String())
}

func bit(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
