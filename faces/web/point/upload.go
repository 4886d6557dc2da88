package point

import (
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
)

// pointsUpload is where a list of points is sent from. It goes the way of all lists: what it would change is shown
// first, then the same file is taken in (room intake).
func pointsUpload(c *kit.Call) error {
	if !c.Org.MayActSomewhere(c.Who.Caller, point.RegisteredType) {
		return fault.New(fault.Denied, "not_allowed")
	}
	datum := kit.Choose("datum", c.T("field.datum"), true, nil)
	datum.Hint = c.T("points.datum_hint")
	for _, d := range place.Datums() {
		datum.Options = append(datum.Options, kit.Option{Value: d.String(), Label: c.T("datum." + d.String()),
			Selected: d == place.WGS84})
	}
	return c.Render(&PointsUpload{Frame: c.Overview("points"),
		Upload: kit.Form{ID: "upload", Action: "/imports", Files: true, Submit: c.T("points.look"), Tone: "primary",
			Fields: []kit.Field{{Kind: "hidden", Name: "kind", Value: "points"},
				{Kind: "file", Name: "file", Label: c.T("points.file"), Hint: c.T("points.file_hint"), Required: true},
				datum, {Kind: "check", Name: "skip-bad", Label: c.T("intake.skip")}}}})
}
