package matter

import (
	"encoding/json"
	"testing"
)

func FuzzDecode(f *testing.F) {
	for typ := range bodies {
		f.Add(string(typ), `{"at":1}`)
	}
	f.Add("matter.joined", `{"from":1,"weight":-5}`)
	f.Fuzz(func(t *testing.T, typ, body string) {
		m := &Matter{State: InHand}
		_ = Apply(m, EventType(typ), json.RawMessage(body), Stamp{1, 2, 3})
		_ = m.Voices()
		_ = m.Chain()
	})
}
