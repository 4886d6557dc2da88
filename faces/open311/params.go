package open311

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/release"
)

// The bounds of what is asked for.
const (
	mostRows    = 1000                                 // of one answer
	mostDeep    = 50_000                               // rows up to the end of a page: behind it one asks by dates
	mostValues  = 1000                                 // of one list
	spanDays    = 90                                   // of a window of requests
	span        = calendar.Instant(spanDays * 86400e6) // µs
	lately      = calendar.Instant(86400e6)            // window of updates, µs
	usualRadius = 500                                  // m
	mostRadius  = 2000                                 // m
	longAfter   = calendar.Instant(1 << 60)
)

// list is the values of a parameter that may be given several times, with commas, each once.
func (c *call) list(name string) (out []string, err error) {
	for _, text := range c.params[name] {
		for v := range strings.SplitSeq(text, ",") {
			if v = strings.TrimSpace(v); v != "" && !slices.Contains(out, v) {
				out = append(out, v)
			}
			if len(out) > mostValues {
				return nil, fault.New(fault.Invalid, "georeport_many", "name", name, "most", mostValues).On(name)
			}
		}
	}
	return out, nil
}

// whole is a whole number; otherwise where it is not given.
func (c *call) whole(name string, least, most, otherwise int64) (int64, error) {
	text := c.params.Get(name)
	if text == "" {
		return otherwise, nil
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < least || n > most {
		return 0, fault.New(fault.Invalid, "georeport_number", "name", name, "least", least, "most", most).On(name)
	}
	return n, nil
}

// number is a finite number.
func number(name, text string) (float64, error) {
	n, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(n) || math.IsInf(n, 0) {
		return 0, fault.New(fault.Invalid, "georeport_finite", "name", name).On(name)
	}
	return n, nil
}

// page is which rows of a list are wanted. More than an answer holds is not an error: the answer holds what it may.
func (c *call) page() (skip, limit int, err error) {
	size, err := c.whole("page_size", 1, math.MaxInt32, mostRows)
	if err != nil {
		return 0, 0, err
	}
	size = min(size, mostRows)
	page, err := c.whole("page", 1, math.MaxInt32, 1)
	if err != nil {
		return 0, 0, err
	}
	if page*size > mostDeep {
		return 0, 0, fault.New(fault.Invalid, "georeport_deep", "most", mostDeep).On("page")
	}
	return int((page - 1) * size), int(size), nil
}

// The ways in which clients write a time. One without a zone is the city's.
var layouts = []string{time.RFC3339, "2006-01-02T15:04:05Z0700", "2006-01-02T15:04Z07:00", "2006-01-02T15:04:05",
	"2006-01-02T15:04", time.DateTime, time.DateOnly}

// date is an instant, 0 where it is not given. The end of a window is the last microsecond of what was written: of the
// second, of the minute, of the day.
func (c *call) date(name string, end bool) (calendar.Instant, error) {
	text := c.params.Get(name)
	if text == "" {
		return 0, nil
	}
	said := text
	if i := strings.LastIndexByte(said, ' '); i > len(time.DateOnly) { // a plus that was sent as it is
		said = said[:i] + "+" + said[i+1:]
	}
	for _, layout := range layouts {
		t, err := time.ParseInLocation(layout, said, calendar.China())
		if err != nil {
			continue
		}
		if end {
			t = t.Add(unit(layout, said) - time.Microsecond)
		}
		if at := calendar.Of(t); at > 0 {
			return at, nil
		}
		break // before there were computers to ask
	}
	return 0, fault.New(fault.Invalid, "georeport_date", "name", name).On(name)
}

// unit is how long that lasts which a time names.
func unit(layout, said string) time.Duration {
	switch {
	case layout == time.DateOnly:
		return 24 * time.Hour
	case !strings.Contains(layout, ":05"):
		return time.Minute
	case strings.ContainsAny(said, ".,"):
		return time.Microsecond
	}
	return time.Second
}

// times are two instants in their order; either may be 0.
func (c *call) times(first, last string) (from, to calendar.Instant, err error) {
	if from, err = c.date(first, false); err != nil {
		return 0, 0, err
	}
	if to, err = c.date(last, true); err != nil {
		return 0, 0, err
	}
	if from != 0 && to != 0 && from > to {
		return 0, 0, fault.New(fault.Invalid, "georeport_order", "first", first, "last", last).On(first)
	}
	return from, to, nil
}

// window is when what is asked for came on the list: of one that is open the other end lies 90 days away.
func (c *call) window(now calendar.Instant) (from, to calendar.Instant, err error) {
	from, to, err = c.times("start_date", "end_date")
	switch {
	case err != nil:
	case from == 0 && to == 0:
		return now - span, longAfter, nil
	case from == 0:
		from = to - span
	case to == 0:
		to = from + span
	case to-from > span+lately: // a last day counts whole
		err = fault.New(fault.Invalid, "georeport_span", "days", spanDays).On("end_date")
	}
	return from, to, err
}

// status says which of the two are wanted.
func (c *call) status() (open, closed bool, err error) {
	list, err := c.list("status")
	if err != nil || len(list) == 0 {
		return true, true, err
	}
	for _, s := range list {
		switch strings.ToLower(s) {
		case statusOpen:
			open = true
		case statusClosed:
			closed = true
		default:
			return false, false, fault.New(fault.Invalid, "georeport_status").On("status")
		}
	}
	return open, closed, nil
}

// around reads lat, long and radius in metres; nil where they are not given.
func (c *call) around() (*release.Circle, error) {
	lat, long := c.params.Get("lat"), c.params.Get("long")
	if lat == "" && long == "" && c.params.Get("radius") == "" {
		return nil, nil
	}
	y, err := number("lat", lat)
	if err != nil {
		return nil, err
	}
	x, err := number("long", long)
	if err != nil {
		return nil, err
	}
	if place.Check(y, x) != nil {
		return nil, fault.New(fault.Invalid, "georeport_place").On("lat")
	}
	metres := float64(usualRadius)
	if r := c.params.Get("radius"); r != "" {
		if metres, err = number("radius", r); err != nil || metres <= 0 || metres > mostRadius {
			return nil, fault.New(fault.Invalid, "georeport_radius", "most", mostRadius).On("radius")
		}
	}
	circle := &release.Circle{Lat: y, Lng: x, Metres: metres}
	if release.Squares(place.Around(y, x, metres)) > release.MostSquares {
		return nil, fault.New(fault.Invalid, "georeport_wide").On("radius")
	}
	return circle, nil
}

// box reads bbox: west, south, east, north; nil where it is not given.
func (c *call) box() (*release.Bounds, error) {
	text := c.params.Get("bbox")
	if text == "" {
		return nil, nil
	}
	sides := strings.Split(text, ",")
	if len(sides) != 4 {
		return nil, fault.New(fault.Invalid, "georeport_box").On("bbox")
	}
	var at [4]float64
	for i, s := range sides {
		var err error
		if at[i], err = number("bbox", strings.TrimSpace(s)); err != nil {
			return nil, err
		}
	}
	b := release.Bounds{West: at[0], South: at[1], East: at[2], North: at[3]}
	switch {
	case !b.Valid():
		return nil, fault.New(fault.Invalid, "georeport_box").On("bbox")
	case release.Squares(b) > release.MostSquares:
		return nil, fault.New(fault.Invalid, "georeport_wide").On("bbox")
	}
	return &b, nil
}

// says is a parameter that switches something on.
func (c *call) says(name string) bool {
	switch strings.ToLower(c.params.Get(name)) {
	case "true", "1", "yes":
		return true
	}
	return false
}
