package app

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"xiaohao/loop/fault"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/text/directive"
)

var _ = register(command{"meeting", "cut FILE [-json] [-day 2021-08-14]", meeting})

// textLimit is how many bytes a text to be cut may have: nearly a thousand pages of a newspaper.
const textLimit = 8 << 20

// meeting cuts a text into its directive clauses. It needs no city and keeps nothing.
func meeting(_ context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	asJSON := fs.Bool("json", false, "print a list of JSON objects, one a line")
	on := fs.String("day", "", "the day of the paper, for dates without a year, as 2021-08-14 (default: today)")
	words, err := parse(fs, args, 2, 2)
	if err != nil {
		return err
	}
	if words[0] != "cut" {
		return usage{errors.New("meeting: cut FILE")}
	}
	day := p.Now()
	if *on != "" {
		if day, err = directive.ParseDay(*on); err != nil {
			return usage{err}
		}
	}
	text, err := p.textOf(words[1])
	if err != nil {
		return err
	}
	all := directive.Cut(text, day)
	if *asJSON {
		return printJSON(p.Out, all)
	}
	return p.showClauses(all)
}

// textOf reads the text of a file, or of standard input for "-". A text that bears a mark of a state secret is refused
// before anything else is done with it. Here other kinds of files than plain text come in.
func (p *Program) textOf(path string) (string, error) {
	name := filepath.Base(path)
	if secrecy.IsState(secrecy.NameMark(name)) {
		return "", fault.New(fault.Invalid, "cut_secret", "mark", secrecy.NameMark(name))
	}
	raw, err := p.bytesOf(path)
	if err != nil {
		return "", fault.New(fault.Invalid, "cut_file", "file", name).By(err)
	}
	if len(raw) > textLimit {
		return "", fault.New(fault.TooLarge, "cut_long", "file", name, "mb", textLimit>>20)
	}
	text, ok := decode(raw)
	if !ok {
		return "", fault.New(fault.Invalid, "cut_text", "file", name)
	}
	if mark := secrecy.Mark(text); secrecy.IsState(mark) {
		return "", fault.New(fault.Invalid, "cut_secret", "mark", mark)
	}
	return text, nil
}

func (p *Program) bytesOf(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(p.In, textLimit+1))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, textLimit+1))
	return raw, errors.Join(err, f.Close())
}

// decode makes a text of bytes: UTF-8 with or without its mark, GB18030, UTF-16 with its mark. It is none when it holds
// bytes that are no characters in any of them.
func decode(raw []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		b, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		return string(b), err == nil && whole(b)
	case utf8.Valid(raw):
		return string(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))), whole(raw)
	}
	b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	return strings.TrimPrefix(string(b), "\uFEFF"), err == nil && whole(b) && !bytes.ContainsRune(b, utf8.RuneError)
}

// whole says that bytes are a text's: no more of them control something than pages and lines do.
func whole(b []byte) bool {
	const fine = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
	return bytes.IndexFunc(b, func(r rune) bool { return r < ' ' && !strings.ContainsRune(fine, r) }) < 0
}

// printJSON prints a list with one clause a line, so that the whole is never held twice.
func printJSON(to io.Writer, all []directive.Clause) error {
	out := bufio.NewWriter(to)
	if len(all) == 0 {
		fmt.Fprintln(out, "[]")
		return out.Flush()
	}
	var line bytes.Buffer
	e := json.NewEncoder(&line)
	e.SetEscapeHTML(false)
	for i, c := range all {
		line.Reset()
		if err := e.Encode(c); err != nil {
			return err
		}
		begin, end := ",\n ", ""
		if i == 0 {
			begin = "["
		}
		if i+1 == len(all) {
			end = "]\n"
		}
		fmt.Fprint(out, begin, strings.TrimSuffix(line.String(), "\n"), end)
	}
	return out.Flush()
}

// showClauses prints them for a person: article by article, each with its number and what was understood of it.
func (p *Program) showClauses(all []directive.Clause) error {
	out := bufio.NewWriter(p.Out)
	counts, article, speaker := map[directive.Type]int{}, "", ""
	n := 0
	for i, c := range all {
		if i == 0 || c.Article != article || c.Speaker != speaker {
			article, speaker = c.Article, c.Speaker
			fmt.Fprintf(out, "\n%s\n", strings.Trim(article+"  "+speaker, " "))
		}
		counts[c.Type]++
		number := "   "
		if c.Type.Directs() {
			n++
			number = fmt.Sprintf("%3d", n)
		}
		fmt.Fprintf(out, "%s %s  %s\n", number, p.say("directive."+string(c.Type)), c.Quote)
		for _, extra := range []struct{ key, value string }{{"lead", c.Lead}, {"with", c.With}, {"due", c.Due}} {
			if extra.value != "" {
				fmt.Fprintf(out, "        %s\n", p.say("directive."+extra.key, "value", extra.value))
			}
		}
	}
	of := func(t directive.Type) string { return fmt.Sprint(counts[t]) }
	fmt.Fprintf(out, "\n%s\n", p.say("directive.counts", "n", fmt.Sprint(n), "tasks", of(directive.Task),
		"duties", of(directive.Duty), "principles", of(directive.Principle)))
	return out.Flush()
}
