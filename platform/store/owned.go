package store

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Published are the columns of a part's tables that other parts may read in texts of their own, by table. Whatever is
// not published is read through the owner's functions, and nothing is ever written by others.
type Published map[string][]string

// Publish adds to a part's steps what the part publishes.
func Publish(steps []Step, p Published) []Step {
	steps[0].Published = p
	return steps
}

// Ownership knows who owns which table, and what of it others may read. It never changes.
type Ownership struct {
	owners    map[string]string          // part by table
	columns   map[string]map[string]bool // all columns by table
	published map[string]map[string]bool // those that others may read
}

var (
	createTable = regexp.MustCompile(`(?is)CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?(\w+)"?\s*\((.*?)\)\s*` +
		`(?:WITHOUT\s+ROWID\s*)?(?:;|$)`)
	addColumn = regexp.MustCompile(`(?i)ALTER\s+TABLE\s+(\w+)\s+ADD\s+(?:COLUMN\s+)?(\w+)`)
	column    = regexp.MustCompile(`(?:^|,)\s*"?(\w+)"?\s+[A-Z]`)
	inParens  = regexp.MustCompile(`\([^()]*\)`)
)

// OwnershipOf reads steps. It refuses what Owners refuses, and a published table or column that its part does not make.
func OwnershipOf(steps []Step) (*Ownership, error) {
	owners, err := Owners(steps)
	if err != nil {
		return nil, err
	}
	o := &Ownership{owners: owners, columns: map[string]map[string]bool{}, published: map[string]map[string]bool{}}
	for _, s := range steps {
		text := comment.ReplaceAllString(s.SQL+";"+s.Only[SQLite]+";"+s.Only[Postgres], "")
		for _, m := range createTable.FindAllStringSubmatch(text, -1) {
			body := strings.TrimSpace(inParens.ReplaceAllString(m[2], ""))
			for _, c := range column.FindAllStringSubmatch(body, -1) {
				add(o.columns, m[1], c[1])
			}
		}
		for _, m := range addColumn.FindAllStringSubmatch(text, -1) {
			add(o.columns, m[1], m[2])
		}
	}
	for _, s := range steps {
		for table, list := range s.Published {
			for _, c := range list {
				if owners[table] != s.Part || !o.columns[table][c] {
					return nil, fmt.Errorf("part %s publishes %s.%s, which it does not make", s.Part, table, c)
				}
				add(o.published, table, c)
			}
		}
	}
	return o, nil
}

func add(to map[string]map[string]bool, table, name string) {
	table, name = strings.ToLower(table), strings.ToLower(name)
	if to[table] == nil {
		to[table] = map[string]bool{}
	}
	to[table][name] = true
}

// Judge says why a part may not execute a text: it writes a table of another part, or reads what the other part has
// not published. nil means that it may. A text may be a piece of a statement.
func (o *Ownership) Judge(part, text string) error {
	u := usesOf(text)
	for _, m := range u.tables {
		owner, known := o.owners[m.name]
		switch {
		case !known || owner == part:
		case m.written:
			return fmt.Errorf("%s writes the table %s of %s: only its owner may", named(part), m.name, owner)
		case o.published[m.name] == nil:
			return fmt.Errorf("%s reads the table %s of %s, which publishes nothing of it: ask a function of %s",
				named(part), m.name, owner, owner)
		default:
			if c := o.unpublished(m.name, u); c != "" {
				return fmt.Errorf("%s reads %s.%s, which %s has not published", named(part), m.name, c, owner)
			}
		}
	}
	return nil
}

func named(part string) string {
	if part == "" {
		return "the program's text"
	}
	return part
}

// unpublished is the first column of a table that a text names and others may not read. A name without a table counts
// unless another table of the text has a column of that name.
func (o *Ownership) unpublished(table string, u uses) string {
	for _, c := range u.columns {
		if o.published[table][c.name] || c.name != "*" && !o.columns[table][c.name] {
			continue
		}
		if c.of != "" {
			if u.aliases[c.of] == table {
				return c.name
			}
			continue
		}
		if !slices.ContainsFunc(u.tables, func(t usedTable) bool {
			return t.name != table && (o.columns[t.name][c.name] || c.name == "*")
		}) {
			return c.name
		}
	}
	return ""
}

// uses is what a text names.
type uses struct {
	tables  []usedTable
	columns []usedColumn
	aliases map[string]string // tables by the names that the text gives them, their own included
}

type usedTable struct {
	name    string
	written bool
}

type usedColumn struct{ of, name string } // of may be ""

var (
	comment = regexp.MustCompile(`--[^\n]*`)
	token   = regexp.MustCompile(`'(?:[^']|'')*'|[A-Za-z_][A-Za-z_0-9]*|[(),.*;]|[^\s]`)
	// endsList are the words behind which a comma no longer leads to a table.
	endsList = words("where group order limit union having returning set values window select except intersect")
	// noAlias are the words that may follow a table and are not its alias.
	noAlias = words("where group order limit union having returning set values window select except intersect on " +
		"join left right inner outer cross full natural using default for not indexed do as add rename")
	// between may stand between a statement's word and its table.
	between = words("or ignore replace if not exists only lateral")
)

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// place is where a reader of a text is, inside one pair of parentheses.
type place struct {
	expects bool // the next name is a table's
	writes  bool // which is written
	list    bool // in a list of tables
}

// usesOf reads a text word by word. It knows as much of SQL as the program's texts use.
func usesOf(text string) uses {
	u := uses{aliases: map[string]string{}}
	list := token.FindAllString(strings.ToLower(comment.ReplaceAllString(text, "")), -1)
	stack := []place{{}}
	at := func(i int) string {
		if i < 0 || i >= len(list) {
			return ""
		}
		return list[i]
	}
	for i := 0; i < len(list); i++ {
		w, p := list[i], &stack[len(stack)-1]
		switch {
		case w == "(":
			p.expects = false
			stack = append(stack, place{})
		case w == ")":
			if len(stack) > 1 {
				stack = stack[:len(stack)-1]
			}
		case w == ";":
			stack = []place{{}}
		case w == ",":
			p.expects, p.writes = p.list, false
		case w == "from":
			*p = place{expects: true, list: true, writes: at(i-1) == "delete"}
		case w == "join":
			p.expects, p.writes = true, false
		case w == "into", w == "table" && at(i+1) != ".", w == "update" && at(i-1) != "do" && at(i-1) != "for":
			*p = place{expects: true, writes: true}
		case p.expects && between[w]:
		case p.expects && isName(w):
			p.expects = false
			u.tables = append(u.tables, usedTable{w, p.writes})
			u.aliases[w] = w
			if at(i+1) == "as" {
				i++
			}
			if next := at(i + 1); isName(next) && (at(i) == "as" || !noAlias[next]) {
				u.aliases[next] = w
				i++
			}
		case endsList[w]:
			*p = place{}
		case w == "*" && at(i-1) == "select":
			u.columns = append(u.columns, usedColumn{"", w})
		case w == "*" && at(i-1) == "." || isName(w) && at(i-1) == ".":
			u.columns = append(u.columns, usedColumn{at(i - 2), w})
		case isName(w) && at(i+1) != "(" && at(i+1) != "." && at(i-1) != "as":
			u.columns = append(u.columns, usedColumn{"", w})
		}
	}
	return u
}

func isName(w string) bool { return w != "" && (w[0] >= 'a' && w[0] <= 'z' || w[0] == '_') }
