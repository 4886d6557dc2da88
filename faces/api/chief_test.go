package api_test

import (
	"xiaohao/core/part"
	"xiaohao/parts/chief"
)

// chiefs reads who looks after an area, and how long ago somebody was there.
func (o *office) chiefs() {
	o.t.Helper()
	x := part.Get[*chief.Chiefs](o.desk.Values)
	if _, err := x.Appoint(o.t.Context(), o.who("disp"), o.id(), chief.Giving{Theme: "forest", Post: "chief",
		Area: 430405000000, Name: "周林长"}); err != nil {
		o.t.Fatal(err)
	}
	list := o.must("disp", "GET", "/api/v1/chiefs?theme=forest&area=430405000000", nil)["chiefs"].([]any)
	if len(list) != 1 || list[0].(map[string]any)["name"] != "周林长" {
		o.t.Errorf("%v", list)
	}
	o.must("disp", "GET", "/api/v1/chiefs/coverage?theme=forest&area=430405000000", nil)
}
