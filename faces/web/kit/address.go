package kit

import (
	"net/url"
	"strconv"

	"xiaohao/core/views"
	"xiaohao/loop/area"
)

func BoardURL(a area.Code) string { return "/board?area=" + a.String() }

func CampaignURL(id int64, at area.Code) string {
	u := "/campaigns/" + strconv.FormatInt(id, 10)
	if at != 0 {
		u += "?area=" + at.String()
	}
	return u
}

func CornerURL(id int64) string { return MatterURL(id) + "/place" }

func MatterURL(id int64) string { return "/matters/" + strconv.FormatInt(id, 10) }

func MapURL(f views.Filter) string { return WithQuery("/map", f) }

// PlateURL is the short public address of a plate.
func PlateURL(code string) string { return "/p/" + url.PathEscape(code) }

func PointURL(id int64) string { return "/points/" + strconv.FormatInt(id, 10) }

func LooksURL(point int64) string { return "/inspections?point=" + strconv.FormatInt(point, 10) }

func StandardItemURL(code string, seq int64) string {
	u := "/standard/items/" + url.PathEscape(code)
	if seq != 0 {
		u += "?version=" + strconv.FormatInt(seq, 10)
	}
	return u
}
