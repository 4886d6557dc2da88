package sheet

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"math"
	"os"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/origin"
)

// known is what an import of matters keeps in mind of the rows of its file: which are there already, and which of them
// have one number and say different things.
type known struct {
	file    string                 // digest, for what earlier programs took without a number
	any     bool                   // something came from this source before
	numbers map[string]*sameNumber // by number
	alike   map[string]int         // by digest: rows without a number so far
	names   map[int]name           // of rows that are good: what they are called in the ledger
}

// name is what tells a row from all others: source, number and digest, or without a number its place among those that
// are alike.
type name struct {
	number string
	digest string
	nth    int
}

// sameNumber are the rows of one number that the ledger does not have.
type sameNumber struct {
	rows  []int // places, from 1
	first string
	mixed bool // not all say the same
}

// begin waits until what was taken before can be found.
func (i *matterImport) begin(ctx context.Context) (err error) {
	if !slices.Contains(matter.Sources(), i.source()) {
		return fault.New(fault.Invalid, "source_unknown", "source", i.opts.Source).On("source")
	}
	i.numbers, i.alike, i.names = map[string]*sameNumber{}, map[string]int{}, map[int]name{}
	if i.file, err = digestOf(i.path); err != nil {
		return err
	}
	if err := i.c.Origins.Ready(ctx); err != nil {
		return err
	}
	i.any, err = i.c.Origins.Any(ctx, string(i.source()))
	return err
}

// check says whether a row is a report that the desk would take, and whether it is there.
func (i *matterImport) check(ctx context.Context, r Row) error {
	c, err := i.read(r)
	if err != nil {
		return err
	}
	b, _ := c.Body.(*matter.Report)
	if err := i.d.CheckReport(org.Caller{System: true}, *b); err != nil {
		return err
	}
	raw, written := i.at.of(r, "source_no"), ""
	at, there := i.at.cell("source_no")
	if there {
		written = r.Raw(at)
	}
	damaged := raw != "" && r.Damaged(at)
	n := name{digest: i.d.RowDigest(i.cells(r))}
	if !damaged {
		n.number = i.number(raw)
	}
	f, err := i.find(ctx, b, n, written)
	if err != nil {
		return err
	}
	switch {
	case n.number != "":
		return i.numbered(r.Nth, n, f)
	case damaged && f.Same == 0 && !i.opts.SameNumberNew:
		return fault.New(fault.Invalid, "number_damaged", "cell", r.Name(at), "no", cut(raw, 40)).On("source_no")
	}
	return i.unnumbered(ctx, r, n, f)
}

// who is the number of a row.
func (i *matterImport) who(r Row) string { return cut(i.at.of(r, "source_no"), 40) }

// find looks a row up, as it is named today and as earlier programs named it.
func (i *matterImport) find(ctx context.Context, b *matter.Report, n name, raw string) (origin.Found, error) {
	if !i.any {
		return origin.Found{}, nil
	}
	return i.c.Origins.Find(ctx, origin.Row{Source: string(i.source()), Number: n.number,
		Former: formerNumbers(raw, n.number, i.opts.NumberPrefix), Digest: n.digest, FoundAt: b.FoundAt, Place: b.Place,
		Title: b.Title, Text: b.Text})
}

// numbered judges a row with a number of its own.
func (i *matterImport) numbered(nth int, n name, f origin.Found) error {
	switch {
	case f.Same > 0:
		i.mark(nth, repeated, "")
		return nil
	case f.Unsure > 0:
		i.mark(nth, repeated, "")
		i.tell(nth, false, i.say("import.not_compared", "no", n.number))
		return nil
	case f.Other != 0 && !i.opts.SameNumberNew:
		return fault.New(fault.Conflict, "number_taken", "no", cut(n.number, 40), "matter", f.Other).On("source_no")
	}
	i.names[nth] = n
	g := i.numbers[n.number]
	if g == nil {
		g = &sameNumber{first: n.digest}
		i.numbers[n.number] = g
	}
	g.rows = append(g.rows, nth)
	g.mixed = g.mixed || n.digest != g.first
	return nil
}

// unnumbered judges a row without a number: it is there when as many like it are.
func (i *matterImport) unnumbered(ctx context.Context, r Row, n name, f origin.Found) error {
	i.alike[n.digest]++
	if n.nth = i.alike[n.digest]; n.nth <= f.Same {
		i.mark(r.Nth, repeated, "")
		return nil
	}
	if i.any {
		given, err := i.c.Origins.Given(ctx, desk.SourceID(i.file, strconv.Itoa(r.Number)))
		if err != nil {
			return err
		}
		if given {
			i.mark(r.Nth, repeated, "")
			return nil
		}
	}
	i.names[r.Nth] = n
	return nil
}

// settle judges the rows of one number against each other.
func (i *matterImport) settle(context.Context) error {
	for number, g := range i.numbers {
		if len(g.rows) == 1 {
			continue
		}
		if g.mixed && !i.opts.SameNumberNew {
			i.clash(number, g)
			continue
		}
		seen := map[string]bool{}
		for _, nth := range g.rows {
			if d := i.names[nth].digest; seen[d] {
				i.mark(nth, repeated, "")
			} else {
				seen[d] = true
			}
		}
	}
	return nil
}

// clash tells each of several rows of one number which the others are.
func (i *matterImport) clash(number string, g *sameNumber) {
	for _, nth := range g.rows {
		i.mark(nth, conflict, i.say("fault.number_twice", "no", cut(number, 40), "rows", i.others(g.rows, nth)))
	}
}

// number is a row's own number as it is kept: with its prefix, without what widths and blanks differ in.
func (i *matterImport) number(raw string) string {
	n := strings.Join(strings.Fields(narrow(matter.Clean(whole(raw)))), " ")
	if n == "" {
		return ""
	}
	return i.opts.NumberPrefix + n
}

// formerNumbers are the ways in which earlier programs wrote a number, where they differ from today's.
func formerNumbers(raw, number, prefix string) (out []string) {
	if raw == "" || prefix != "" {
		return nil
	}
	add := func(s string) {
		s = strings.Join(strings.Fields(matter.Clean(s)), " ")
		if s != "" && s != number && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	add(raw)
	add(formerCode(raw))
	return out
}

// formerCode is how earlier programs read a long code that a spreadsheet had made a number of.
func formerCode(s string) string {
	if !strings.ContainsAny(s, ".eE") {
		return s
	}
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n != math.Trunc(n) || math.Abs(n) > 1e15 {
		return s
	}
	return strconv.FormatFloat(n, 'f', 0, 64)
}

// cells are what a row says, for its digest: each field that is not empty, without differences that nobody means, in an
// order that holds. The number is no part of it, nor is whether it may be public.
func (i *matterImport) cells(r Row) []string {
	var out []string
	for _, f := range i.job.fields {
		v := strings.Join(strings.Fields(narrow(matter.Clean(i.at.of(r, f.key)))), " ")
		if v == "" || f.key == "source_no" || f.key == "agreed" {
			continue
		}
		switch f.key {
		case "time":
			if at, err := i.time(r, "time"); err == nil {
				v = strconv.FormatInt(int64(at), 10)
			}
		case "lat", "lng":
			if n, err := strconv.ParseFloat(v, 64); err == nil {
				v = strconv.FormatFloat(n, 'f', -1, 64)
			}
		case "area":
			v = squeeze(v)
			if a, err := area.Parse(whole(v)); err == nil {
				v = a.String()
			}
		}
		out = append(out, f.key+"="+v)
	}
	slices.Sort(out)
	return out
}

func digestOf(path string) (string, error) {
	f, err := os.Open(path)
	if err != nil {
		return "", fault.New(fault.Missing, "file_missing", "file", path).By(err)
	}
	defer f.Close()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
