// Package lang is every sentence that a person reads, in simplified Chinese (the default) and in English.
//
// It owns the catalogue (words/*.txt: a key, then the Chinese line, then the English line), the choice of a language
// for a request, and the words for instants and deadlines. Keys are grouped by theme: "state.listed",
// "command.assign", "fault.state_forbids", "field.text". It knows no domain and no HTML: values come in as plain text
// and are escaped by whoever shows them.
//
// Invariants: every key has both languages and the same placeholders in both (checked when the program starts); a key
// that does not exist shows as itself, so that a gap is seen and nothing else breaks.
package lang

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"

	"xiaohao/loop/fault"
)

// The languages, as BCP 47 tags that also serve as the value of the HTML attribute lang.
const (
	Zh = "zh-CN"
	En = "en"
)

// All lists the languages, the default first.
func All() []string { return []string{Zh, En} }

// pair is a sentence in both languages.
type pair struct{ zh, en string }

//go:embed words/*.txt
var files embed.FS

// words is the catalogue; Add puts another one in its place.
var words = func() *atomic.Pointer[map[string]pair] {
	var p atomic.Pointer[map[string]pair]
	w := mustRead(files)
	p.Store(&w)
	return &p
}()

var adding sync.Mutex

// Add adds the sentences of a part that lies outside of this package, in the form of its files. A key that is taken by
// another sentence is refused, and so is a sentence without its other language.
func Add(text string) error {
	adding.Lock()
	defer adding.Unlock()
	more := map[string]pair{}
	if err := parse(more, text); err != nil {
		return err
	}
	all := maps.Clone(*words.Load())
	for k, p := range more {
		if old, taken := all[k]; taken && old != p {
			return fmt.Errorf("two parts have a sentence called %s: give it the name of its part", k)
		}
		all[k] = p
	}
	words.Store(&all)
	return nil
}

// T is the sentence of a key with its {placeholders} filled in. A value that begins with "@" and names a key is
// replaced by that key's sentence. Unknown languages read Chinese; unknown keys show as themselves.
func T(lang, key string, args map[string]string) string {
	p, ok := (*words.Load())[key]
	if !ok {
		return key
	}
	s := p.zh
	if lang == En {
		s = p.en
	}
	if len(args) == 0 || !strings.Contains(s, "{") {
		return s
	}
	return fill(lang, s, args)
}

// fill replaces {name} by its value in one pass, so that a value with braces in it stays what it is, and
// {name|row|rows} by the word that goes with so many of them.
func fill(lang, s string, args map[string]string) string {
	var b strings.Builder
	for {
		before, rest, ok := strings.Cut(s, "{")
		b.WriteString(before)
		if !ok {
			return b.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			b.WriteString("{" + rest)
			return b.String()
		}
		if of, forms, counts := strings.Cut(name, "|"); counts { // {n|row|rows}
			one, many, _ := strings.Cut(forms, "|")
			if args[of] == "1" {
				many = one
			}
			b.WriteString(many)
		} else if v, known := args[name]; known {
			b.WriteString(value(lang, name, v))
		}
		s = after
	}
}

// value is one argument in words: a key is looked up, and a limit as policy writes it ("2wd") is spelled out.
func value(lang, name, v string) string {
	if name == "limit" || name == "max" {
		return Limit(lang, v)
	}
	if key, is := strings.CutPrefix(v, "@"); is && Has(key) {
		return T(lang, key, nil)
	}
	return v
}

// Has says whether the catalogue knows a key.
func Has(key string) bool { _, ok := (*words.Load())[key]; return ok }

// Keys lists every key of the catalogue, in no order.
func Keys() []string {
	out := make([]string, 0, len(*words.Load()))
	for k := range *words.Load() {
		out = append(out, k)
	}
	return out
}

// Error is what went wrong and what to do next, for the person who sees it. An error without a sentence of its own
// gets that of its kind.
func Error(lang string, e *fault.Error) string {
	if e == nil {
		return ""
	}
	if key := "fault." + e.Code; Has(key) {
		return T(lang, key, e.Args)
	}
	return T(lang, "kind_of_fault."+strconv.Itoa(e.Kind.Status()), e.Args)
}

// mustRead reads the catalogue; a mistake in it is a mistake in the program and stops it at once.
func mustRead(dir fs.FS) map[string]pair {
	w, err := read(dir)
	if err != nil {
		panic("lang: " + err.Error())
	}
	return w
}

func read(dir fs.FS) (map[string]pair, error) {
	names, err := fs.Glob(dir, "words/*.txt")
	if err != nil {
		return nil, err
	}
	w := map[string]pair{}
	for _, name := range names {
		b, err := fs.ReadFile(dir, name)
		if err != nil {
			return nil, err
		}
		if err := parse(w, string(b)); err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
	}
	return w, nil
}

// parse reads blocks of three lines: the key at the margin, then Chinese and English, each indented. "#" begins a
// remark, \n breaks a line.
func parse(w map[string]pair, text string) error {
	var key string
	var got []string
	end := func(line int) error {
		if key == "" {
			return nil
		}
		if len(got) != 2 {
			return fmt.Errorf("line %d: %q has %d sentences, not 2", line, key, len(got))
		}
		if a, b := placeholders(got[0]), placeholders(got[1]); a != b {
			return fmt.Errorf("line %d: %q asks for %s in Chinese and %s in English", line, key, a, b)
		}
		w[key] = pair{got[0], got[1]}
		key, got = "", nil
		return nil
	}
	lines := strings.Split(text, "\n")
	for i, l := range lines {
		switch {
		case strings.TrimSpace(l) == "" || strings.HasPrefix(l, "#"):
		case l[0] == ' ' || l[0] == '\t':
			got = append(got, strings.ReplaceAll(strings.TrimLeft(strings.TrimSuffix(l, "\r"), " \t"), `\n`, "\n"))
		default:
			if err := end(i); err != nil {
				return err
			}
			if key = strings.TrimSpace(l); w[key] != (pair{}) {
				return fmt.Errorf("line %d: %q is there twice", i+1, key)
			}
		}
	}
	return end(len(lines))
}

// placeholders lists the names in braces, each once, in alphabetical order.
func placeholders(s string) string {
	seen := map[string]bool{}
	for {
		_, rest, ok := strings.Cut(s, "{")
		if !ok {
			break
		}
		name, after, _ := strings.Cut(rest, "}")
		name, _, _ = strings.Cut(name, "|") // its words are the language's own
		seen[name], s = true, after
	}
	return fmt.Sprint(seen) // fmt prints maps sorted by key
}
