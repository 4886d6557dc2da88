package field

import (
	"xiaohao/core/part"
	"xiaohao/parts/atlas"
	"xiaohao/parts/inspect"
)

// parts are those of the city that this face shows.
type parts struct {
	Atlas   *atlas.Atlas
	Inspect *inspect.Inspect
}

func partsOf(v *part.Values) (p parts) {
	p.Atlas, _ = part.Find[*atlas.Atlas](v)
	p.Inspect, _ = part.Find[*inspect.Inspect](v)
	return p
}
