package plan

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

//go:embed shipped/*.json
var shipped embed.FS

// Template is a plan that is shipped for a person to start a draft from. It has no figures: a place sets its own.
type Template struct {
	Code     string `json:"code"`
	Zh       string `json:"zh"`
	En       string `json:"en"`
	Years    int    `json:"years"`
	Set      string `json:"set"` // key of the shipped set of indicators whose codes the goals name
	Text     string `json:"text"`
	Goals    []Goal `json:"goals"`
	Measures []struct {
		Text   string `json:"text"`
		Year   int    `json:"year,omitempty"` // due at the end of which year of the plan; 0 for none
		Yearly bool   `json:"yearly,omitempty"`
	} `json:"measures"`
	Money []struct {
		Source  string `json:"source"`
		Purpose string `json:"purpose"`
	} `json:"money"`
}

// Name is the template's name in a language.
func (t Template) Name(short string) string {
	if short == "en" {
		return t.En
	}
	return t.Zh
}

// Templates lists the codes of the shipped ones.
func Templates() (out []string) {
	files, _ := shipped.ReadDir("shipped")
	for _, f := range files {
		out = append(out, strings.TrimSuffix(f.Name(), ".json"))
	}
	return out
}

// Shipped is one of them. It gives an error for a code that there is not.
func Shipped(code string) (Template, error) {
	var t Template
	if !slices.Contains(Templates(), code) {
		return t, fmt.Errorf("no template %q", code)
	}
	b, err := shipped.ReadFile("shipped/" + code + ".json")
	if err == nil {
		err = json.Unmarshal(b, &t)
	}
	t.Code = code
	return t, err
}

// Start is a draft from the template for an area, whose plan begins in a year. All figures are left to be set.
func (t Template) Start(a area.Code, lead int64, year int) Content {
	c := Content{Title: t.Zh, Area: a, Lead: lead, First: yearStart(year), Last: yearEnd(year + t.Years - 1),
		Text:  t.Text,
		Goals: slices.Clone(t.Goals)}
	for _, m := range t.Measures {
		due := calendar.Instant(0)
		if m.Year > 0 {
			due = yearEnd(year + m.Year - 1)
		}
		c.Measures = append(c.Measures, Measure{Text: m.Text, Due: due, Yearly: m.Yearly})
	}
	for i := range t.Years {
		for _, m := range t.Money {
			c.Money = append(c.Money, Money{Source: m.Source, Purpose: m.Purpose, Year: year + i})
		}
	}
	return c
}
