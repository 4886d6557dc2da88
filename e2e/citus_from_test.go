package e2e

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// scope is one SELECT, UPDATE or DELETE of a text, without those that stand in brackets inside it.
type scope struct{ text string }

// scopes cuts a text into its statements: each bracket that holds a SELECT is one of its own, and so is each member of
// a UNION. Other brackets stay where they stand.
func scopes(text string) (out []scope) {
	type level struct {
		text strings.Builder
		sub  bool
	}
	stack := []*level{{sub: true}}
	end := func() {
		for _, part := range union.Split(stack[len(stack)-1].text.String(), -1) {
			out = append(out, scope{part})
		}
	}
	for i := 0; i < len(text); i++ {
		top := stack[len(stack)-1]
		switch text[i] {
		case '(':
			sub := subquery.MatchString(text[i+1:])
			if !sub {
				top.text.WriteByte('(')
			}
			next := &level{sub: sub}
			if !sub {
				next = &level{}
			}
			stack = append(stack, next)
		case ')':
			if len(stack) == 1 {
				top.text.WriteByte(')') // a piece of a text: what it closes was opened elsewhere
				continue
			}
			if top.sub {
				end()
				stack = stack[:len(stack)-1]
				stack[len(stack)-1].text.WriteString("()")
				continue
			}
			stack = stack[:len(stack)-1]
			stack[len(stack)-1].text.WriteString(top.text.String() + ")")
		default:
			top.text.WriteByte(text[i])
		}
	}
	for ; len(stack) > 1; stack = stack[:len(stack)-1] {
		if top := stack[len(stack)-1]; !top.sub {
			stack[len(stack)-2].text.WriteString(top.text.String())
			continue
		}
		end()
	}
	end()
	return out
}

var (
	union    = regexp.MustCompile(`\b(UNION( ALL)?|EXCEPT|INTERSECT)\b`)
	subquery = regexp.MustCompile(`^\s*(SELECT|WITH)\b`)
	noAlias  = strings.Fields("WHERE ON JOIN LEFT RIGHT INNER CROSS NATURAL ORDER GROUP SET AS USING FOR UNION LIMIT " +
		"RETURNING VALUES SELECT FROM HAVING AND OR INDEXED NOT")
)

// citiless gives the tables of a text that are asked without a city of their own: a parameter, not another table's
// column. A cluster finds the one node that has the city by it, whatever else it can work out.
func citiless(text string, tables []string) (out []string) {
	names := strings.Join(tables, "|")
	refs := regexp.MustCompile(`(?s)(\bFROM|\bJOIN|\bUPDATE|,)\s+(?:ONLY\s+)?(` + names +
		`)\b(?:\s+(?:AS\s+)?([A-Za-z_]\w*))?`)
	for _, s := range scopes(text) {
		type ref struct{ table, alias string }
		var found []ref
		for _, m := range refs.FindAllStringSubmatch(s.text, -1) {
			alias := m[3]
			if slices.Contains(noAlias, strings.ToUpper(alias)) {
				alias = ""
			}
			if m[1] == "," && alias == "" {
				continue // a column of that name
			}
			found = append(found, ref{m[2], alias})
		}
		for _, f := range found {
			own := regexp.MustCompile(`\b` + f.table + `\.city\s*=\s*` + parameter)
			if f.alias != "" {
				own = regexp.MustCompile(`\b` + f.alias + `\.city\s*=\s*` + parameter)
			}
			bare := len(found) == 1 && bareCity.MatchString(s.text)
			if !bare && !own.MatchString(s.text) {
				out = append(out, strings.TrimSpace(f.table+" "+f.alias))
			}
		}
	}
	return out
}

// parameter is how a placeholder looks in the source; … is what the source puts there.
const parameter = `(\$|…|%)`

var bareCity = regexp.MustCompile(`(^|[^.\w])city\s*(=\s*` + parameter + `|IN \(…|IN \(\$)`)

// TestCitiless holds the reader of texts to what it must find.
func TestCitiless(t *testing.T) {
	t.Parallel()
	tables := []string{"rounds", "stops", "points"}
	for text, want := range map[string]string{
		"SELECT id FROM rounds WHERE city = $1": "[]",
		"SELECT id FROM rounds WHERE id = $1":   "[rounds]",
		"SELECT r.id, (SELECT COUNT(*) FROM stops s WHERE s.city = r.city) FROM rounds r " +
			"WHERE r.city = $1": "[stops s]",
		"SELECT r.id, (SELECT COUNT(*) FROM stops s WHERE s.city = $2) FROM rounds r WHERE r.city = $1": "[]",
		"SELECT 1 FROM rounds r JOIN stops s ON s.city = r.city AND s.id = r.id " +
			"WHERE r.city = $1": "[stops s]",
		"SELECT 1 FROM rounds AS r, stops AS s WHERE r.city = $1 AND (s.city = $1 OR 1 = 1)": "[]",
		"SELECT 1 FROM rounds AS r, stops AS s " +
			"WHERE city = $1": "[rounds r stops s]",
		"SELECT area, points FROM rounds WHERE city = $1": "[]",
		"SELECT id FROM rounds WHERE city = $1 UNION SELECT id FROM stops " +
			"WHERE id = 1": "[stops]",
		"UPDATE stops SET n = 1 WHERE round IN (SELECT id FROM rounds WHERE city = stops.city) " +
			"AND city = $1": "[rounds]",
		"DELETE FROM stops " +
			"WHERE round = $1": "[stops]",
	} {
		if got := fmt.Sprint(citiless(text, tables)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
