package relay_test

import (
	"testing"

	"xiaohao/parts/relay"
	"xiaohao/platform/georeport"
	"xiaohao/platform/lang"
)

// TestWords: every way to stand and every trouble has its sentences.
func TestWords(t *testing.T) {
	t.Parallel()
	keys := []string{"relay.state.token"}
	for _, w := range georeport.Whys() {
		keys = append(keys, "fault.relay_"+string(w))
	}
	for _, s := range relay.States() {
		keys = append(keys, "relay.state."+s, "relay.lead."+s)
	}
	for _, w := range []string{relay.WhyUnsure, relay.WhyLost, relay.WhyFlaps, relay.WhyAway, relay.WhyRoute,
		relay.WhyShut,
		relay.WhyStruck, relay.WhyPerson} {
		keys = append(keys, "relay.why."+w)
	}
	for _, f := range relay.Fields() {
		keys = append(keys, "relay.field."+f)
	}
	for _, k := range keys {
		if !lang.Has(k) {
			t.Errorf("%s has no sentence", k)
		}
	}
}
