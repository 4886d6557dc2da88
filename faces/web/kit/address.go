package kit

import (
	"net/url"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/loop/area"
)

// BoardURL is the dashboard of an area.
func BoardURL(a area.Code) string { return "/board?area=" + a.String() }

// CampaignURL is a self-check campaign, as an area stands in it; 0 for the area it was called in.
func CampaignURL(id int64, at area.Code) string {
	u := "/campaigns/" + strconv.FormatInt(id, 10)
	if at != 0 {
		u += "?area=" + at.String()
	}
	return u
}

// PlaceURL is the history of the place of a matter.
func PlaceURL(id int64) string { return MatterURL(id) + "/place" }

// MatterURL is the page of a matter.
func MatterURL(id int64) string { return "/matters/" + strconv.FormatInt(id, 10) }

// MapURL is the map of the matters that a filter leaves.
func MapURL(f views.Filter) string { return WithQuery("/map", f) }

// PlateURL is the short public address of a plate.
func PlateURL(code string) string { return "/p/" + url.PathEscape(code) }

// PointURL is the page of a point.
func PointURL(id int64) string { return "/points/" + strconv.FormatInt(id, 10) }

// InspectionsURL is the list of the inspections of a point.
func InspectionsURL(point int64) string { return "/inspections?point=" + strconv.FormatInt(point, 10) }

// StandardItemURL is an item of the standard in a version; 0 for the version in force.
func StandardItemURL(code string, seq int64) string {
	u := "/standard/items/" + url.PathEscape(code)
	if seq != 0 {
		u += "?version=" + strconv.FormatInt(seq, 10)
	}
	return u
}
