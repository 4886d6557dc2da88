package policy

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

var sections = []string{"city", "hash", "seal", "office", "limits", "extensions", "reopen_days", "evidence", "may",
	"lists", "notices", "ladder", "recheck", "inspection", "pattern", "assessment", "map", "columns",
	"categories", "voice", "release", "publicity", "open311", "open_data", "password_days", "archive", "files",
	"papers", "nodes", "meetings", "plans", "rota", "outreach", "chiefs", "patrol", "tally", "help"}

func (r *reader) policy(p *Policy, root *yaml.Node) {
	t := r.table(root, sections, []string{"city", "limits", "categories"})
	r.city(p, t["city"])
	p.Hash = "sm3"
	if n := t["hash"]; n != nil {
		if p.Hash = r.text(n); p.Hash != "sm3" && p.Hash != "sha256" {
			r.wrong(n, "hash", "value", p.Hash)
		}
	}
	p.Seal = "sm2"
	if n := t["seal"]; n != nil {
		if p.Seal = r.text(n); p.Seal != "sm2" && p.Seal != "ed25519" {
			r.wrong(n, "seal", "value", p.Seal)
		}
	}
	r.office(p, t["office"])
	r.may(p, t["may"])
	p.Lists = r.names(t["lists"], builtIn.Lists, "problem", "task", "responsibility")
	r.notices(p, t["notices"])
	r.ladder(p, t["ladder"])
	r.recheck(p, t["recheck"])
	r.inspection(p, t["inspection"])
	r.assessment(p, t["assessment"])
	r.tiles(p, t["map"])
	r.columns(p, t["columns"])
	r.categories(p, t["categories"])
	r.pattern(p, t["pattern"])
	r.voice(p, t["voice"])
	r.release(p, t["release"])
	r.publicity(p, t["publicity"])
	r.outreach(p, t["outreach"])
	r.nodes(p, t["nodes"])
	r.meetings(p, t["meetings"])
	r.open311(p, t["open311"]) // after the categories and the release
	r.openData(p, t["open_data"])
	r.papers(p, t["papers"])
	r.archive(p, t["archive"])
	r.files(p, t["files"])
	r.rota(p, t["rota"])
	r.plans(p, t["plans"])   // after the categories
	r.chiefs(p, t["chiefs"]) // after the categories
	r.patrol(p, t["patrol"])
	r.tally(p, t["tally"])
	r.help(p, t["help"])
	extensions, reopen := 1, 15
	if n := t["extensions"]; n != nil {
		extensions = r.number(n, 0, 10)
	}
	if n := t["reopen_days"]; n != nil {
		reopen = r.number(n, 0, 3650)
	}
	p.PasswordDays = 7
	if n := t["password_days"]; n != nil {
		p.PasswordDays = r.number(n, 0, 365)
	}
	evidence := map[matter.Kind]map[string]matter.Evidence{}
	for name, n := range r.table(t["evidence"], kinds(), nil) {
		evidence[kind(name)] = r.evidence(n)
	}
	p.compute(r.base(t["limits"]), evidence, extensions, reopen)
}

// builtIn holds the names a file need not give.
var builtIn = struct{ Lists map[string]Name }{
	map[string]Name{"problem": {"问题清单", "Problem list"}, "task": {"任务清单", "Task list"},
		"responsibility": {"责任清单", "Responsibility list"}},
}

func (r *reader) city(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"code", "zh", "en"}, []string{"code", "zh"})
	p.City = City{int64(r.number(t["code"], 1100, 9999)), r.text(t["zh"]), r.text(t["en"])}
	if p.City.En == "" {
		p.City.En = p.City.Zh
	}
}

var hourPattern = regexp.MustCompile(`^([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)$`)

func (r *reader) office(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"hours", "holidays"}, nil)
	hours := calendar.Office()
	if n := t["hours"]; n != nil {
		hours = nil
		for _, x := range r.list(n) {
			m := hourPattern.FindStringSubmatch(r.text(x))
			if m == nil {
				r.wrong(x, "hours", "value", x.Value)
				continue
			}
			v := make([]int, 4)
			for i := range v {
				v[i], _ = strconv.Atoi(m[i+1])
			}
			hours = append(hours, calendar.Span{From: v[0]*60 + v[1], To: v[2]*60 + v[3]})
		}
	}
	table := calendar.BuiltIn()
	for _, x := range r.list(t["holidays"]) {
		h, err := calendar.ParseHolidays(strings.NewReader(r.text(x)))
		if err != nil {
			r.wrong(x, "holidays", "why", err.Error())
			continue
		}
		for _, y := range h.Partial() {
			if r.fresh {
				r.wrong(x, "holidays_partial", "year", strconv.Itoa(y))
			}
		}
		table = table.With(h)
	}
	cal, err := calendar.New(hours, table, calendar.China())
	if err != nil {
		r.wrong(t["hours"], "hours", "value", err.Error())
		cal = calendar.Default()
	}
	p.cal = cal
}

func (r *reader) may(p *Policy, n *yaml.Node) {
	p.may = map[matter.CommandName][]matter.Post{}
	var known []string
	for _, d := range matter.Descriptions() {
		if p.may[d.Command] = d.Posts; !d.ClockOnly() && !d.ByLaw {
			known = append(known, string(d.Command))
		}
	}
	for command, list := range r.table(n, known, nil) {
		posts := []matter.Post{}
		d, _ := matter.Describe(matter.CommandName(command))
		for _, x := range r.list(list) {
			post := matter.Post(r.text(x))
			switch {
			case !slices.Contains(matter.Posts(), post):
				r.wrong(x, "post", "post", string(post), "known", strings.Join(matter.Plain(matter.Posts()), ", "))
			case slices.Contains(d.Never, post) || post == matter.Administrator:
				r.wrong(x, "post_never", "post", string(post), "command", command)
			default:
				posts = append(posts, post)
			}
		}
		if len(posts) == 0 {
			r.wrong(list, "may_nobody", "command", command)
		}
		p.may[d.Command] = posts
	}
}

func (r *reader) names(n *yaml.Node, base map[string]Name, keys ...string) map[string]Name {
	out := map[string]Name{}
	t := r.table(n, keys, nil)
	for _, k := range keys {
		out[k] = base[k]
		if x := t[k]; x != nil {
			v := r.table(x, []string{"zh", "en"}, []string{"zh"})
			out[k] = Name{r.text(v["zh"]), r.text(v["en"])}
		}
	}
	return out
}

func (r *reader) columns(p *Policy, n *yaml.Node) {
	for _, x := range r.list(n) {
		c := r.text(x)
		switch {
		case !slices.Contains(columnNames, c):
			r.wrong(x, "column", "column", c, "known", strings.Join(columnNames, ", "))
		case slices.Contains(p.Columns, c):
			r.wrong(x, "double_key", "key", c)
		default:
			p.Columns = append(p.Columns, c)
		}
	}
	if n == nil {
		p.Columns = []string{"seq", "number", "source", "area", "problem", "lead", "due", "progress"}
	}
}

var codePattern = regexp.MustCompile(`^[a-z][a-z0-9_.\-]{0,39}$`)

func (r *reader) categories(p *Policy, n *yaml.Node) {
	p.index = map[string]int{}
	for _, x := range r.list(n) {
		t := r.table(x, []string{"code", "group", "zh", "en", "severity", "keywords", "limits", "evidence",
			"attributes"}, []string{"code", "zh"})
		c := Category{Code: r.text(t["code"]), Group: r.text(t["group"]), Zh: r.text(t["zh"]), En: r.text(t["en"]),
			Severity: matter.General, Keywords: r.texts(t["keywords"])}
		if s := t["severity"]; s != nil && c.Severity.UnmarshalText([]byte(r.text(s))) != nil {
			r.wrong(s, "severity", "value", s.Value)
		}
		if t["limits"] != nil {
			c.limits = r.limits(t["limits"], nil)
		}
		if t["evidence"] != nil {
			c.evidence = r.evidence(t["evidence"])
		}
		c.Attributes = r.attributes(t["attributes"])
		if !codePattern.MatchString(c.Code) {
			r.wrong(x, "category_code", "code", c.Code)
		}
		if _, twice := p.index[c.Code]; twice {
			r.wrong(x, "double_key", "key", c.Code)
			continue
		}
		p.index[c.Code] = len(p.categories)
		p.categories = append(p.categories, c)
	}
	if len(p.categories) == 0 {
		r.wrong(n, "category_none")
	}
}

func (r *reader) base(n *yaml.Node) map[termsKey]limits {
	out := map[termsKey]limits{}
	for k, bySeverity := range r.table(n, kinds(), kinds()) {
		for s, l := range r.table(bySeverity, severities(), severities()) {
			key := termsKey{kind: kind(k)}
			if key.severity.UnmarshalText([]byte(s)) == nil {
				out[key] = r.limits(l, limitNames)
			}
		}
	}
	return out
}

func kinds() []string {
	var out []string
	for _, k := range matter.Kinds() {
		out = append(out, k.String())
	}
	return out
}

func severities() []string {
	var out []string
	for _, s := range matter.Severities() {
		out = append(out, s.String())
	}
	return out
}

func kind(name string) matter.Kind {
	var k matter.Kind
	_ = k.UnmarshalText([]byte(name)) // checked by the caller's table
	return k
}
