package policy

import (
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/area"
)

// Chiefs is who looks after which areas for what 林长制、河长制、路长制、网格: themes with their posts, how often the holder of
// a post is to be in his area, and when an unanswered problem is told to the next chief up.
type Chiefs struct {
	Themes []Theme
	Climb  int // days that a listed problem may go without an answer before the next chief hears of it; 0 for never
	Fresh  int // days since the last visit up to which an area is green
	Aged   int // and yellow; it is red behind them
}

// Theme is what is looked after, with its posts. The first post is the chief's, along whom problems climb.
type Theme struct {
	Code string
	Name
	Categories []string // whose problems are the theme's: codes, or groups such as "green.*"
	Indicators []string // codes of indicators that a chief is shown
	Phone      string   // of the theme's office, for signs; an area may have one of its own
	Posts      []ThemePost
}

// ThemePost is a post of a theme.
type ThemePost struct {
	Code string
	Name
	Single bool                 // one holder an area at a time
	Public bool                 // its holder's name stands on the sign
	Often  map[area.Level]Often // how often its holder is to be in his area, by the area's level
}

// Often is so many days in each span of the civil calendar.
type Often struct {
	Times int
	Each  string // week, ten_days, month, quarter, half or year
}

// eaches are the spans, with the most days that may be asked for in each.
var eaches = map[string]int{"week": 7, "ten_days": 8, "month": 28, "quarter": 90, "half": 181, "year": 365}

// Theme is a theme by its code.
func (c *Chiefs) Theme(code string) (Theme, bool) {
	i := slices.IndexFunc(c.Themes, func(t Theme) bool { return t.Code == code })
	if i < 0 {
		return Theme{}, false
	}
	return c.Themes[i], true
}

// Post is a post by its code.
func (t *Theme) Post(code string) (ThemePost, bool) {
	i := slices.IndexFunc(t.Posts, func(p ThemePost) bool { return p.Code == code })
	if i < 0 {
		return ThemePost{}, false
	}
	return t.Posts[i], true
}

// Holds says whether problems of a category are the theme's.
func (t *Theme) Holds(category string) bool { return within(t.Categories, category) }

// The built-in figures: an area is looked at once a month, and once a quarter at the least.
const (
	chiefsClimb = 3
	chiefsFresh = 30
	chiefsAged  = 90
)

func (r *reader) chiefs(p *Policy, n *yaml.Node) {
	x := &p.Chiefs
	*x = Chiefs{Climb: chiefsClimb, Fresh: chiefsFresh, Aged: chiefsAged}
	t := r.table(n, []string{"climb_days", "fresh_days", "aged_days", "themes"}, nil)
	if t["climb_days"] != nil {
		x.Climb = r.number(t["climb_days"], 0, 365)
	}
	if t["fresh_days"] != nil {
		x.Fresh = r.number(t["fresh_days"], 1, 3650)
	}
	if t["aged_days"] != nil {
		x.Aged = r.number(t["aged_days"], 1, 3650)
	}
	if x.Aged < x.Fresh {
		r.wrong(n, "chief_days")
	}
	themes, own := t["themes"], t["themes"] != nil
	if !own { // a file of before has the shipped ones; "themes: []" has none
		doc := shipped()
		themes = &doc.Chiefs.Themes
	}
	for _, y := range r.list(themes) {
		theme := r.theme(p, y, own)
		if _, twice := x.Theme(theme.Code); twice {
			r.wrong(y, "double_key", "key", theme.Code)
		}
		x.Themes = append(x.Themes, theme)
	}
}

// theme reads one. Of a shipped one those categories hold that the file has: its own may be others.
func (r *reader) theme(p *Policy, n *yaml.Node, own bool) Theme {
	t := r.table(n, []string{"code", "zh", "en", "categories", "indicators", "phone", "posts"},
		[]string{"code", "zh", "posts"})
	x := Theme{Code: r.text(t["code"]), Name: Name{r.text(t["zh"]), r.text(t["en"])},
		Indicators: r.texts(t["indicators"]), Phone: r.text(t["phone"])}
	r.chiefCode(n, x.Code)
	if t["categories"] != nil && own {
		x.Categories = r.groups(p, t["categories"])
	} else if t["categories"] != nil {
		x.Categories = slices.DeleteFunc(r.texts(t["categories"]), func(s string) bool {
			return !slices.ContainsFunc(p.Categories(), func(c Category) bool { return within([]string{s}, c.Code) })
		})
	}
	for _, y := range r.list(t["posts"]) {
		post := r.themePost(y)
		if _, twice := x.Post(post.Code); twice {
			r.wrong(y, "double_key", "key", post.Code)
		}
		x.Posts = append(x.Posts, post)
	}
	if len(x.Posts) == 0 {
		r.wrong(n, "missing_key", "key", "posts")
	}
	return x
}

func (r *reader) themePost(n *yaml.Node) ThemePost {
	t := r.table(n, []string{"code", "zh", "en", "single", "public", "often"}, []string{"code", "zh"})
	x := ThemePost{Code: r.text(t["code"]), Name: Name{r.text(t["zh"]), r.text(t["en"])}, Single: r.truth(t["single"]),
		Public: r.truth(t["public"]), Often: map[area.Level]Often{}}
	r.chiefCode(n, x.Code)
	for name, v := range r.table(t["often"], []string{"city", "county", "township", "village"}, nil) {
		level, _ := area.ParseLevel(name)
		x.Often[level] = r.often(v)
	}
	return x
}

func (r *reader) chiefCode(n *yaml.Node, code string) {
	if !codePattern.MatchString(code) {
		r.wrong(n, "chief_code", "value", code)
	}
}

// often reads "4/month".
func (r *reader) often(n *yaml.Node) Often {
	s := r.text(n)
	times, each, _ := strings.Cut(s, "/")
	v, err := strconv.Atoi(strings.TrimSpace(times))
	each = strings.TrimSpace(each)
	if most := eaches[each]; err != nil || v < 1 || v > most {
		r.wrong(n, "chief_often", "value", s)
	}
	return Often{v, each}
}
