package office

import (
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Who signs off has policy's days to sign or to send back. When they are over the clock urges him, and after as many
// days again also those who may sign in his stead one level above, up to the city. Nobody else is told, and nothing
// is ever signed by itself.

// decideBy is by when a paper that passed now is signed off or sent back; 0 for no limit.
func (x *Office) decideBy(now calendar.Instant) calendar.Instant {
	if days := x.Policy().Papers.Decide; days > 0 {
		return x.dayEnd(now, days)
	}
	return 0
}

// urge is whom the clock urges now, and when it climbs on.
func (x *Office) urge(p *Paper, now calendar.Instant) *Urged {
	from := p.Area.Level()
	if p.Urged != 0 {
		from = p.Urged - 1
	}
	b := &Urged{Level: x.signers(p, from)}
	if b.Level == 0 { // nobody is left above: it stays with those who were urged
		b.Level = max(p.Urged, area.City)
		return b
	}
	if x.signers(p, b.Level-1) != 0 {
		b.Next = x.decideBy(now)
	}
	return b
}

// signers is the first level, from one up to the city's, at which somebody may sign a paper off; 0 for none.
func (x *Office) signers(p *Paper, from area.Level) area.Level {
	for l := from; l >= area.City; l-- {
		if len(x.within(stepSign, p, l)) > 0 {
			return l
		}
	}
	return 0
}

// urged are those who are urged to sign a paper off: who presided where he does, and those who may, up to a level.
func (x *Office) urged(p *Paper, top area.Level) (out []int64) {
	if p.Presided != 0 && x.Policy().Papers.Presided {
		out = append(out, p.Presided)
	}
	for l := p.Area.Level(); l >= max(top, area.City); l-- {
		for _, who := range x.within(stepSign, p, l) {
			if !slices.Contains(out, who) {
				out = append(out, who)
			}
		}
	}
	return out
}

// within are those with posts over a paper's area at one level who may take a step with it, each once.
func (x *Office) within(step string, p *Paper, l area.Level) (out []int64) {
	for _, kind := range posts(x.Policy().Papers, step) {
		for _, who := range x.Org().Holders(kind, p.Area.Ancestor(l)) {
			c := org.Caller{Person: who.ID, Posts: who.Posts}
			if !who.Disabled && !slices.Contains(out, who.ID) && x.mayStep(c, step, p) == nil {
				out = append(out, who.ID)
			}
		}
	}
	return out
}
