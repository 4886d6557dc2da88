package public

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// maxWords is how many characters are looked for at most.
const maxWords = 100

// stateOpen asks for all that is not struck off yet.
const stateOpen = "open"

// asked is what an address asks for: a list, narrowed.
type asked struct {
	release.Filter
	words string // looked for in titles, texts and places
	near  *spot  // nearest first
	wrong bool   // the place cannot be read: latitude and longitude in WGS-84 degrees are wanted
}

// spot is where somebody stands, in WGS-84 degrees.
type spot struct{ lat, lng float64 }

func (s spot) String() string { return kit.Degrees(s.lat) + "," + kit.Degrees(s.lng) }

// ask reads what a list or a feed is asked for. The fault is page_missing for an area that is not there.
func ask(c *kit.Call) (a asked, err error) {
	q := c.R.URL.Query()
	code := c.R.PathValue("code")
	if code == "" {
		code = q.Get("area")
	}
	if code != "" && code != area.Code(0).String() {
		if a.Area, err = area.Parse(code); err != nil {
			return a, c.Nowhere()
		}
		a.Area = c.Today(a.Area)
		if _, ok := c.Org.Tree().Get(a.Area); !ok {
			return a, c.Nowhere()
		}
	}
	if a.Area.Level() == area.City {
		a.Area = 0
	}
	switch s := org.Plain(q.Get("state")); {
	case s == stateOpen:
		a.Open = true
	case slices.Contains(org.Plains(), s):
		a.Plain = s
	}
	a.Category, a.Behind = q.Get("category"), release.ParsePlace(q.Get("from"))
	a.words = clip(strings.TrimSpace(matter.Clean(q.Get("q"))))
	if text := q.Get("near"); text != "" {
		if a.near, err = parseSpot(text); err != nil {
			a.wrong = true
		}
	}
	return a, nil
}

// clip cuts what is looked for to a length that is answered quickly.
func clip(s string) string {
	if utf8.RuneCountInString(s) > maxWords {
		return string([]rune(s)[:maxWords])
	}
	return s
}

// parseSpot reads "26.89,112.57".
func parseSpot(text string) (*spot, error) {
	lat, lng, ok := strings.Cut(text, ",")
	if !ok {
		return nil, strconv.ErrSyntax
	}
	y, err := strconv.ParseFloat(strings.TrimSpace(lat), 64)
	if err != nil {
		return nil, err
	}
	x, err := strconv.ParseFloat(strings.TrimSpace(lng), 64)
	if err != nil {
		return nil, err
	}
	if math.IsNaN(x) || math.IsNaN(y) || math.Abs(y) > 90 || math.Abs(x) > 180 {
		return nil, strconv.ErrRange
	}
	return &spot{y, x}, nil
}

// narrowed says that not everything of an area is asked for.
func (a asked) narrowed() bool {
	return a.words != "" || a.near != nil || a.Category != "" || a.Plain != "" || a.Open || a.Behind.Matter != 0
}

// values is what stands behind the question mark for this list, without the area, which its path names.
func (a asked) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", a.words)
	set("category", a.Category)
	set("state", string(a.Plain))
	if a.Open {
		v.Set("state", stateOpen)
	}
	set("from", a.Behind.String())
	if a.near != nil {
		set("near", a.near.String())
	}
	return v
}

// url is the address of the list.
func (a asked) url() string {
	path := areaURL(a.Area)
	if q := a.values().Encode(); q != "" {
		return path + "?" + q
	}
	return path
}

// areaURL is the page of an area, of the whole city for 0.
func areaURL(code area.Code) string {
	if code.Level() <= area.City {
		return "/public"
	}
	return "/public/areas/" + code.String()
}
