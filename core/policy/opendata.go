package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/calendar"
)

// OpenData is what of the public matters is written to files that anybody may keep 开放数据. It is off by default.
type OpenData struct {
	On      bool
	Hour    int      // 0 to 23, in the city's time: when the snapshot of the night is made
	Formats []Format // in which it is written, at least one
	Licence Licence  // under which it may be used
	Offset  []Offset // how far points are moved, the first that names the category counts
	Else    int      // metres by which all others are moved; 0: as they were let out
	Days    int      // how long a withdrawn matter stands in the list of what was withdrawn
}

// Format is a kind of file of the open data.
type Format string

// The formats.
const (
	CSV     Format = "csv"
	GeoJSON Format = "geojson"
	Parquet Format = "parquet"
)

// Formats lists them.
func Formats() []Format { return []Format{CSV, GeoJSON, Parquet} }

// Licence is under which terms the open data may be used.
type Licence struct {
	Name Name
	URL  string
}

// Offset is by how many metres points of some categories are moved; a category may be a group such as "home.*".
type Offset struct {
	Category string
	Metres   int
}

// Metres is how far a point of a category is moved; 0 where it is shown as it was let out.
func (o OpenData) Metres(category string) int {
	for _, x := range o.Offset {
		if within([]string{x.Category}, category) {
			return x.Metres
		}
	}
	return o.Else
}

// Due is the last instant up to now at which a snapshot should have been made.
func (o OpenData) Due(now calendar.Instant) calendar.Instant {
	t := now.Time().In(calendar.China())
	due := time.Date(t.Year(), t.Month(), t.Day(), o.Hour, 0, 0, 0, calendar.China())
	if due.After(t) {
		due = due.AddDate(0, 0, -1)
	}
	return calendar.Of(due)
}

// Shows is a digest of all that says which matters the open data may show, and how: files of another digest are not
// given out.
func (p *Policy) Shows() string {
	b, err := json.Marshal(struct {
		Release  Release
		OpenData OpenData
	}{p.Release, p.OpenData.narrowing()})
	if err != nil {
		return "" // plain fields alone: it cannot be
	}
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:8])
}

// narrowing is what of it says what the files hold; the hour and the days do not.
func (o OpenData) narrowing() OpenData {
	o.Hour, o.Days = 0, 0
	return o
}

// The built-in figures. Three at night is when the city sleeps and the leases of the day are renewed.
const (
	openDataHour = 3
	openDataDays = 365
	openDataFar  = 2000 // metres, the farthest that a point may be moved
)

func (r *reader) openData(p *Policy, n *yaml.Node) {
	x := &p.OpenData
	*x = OpenData{Hour: openDataHour, Formats: Formats(), Days: openDataDays,
		Licence: Licence{Name{"知识共享 署名 4.0 国际（CC BY 4.0）",
			"Creative Commons Attribution 4.0 International (CC BY 4.0)"},
			"https://creativecommons.org/licenses/by/4.0/"}}
	t := r.table(n, []string{"on", "hour", "formats", "licence", "offset", "withdrawn_days"}, nil)
	if t["on"] != nil {
		x.On = r.truth(t["on"])
	}
	if t["hour"] != nil {
		x.Hour = r.number(t["hour"], 0, 23)
	}
	if t["withdrawn_days"] != nil {
		x.Days = r.number(t["withdrawn_days"], 30, 3650)
	}
	if t["formats"] != nil {
		x.Formats = r.formats(t["formats"])
	}
	if t["licence"] != nil {
		x.Licence = r.licence(t["licence"])
	}
	if t["offset"] != nil {
		r.offsets(p, t["offset"])
	}
}

// formats reads the kinds of file: at least one, each once, in the order of Formats.
func (r *reader) formats(n *yaml.Node) (out []Format) {
	var named []Format
	for _, s := range r.texts(n) {
		if f := Format(s); slices.Contains(Formats(), f) {
			named = append(named, f)
		} else {
			r.wrong(n, "open_data_format", "value", s)
		}
	}
	for _, f := range Formats() {
		if slices.Contains(named, f) {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		r.wrong(n, "open_data_format", "value", "")
	}
	return out
}

// licence reads the name of the terms and where they stand.
func (r *reader) licence(n *yaml.Node) Licence {
	t := r.table(n, []string{"zh", "en", "url"}, []string{"zh", "url"})
	out := Licence{Name{r.text(t["zh"]), r.text(t["en"])}, r.text(t["url"])}
	if t["url"] != nil && !strings.HasPrefix(out.URL, "https://") && !strings.HasPrefix(out.URL, "http://") {
		r.wrong(t["url"], "open_data_url", "value", out.URL)
	}
	if t["zh"] != nil && out.Name.Zh == "" {
		r.wrong(t["zh"], "missing_key", "key", "zh")
	}
	return out
}

// offsets reads how far points are moved by category, and under default all others.
func (r *reader) offsets(p *Policy, n *yaml.Node) {
	r.table(n, nil, nil) // which tells of what is no table, and of what is named twice
	if n.Kind != yaml.MappingNode {
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, metres := n.Content[i], r.number(n.Content[i+1], 0, openDataFar)
		if name.Value == "default" {
			p.OpenData.Else = metres
			continue
		}
		one := &yaml.Node{Kind: yaml.SequenceNode, Line: name.Line, Column: name.Column, Content: []*yaml.Node{name}}
		if len(r.groups(p, one)) > 0 {
			p.OpenData.Offset = append(p.OpenData.Offset, Offset{name.Value, metres})
		}
	}
}
