package notify

import (
	"encoding/json"
	"fmt"
	"html"
	"strings"

	"xiaohao/loop/calendar"
	"xiaohao/loop/redact"
	"xiaohao/platform/deliver"
	"xiaohao/platform/lang"
)

// longest is how many entries a digest spells out.
const longest = 40

// compose writes one message about one or several rows, in a person's language.
func (n *Notify) compose(l string, rows []row) (deliver.Message, error) {
	if l == "" {
		l = lang.Zh
	}
	m := deliver.Message{ID: rows[0].ID, At: n.Now().Time()}
	city := n.Policy().City.Zh
	if l == lang.En {
		city = n.Policy().City.En
	}
	var text, page strings.Builder
	for i, r := range rows {
		if i == longest {
			more := lang.T(l, "notify.more", map[string]string{"n": fmt.Sprint(len(rows) - longest)})
			fmt.Fprintf(&text, "%s\n", more)
			fmt.Fprintf(&page, "<li>%s</li>", html.EscapeString(more))
			break
		}
		var a Args
		if err := json.Unmarshal([]byte(r.Args), &a); err != nil {
			return m, err
		}
		s, link := n.Sentence(l, r.Kind, a), n.link(r.Matter, a)
		if i == 0 {
			m.Subject = lang.T(l, "notify.subject", map[string]string{"city": city, "text": s})
		}
		fmt.Fprintf(&text, "%s\n%s\n\n", s, link)
		if link == "" {
			fmt.Fprintf(&page, "<li>%s</li>", html.EscapeString(s))
		} else {
			fmt.Fprintf(&page, `<li><a href="%s">%s</a></li>`, html.EscapeString(link), html.EscapeString(s))
		}
	}
	if len(rows) > 1 {
		m.Subject = lang.T(l, "notify.digest", map[string]string{"city": city, "n": fmt.Sprint(len(rows))})
	}
	m.Text = strings.TrimSpace(text.String()) + "\n"
	m.HTML = `<!doctype html><html lang="` + l + `"><body><h1 style="font-size:18px">` + html.EscapeString(m.Subject) +
		`</h1><ul>` + page.String() + `</ul></body></html>`
	return m, nil
}

// hook is what a program that listens gets. Version changes when a field changes its meaning.
type hook struct {
	Version int              `json:"version"`
	ID      string           `json:"id"`
	City    int64            `json:"city"`
	Type    string           `json:"type"`
	At      calendar.Instant `json:"at"` // Unix microseconds
	Matter  *hookItem        `json:"matter,omitempty"`
	Text    string           `json:"text,omitempty"`
	URL     string           `json:"url,omitempty"`
	Seal    any              `json:"seal,omitempty"`
}

type hookItem struct {
	ID     int64            `json:"id"`
	Number string           `json:"number,omitempty"`
	Title  string           `json:"title,omitempty"`
	Area   string           `json:"area,omitempty"`
	Unit   string           `json:"unit,omitempty"`
	Due    calendar.Instant `json:"due,omitempty"`
	Paper  string           `json:"notice,omitempty"`
}

// messageFor writes one row for a group or a program.
func (n *Notify) messageFor(c Channel, r row) (deliver.Message, error) {
	if c.Kind == Webhook && r.Body != "" { // the same id always says the same
		return deliver.Message{ID: r.ID, At: n.Now().Time(), JSON: []byte(r.Body)}, nil
	}
	if r.Kind == sealKind {
		return deliver.Message{ID: r.ID, At: n.Now().Time(), JSON: []byte(r.Args)}, nil
	}
	m, err := n.compose(lang.Zh, []row{r})
	if err != nil || c.Kind != Webhook {
		return m, err
	}
	var a Args
	if err := json.Unmarshal([]byte(r.Args), &a); err != nil {
		return m, err
	}
	a.Title = redact.Public(a.Title) // it leaves the house: no names either
	x := hook{Version: 1, ID: r.ID, City: n.City, Type: r.Kind, At: r.At, Text: n.Sentence(lang.Zh, r.Kind, a),
		URL: n.link(r.Matter, a)}
	if r.Matter != 0 {
		x.Matter = &hookItem{ID: r.Matter, Number: a.Number, Title: a.Title, Area: a.Area, Due: a.Due, Paper: a.Paper}
	}
	if u, ok := n.Org().Unit(a.Unit); ok && x.Matter != nil {
		x.Matter.Unit = u.Zh
	}
	m.JSON, err = json.Marshal(x)
	return m, err
}

// link is where a message leads, "" where the city has no address that people know.
func (n *Notify) link(matter int64, a Args) string {
	base := n.BaseURL
	switch {
	case base == "":
		return ""
	case a.Path != "":
		return base + a.Path
	case matter != 0:
		return fmt.Sprintf("%s/matters/%d", base, matter)
	}
	return ""
}
