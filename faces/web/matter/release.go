package matter

import (
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// outward is the way to a matter's release, with where it stands; nil for what may never be public and never was, and
// for who has no part in letting it out while nothing is.
func outward(c *kit.Call, m *matter.Matter) (*kit.Link, error) {
	s, err := releasesOf(c.House).Of(c.Ctx, c.Who.Caller, m.ID)
	if err != nil {
		return nil, err
	}
	hidden := org.Hidden(c.Desk.Policy().Release, org.BareOf(m, nil)) != ""
	may := releasesOf(c.House).May(c.Who.Caller, m, s)
	if s.State == "" && (hidden || !may.Draft) {
		return nil, nil
	}
	key := "release.brief.none"
	switch {
	case s.Shown != nil && hidden:
		key = "release.brief.shut"
	case s.State == release.Waits && s.Shown != nil:
		key = "release.brief.again"
	case s.State != "":
		key = "release.brief." + s.State
	}
	return &kit.Link{Label: c.T(key), URL: kit.MatterURL(m.ID) + "/release"}, nil
}
