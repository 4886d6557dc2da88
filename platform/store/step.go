package store

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Step is one step of the schema of one part of the program. A part's steps are numbered from 1 without gaps, and a
// step that was ever released never changes: what is new comes behind it.
type Step struct {
	Part string            // whose tables it makes
	N    int               // from 1
	Was  int               // the version by which programs before parts had steps of their own made it; 0 for none
	SQL  string            // one or more statements without arguments
	Only map[Engine]string // after SQL, what one engine alone needs

	Published Published // what other parts may read of the part's tables; it is not part of the hash
}

// Steps reads a part's steps from the folder "schema" of its embedded files: 1.sql, 2.sql …, and beside them what one
// engine alone needs, 1.sqlite.sql or 1.postgres.sql. was are the versions by which earlier programs made them, in
// order. It panics when a file is missing: the files are part of the program.
func Steps(files fs.FS, part string, was ...int) []Step {
	var out []Step
	for n := 1; ; n++ {
		text, err := fs.ReadFile(files, fmt.Sprintf("schema/%d.sql", n))
		if err != nil {
			break
		}
		s := Step{Part: part, N: n, SQL: string(text)}
		if n <= len(was) {
			s.Was = was[n-1]
		}
		for _, e := range []Engine{SQLite, Postgres} {
			if own, err := fs.ReadFile(files, fmt.Sprintf("schema/%d.%s.sql", n, e)); err == nil {
				if s.Only == nil {
					s.Only = map[Engine]string{}
				}
				s.Only[e] = string(own)
			}
		}
		out = append(out, s)
	}
	if list, err := fs.Glob(files, "schema/*.sql"); err != nil || len(out) == 0 || len(list) < len(out) {
		panic(fmt.Sprintf("store: part %s has no steps", part))
	}
	return out
}

// Text is what the step does on an engine.
func (s Step) Text(e Engine) string { return s.SQL + ";\n" + s.Only[e] }

// Hash is the digest of all the step's texts, SHA-256 in hex.
func (s Step) Hash() string {
	h := sha256.New()
	h.Write([]byte(s.SQL))
	for _, e := range slices.Sorted(maps.Keys(s.Only)) {
		fmt.Fprintf(h, "\x00%s\x00%s", e, s.Only[e])
	}
	return hex.EncodeToString(h.Sum(nil))
}

func (s Step) String() string { return s.Part + " " + strconv.Itoa(s.N) }

var madeTable = regexp.MustCompile(`(?i)CREATE\s+(?:VIRTUAL\s+)?TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?"?([a-z_0-9]+)"?`)

// Makes lists the tables that the step makes on any engine.
func (s Step) Makes() []string {
	text := s.SQL
	for _, e := range slices.Sorted(maps.Keys(s.Only)) {
		text += ";" + s.Only[e]
	}
	var out []string
	for _, m := range madeTable.FindAllStringSubmatch(text, -1) {
		if name := strings.ToLower(m[1]); !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// Owners says which part each table belongs to: the part that makes it. Two parts with one table, a part without a
// name, and steps out of their order are refused.
func Owners(steps []Step) (map[string]string, error) {
	out, last := map[string]string{}, map[string]int{}
	for _, s := range steps {
		if s.Part == "" {
			return nil, fmt.Errorf("a schema step %d has no part: name it in its part's description", s.N)
		}
		if s.N != last[s.Part]+1 {
			return nil, fmt.Errorf("schema step %s comes after step %d: a part's steps are numbered from 1",
				s, last[s.Part])
		}
		last[s.Part] = s.N
		for _, t := range s.Makes() {
			if other, taken := out[t]; taken && other != s.Part {
				return nil, fmt.Errorf("parts %s and %s both make the table %s: a table has one owner",
					other, s.Part, t)
			}
			out[t] = s.Part
		}
	}
	return out, nil
}
