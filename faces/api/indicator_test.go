package api_test

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/parts/indicator"
)

// indicators begins a set and asks how it stands.
func (o *office) indicators() {
	o.t.Helper()
	list, err := indicator.ShippedSets()
	if err != nil {
		o.t.Fatal(err)
	}
	d := list[0].Definition // camellia oil: townships and counties report
	d.Area, d.From, d.To = 430400000000, indicator.Span(202400).From(), indicator.Span(202600).To()
	id, err := part.Get[*indicator.Indicators](o.desk.Values).Define(context.Background(), org.Caller{System: true},
		o.id(),
		d)
	if err != nil {
		o.t.Fatal(err)
	}
	if got := o.must("out", "GET", fmt.Sprintf("/api/v1/indicators/%d?area=430400000000", id),
		nil)["stands"].([]any); len(got) != len(d.Indicators) {
		o.t.Errorf("%d indicators of %d", len(got), len(d.Indicators))
	}
}
