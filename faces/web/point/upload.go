package point

import (
	"encoding/json"
	"os"
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
	"xiaohao/parts/sheet"
)

// maxPointsFile is the largest file of points, and the largest preview of one, in bytes.
const maxPointsFile = 16 << 20

func pointsUpload(c *kit.Call) error {
	p, err := pointsUploadPage(c)
	if err != nil {
		return err
	}
	return c.Render(p)
}

func pointsUploadPage(c *kit.Call) (*PointsUpload, error) {
	if !c.Org.MayActSomewhere(c.Who.Caller, point.RegisteredType) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	datum := kit.Choose("datum", c.T("field.datum"), true, nil)
	datum.Hint = c.T("points.datum_hint")
	for _, d := range place.Datums() {
		datum.Options = append(datum.Options, kit.Option{Value: d.String(), Label: c.T("datum." + d.String()),
			Selected: d == place.WGS84})
	}
	return &PointsUpload{Frame: c.Overview("points"),
		Upload: kit.Form{ID: "upload", Action: "/points/upload", Files: true, Submit: c.T("points.look"),
			Tone: "primary",
			Fields: []kit.Field{{Kind: "file", Name: "file", Label: c.T("points.file"), Hint: c.T("points.file_hint"),
				Required: true}, datum}}}, nil
}

// setPoints looks at a file and says what it would change; sent again with what was looked at, it brings that in, all
// of it or nothing.
func setPoints(c *kit.Call) error {
	p, err := pointsUploadPage(c)
	if err != nil {
		return err
	}
	file, s, err := c.FileSent("file", maxPointsFile)
	if file != "" {
		defer os.Remove(file)
	}
	if err == nil && s.Get("list") != "" {
		if err = bringPoints(c, s); err == nil {
			return nil
		}
	} else if err == nil {
		err = lookAtPoints(c, p, file, s)
	}
	if err != nil {
		if !kit.Refused(err) {
			return err
		}
		c.Wrong(&p.Frame, &p.Upload, s, err)
	}
	return c.Render(p)
}

// lookAtPoints fills the page with what a file would change, or with what is wrong in it row by row.
func lookAtPoints(c *kit.Call, p *PointsUpload, file string, s *kit.Sent) error {
	if file == "" {
		return fault.New(fault.Invalid, "points_file").On("file")
	}
	datum, err := place.ParseDatum(s.Get("datum"))
	if err != nil {
		return err
	}
	list, a, err := sheet.ReadPoints(c.Ctx, sheet.City{Desk: c.Desk, Points: pointOf(c.House)}, file,
		sheet.Options{Lang: c.L, Datum: datum, Caller: c.Who.Caller})
	for _, n := range a.Notes {
		if n.Bad {
			p.Mistakes = append(p.Mistakes, kit.RowMistake{Row: c.T("std.row", "row", n.Row), Text: n.Text})
		}
	}
	if err != nil {
		return err
	}
	p.Said = sheet.Said(c.L, a, true)
	if a.Taken+a.Changed == 0 {
		return nil
	}
	text, err := json.Marshal(list)
	if err != nil {
		return err
	}
	p.Save = &kit.Form{ID: "save", Action: "/points/upload", Once: c.Once(), Files: true, Tone: "primary",
		Submit: c.T("points.bring", "n", strconv.Itoa(a.Taken+a.Changed)),
		Fields: []kit.Field{{Kind: "hidden", Name: "list", Value: string(text)}}}
	return nil
}

func bringPoints(c *kit.Call, s *kit.Sent) error {
	id, err := s.ID()
	if err != nil {
		return err
	}
	var list []point.Details
	if err := json.Unmarshal([]byte(s.Get("list")), &list); err != nil {
		return fault.New(fault.Invalid, "form_broken").By(err)
	}
	made, changed, _, err := pointOf(c.House).Import(c.Ctx, c.Who.Caller, id, list)
	if err != nil {
		return err
	}
	c.Flash("flash.points", strconv.Itoa(made+changed))
	c.To("/points")
	return nil
}
