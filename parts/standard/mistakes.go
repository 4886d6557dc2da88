package standard

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"

	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
)

// Known is what a version may name, and what it must come after.
type Known struct {
	Category func(s string) (code string, ok bool)         // of the policy, by code or name
	Unit     func(level area.Level, code string) (ok bool) // see Duty
	Last     *Edition                                      // nil: none yet
	Today    views.Day
}

// What a version may hold at most. The body of its event must stay below the ledger's limit.
const (
	maxNodes = 4000
	maxText  = 500 // characters
	maxDepth = 8
	maxFull  = 1000_00
	maxBody  = 900_000 // bytes
)

var codeForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$`)

// Check makes a version of the draft, or tells every mistake, by row. Nodes come out behind their parents, in the
// order they were written.
func (d *Draft) Check(k Known) (*Version, []Mistake) {
	c := &checking{Draft: d, known: k, at: map[string]int{}}
	c.out = slices.Clone(d.wrong)
	c.head()
	c.kindsOfPoint()
	for i := range d.Nodes {
		c.code(i)
	}
	for i := range d.Nodes {
		c.place(i)
		if d.Nodes[i].Layer == Item {
			c.item(i)
		} else {
			c.bare(i)
		}
	}
	if len(c.out) > 0 {
		slices.SortStableFunc(c.out, func(a, b Mistake) int { return a.Row - b.Row })
		return nil, c.out
	}
	v := &Version{Title: d.Title, From: d.From, Kinds: d.Kinds, Nodes: d.Nodes}
	v.arrange()
	v.Nodes = v.ordered()
	v.arrange()
	if b, err := json.Marshal(v); err != nil || len(b) > maxBody {
		return nil, []Mistake{{0, fault.New(fault.TooLarge, "standard_large", "n", len(b), "max", maxBody).By(err)}}
	}
	return v, nil
}

// ordered lists every node behind its parent.
func (v *Version) ordered() []Node {
	out := make([]Node, 0, len(v.Nodes))
	var walk func(parent string)
	walk = func(parent string) {
		for _, i := range v.children[parent] {
			out = append(out, v.Nodes[i])
			walk(v.Nodes[i].Code)
		}
	}
	walk("")
	return out
}

type checking struct {
	*Draft
	known Known
	at    map[string]int // code → place of its first node
	out   []Mistake
}

func (c *checking) tell(row int, code string, args ...any) {
	c.out = append(c.out, Mistake{row, fault.New(fault.Invalid, code, args...)})
}

// head checks title and first day.
func (c *checking) head() {
	if c.Title.Zh == "" {
		c.tell(c.title, "standard_title")
	}
	c.long(c.title, c.Title)
	switch last := c.known.Last; {
	case c.From == 0:
		if !slices.ContainsFunc(c.wrong, func(m Mistake) bool { return m.Err.Code == "standard_day" }) {
			c.tell(c.title, "standard_day_missing")
		}
	case last == nil:
	case c.From < last.From || c.From == last.From && last.From <= c.known.Today:
		c.tell(c.title, "standard_before_last", "day", c.From.String(), "last", last.From.String())
	case c.From < c.known.Today:
		c.tell(c.title, "standard_past", "day", c.From.String())
	}
	if len(c.Nodes) > maxNodes {
		c.tell(0, "standard_nodes", "n", len(c.Nodes), "max", maxNodes)
	}
	if !slices.ContainsFunc(c.Nodes, func(n Node) bool { return n.Layer == Item }) {
		c.tell(0, "standard_no_items")
	}
}

func (c *checking) long(row int, t Text) {
	if len([]rune(t.Zh)) > maxText || len([]rune(t.En)) > 2*maxText {
		c.tell(row, "standard_text_long", "max", maxText)
	}
}

func (c *checking) kindsOfPoint() {
	if len(c.Kinds) == 0 {
		c.tell(0, "standard_no_kinds")
	}
	first := map[string]int{}
	for i, k := range c.Kinds {
		row := c.kinds[i]
		if !codeForm.MatchString(k.Code) {
			c.tell(row, "standard_code", "code", short(k.Code))
		} else if before, twice := first[k.Code]; twice {
			c.tell(row, "standard_code_twice", "code", k.Code, "before", before)
		} else {
			first[k.Code] = row
		}
		if k.Text.Zh == "" {
			c.tell(row, "standard_text")
		}
		c.long(row, k.Text)
	}
}

func (c *checking) code(i int) {
	n, row := &c.Nodes[i], c.nodes[i]
	before, twice := c.at[n.Code]
	switch {
	case !codeForm.MatchString(n.Code):
		c.tell(row, "standard_code", "code", short(n.Code))
	case twice:
		c.tell(row, "standard_code_twice", "code", n.Code, "before", c.nodes[before])
	default:
		c.at[n.Code] = i
	}
	if n.Text.Zh == "" {
		c.tell(row, "standard_text")
	}
	c.long(row, n.Text)
}

// place checks what a node stands in.
func (c *checking) place(i int) {
	n, row := &c.Nodes[i], c.nodes[i]
	if n.Parent == "" {
		if n.Layer != Dimension {
			c.tell(row, "standard_parent_missing", "code", n.Code)
		}
		return
	}
	p, ok := c.at[n.Parent]
	if !ok {
		c.tell(row, "standard_parent", "code", n.Code, "parent", short(n.Parent))
		return
	}
	want := Dimension
	if n.Layer == Question {
		want = Item
	}
	if c.Nodes[p].Layer != want {
		c.tell(row, "standard_parent_layer", "code", n.Code, "parent", n.Parent, "want", "@std.layer."+want.String())
		return
	}
	depth := 1
	// a node that hangs under a cycle never comes to the top: those on the cycle are told
	for up := p; depth <= len(c.Nodes); depth++ {
		if up == i {
			c.tell(row, "standard_cycle", "code", n.Code, "parent", n.Parent)
			return
		}
		if up, ok = c.at[c.Nodes[up].Parent]; !ok {
			break
		}
	}
	if depth > maxDepth && depth <= len(c.Nodes) {
		c.tell(row, "standard_deep", "max", maxDepth)
	}
}

// item checks what belongs to items.
func (c *checking) item(i int) {
	n, row := &c.Nodes[i], c.nodes[i]
	c.pointKinds(n, row, nil)
	if n.Method == 0 && !c.told(row, "standard_word") {
		c.tell(row, "standard_missing", "column", "@std.column.method")
	}
	c.rule(n, row)
	if n.Category != "" {
		code, ok := c.known.Category(n.Category)
		if !ok {
			c.tell(row, "standard_category", "category", short(n.Category))
		}
		n.Category = code
	} else {
		c.tell(row, "standard_missing", "column", "@std.column.category")
	}
	for _, d := range n.Duties {
		if d.Lead == "" {
			c.tell(row, "standard_no_lead", "level", "@level."+d.Level.String())
		}
		for j, u := range append([]string{d.Lead}, d.Co...) {
			switch {
			case u == "":
			case !c.known.Unit(d.Level, u):
				c.tell(row, "standard_unit", "unit", short(u), "level", "@level."+d.Level.String())
			case j > 0 && (u == d.Lead || slices.Contains(d.Co[:j-1], u)):
				c.tell(row, "standard_unit_twice", "unit", short(u), "level", "@level."+d.Level.String())
			}
		}
	}
}

// told says whether a row has a mistake of a sort already, so that one slip is told once.
func (c *checking) told(row int, code string) bool {
	return slices.ContainsFunc(c.wrong, func(m Mistake) bool { return m.Row == row && m.Err.Code == code })
}

// rule checks the score and what findings cost.
func (c *checking) rule(n *Node, row int) {
	r := n.Rule
	switch {
	case c.told(row, "standard_points"):
	case n.Full <= 0 || n.Full > maxFull:
		c.tell(row, "standard_full", "value", n.Full.String(), "max", Points(maxFull).String())
	case r.Way == 0:
		if !c.told(row, "standard_word") {
			c.tell(row, "standard_missing", "column", "@std.column.way")
		}
	case r.Way == AllOrNothing && (r.Off != 0 || r.Floor != 0):
		c.tell(row, "standard_all")
	case r.Way == Each && (r.Off <= 0 || r.Floor < 0 || r.Floor >= n.Full || r.Off > n.Full-r.Floor):
		c.tell(row, "standard_each", "off", r.Off.String(), "floor", r.Floor.String(), "full", n.Full.String())
	}
}

// bare checks that a dimension or a question has nothing that belongs to items only; a question may narrow the kinds
// of point of its item.
func (c *checking) bare(i int) {
	n, row := &c.Nodes[i], c.nodes[i]
	if n.Method != 0 || n.Full != 0 || n.Rule != (Rule{}) || n.Veto || n.Category != "" || n.Severity != 0 ||
		!n.Deadline.Zero() || len(n.Duties) > 0 || n.Layer == Dimension && len(n.Kinds) > 0 {
		c.tell(row, "standard_items_only", "code", n.Code)
	}
	if p, ok := c.at[n.Parent]; ok && n.Layer == Question {
		c.pointKinds(n, row, c.Nodes[p].Kinds)
	}
}

// pointKinds checks the kinds of point of a node; those of a question must be among its item's.
func (c *checking) pointKinds(n *Node, row int, within []string) {
	for j, k := range n.Kinds {
		switch {
		case !slices.ContainsFunc(c.Kinds, func(x Kind) bool { return x.Code == k }):
			c.tell(row, "standard_kind", "kind", short(k), "known", c.kindCodes())
		case slices.Contains(n.Kinds[:j], k):
			c.tell(row, "standard_kind_twice", "kind", k)
		case len(within) > 0 && !slices.Contains(within, k):
			c.tell(row, "standard_kind_elsewhere", "kind", k, "code", n.Parent)
		}
	}
}

func (c *checking) kindCodes() string {
	var out []string
	for _, k := range c.Kinds {
		out = append(out, k.Code)
	}
	return strings.Join(out, " ")
}
