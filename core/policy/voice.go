package policy

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// Voice is how much what residents say counts.
type Voice struct {
	Reopen []string // reasons for "not fixed" that put a matter back in hand; the others are counted as an opinion only
	ADay   int      // how many devices of one address prefix are weighed a day at one matter
	// after how many reports of one address prefix, or of one browser, in a day a person reads the next one first
	Network, Device int
}

// Unfixed are the reasons that a resident may choose for "not fixed", in the order of the form. The words are
// unfixed.NAME in the catalogue.
var Unfixed = []string{"not_done", "partly", "again", "elsewhere", "slow", "manner", "other"}

// Reopens says whether a reason for "not fixed" puts a matter back in hand.
func (v Voice) Reopens(reason string) bool { return slices.Contains(v.Reopen, reason) }

func (r *reader) voice(p *Policy, n *yaml.Node) {
	p.Voice = Voice{Reopen: []string{"not_done", "partly", "again", "other"}, ADay: 20,
		Network: 60, Device: 10}
	t := r.table(n, []string{"reopen", "a_day", "network_a_day", "device_a_day"}, nil)
	for name, to := range map[string]*int{"a_day": &p.Voice.ADay, "network_a_day": &p.Voice.Network,
		"device_a_day": &p.Voice.Device} {
		if t[name] != nil {
			*to = r.number(t[name], 1, 10000)
		}
	}
	if t["reopen"] == nil {
		return
	}
	p.Voice.Reopen = nil
	for _, x := range r.list(t["reopen"]) {
		if s := r.text(x); slices.Contains(Unfixed, s) {
			p.Voice.Reopen = append(p.Voice.Reopen, s)
		} else {
			r.wrong(x, "voice_reason", "value", s)
		}
	}
}
