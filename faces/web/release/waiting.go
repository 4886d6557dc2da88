package release

import (
	"strconv"

	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// Waiting are the drafts that wait for this person.
type Waiting struct {
	kit.Frame
	Rows []Row
}

func (*Waiting) Template() string { return "releases" }

// Row is a draft that waits.
type Row struct{ Title, URL, Area, Since, Step string }

// shown is how many drafts the page lists.
const shown = 100

func waiting(c *kit.Call) error {
	list, err := releasesOf(c.House).Waiting(c.Ctx, c.Who.Caller, shown)
	if err != nil {
		return err
	}
	p := &Waiting{Frame: c.Overview("releases")}
	for _, s := range list {
		p.Rows = append(p.Rows, Row{Title: s.Draft.Title, URL: address(s.Matter), Area: c.AreaName(s.Area),
			Since: lang.Ago(c.L, c.Now, s.At), Step: c.T("release.step." + strconv.Itoa(s.Step+1))})
	}
	return c.Render(p)
}

func address(id int64) string { return kit.MatterURL(id) + "/release" }
