package release

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// tellFields ask what the reporter is told of a draft that is sent back, or of what is taken back.
func tellFields(c *kit.Call) []kit.Field {
	var grounds []kit.Option
	for _, g := range release.Grounds() {
		grounds = append(grounds, kit.Option{Value: string(g), Label: c.T("release.ground." + string(g))})
	}
	return []kit.Field{kit.Choose("ground", c.T("release.field.ground"), true, grounds),
		c.Words("tell", "release.field.tell", matter.MaxNote, false)}
}

// tellSent is what the form said of it.
func tellSent(s *kit.Sent) release.Tell {
	return release.Tell{Ground: release.Ground(s.Get("ground")), Words: s.Text("tell")}
}
