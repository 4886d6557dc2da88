package document

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"regexp"
	"strings"
)

// readWord reads the text of a Word file: its body as the text, everything else that holds words as what is around it.
func readWord(o order, a *archive, f *Facts) error {
	body := a.find("word/document.xml")
	if body == nil {
		body = a.find("word/document2.xml") // as some servers write it
	}
	if body == nil {
		return wrong(CodeBroken)
	}
	w := &words{most: o.Text}
	if err := w.read(a, body); err != nil {
		return err
	}
	f.Text, f.Pages = w.text.String(), w.breaks+1
	around := &words{most: o.Text}
	around.text.WriteString(w.aside.String())
	for _, part := range a.files {
		n := strings.ToLower(part.Name)
		if part == body || !strings.HasPrefix(n, "word/") || !strings.HasSuffix(n, ".xml") || settings[path.Base(n)] {
			continue
		}
		if err := around.read(a, part); err != nil {
			return err
		}
	}
	f.Around = around.text.String() + around.aside.String()
	f.Names = append(append(f.Names, w.names...), around.names...)
	return nil
}

// settings are parts in which nobody writes.
var settings = map[string]bool{"styles.xml": true, "fonttable.xml": true, "settings.xml": true, "websettings.xml": true,
	"styleswitheffects.xml": true}

// words reads one part after the other.
type words struct {
	most   int             // bytes
	text   strings.Builder // what one reads
	aside  strings.Builder // what was deleted, and what older programs show instead
	names  []string
	breaks int // of pages

	skip   int      // depth within what older programs show instead
	cells  int      // cells that are open: a table's row is one line
	now    string   // the element that text stands in
	fields []string // codes of the fields that are open
}

func (w *words) read(a *archive, part *zip.File) error {
	w.skip, w.cells, w.fields, w.now = 0, 0, nil, ""
	err := a.each(part, w.open, w.said, w.shut)
	w.line()
	return err
}

// command is a field that fetches or starts something.
var command = regexp.MustCompile(`(?i)^\s*(DDE|DDEAUTO|IMPORT|INCLUDE|INCLUDETEXT|INCLUDEPICTURE|LINK|EMBED|` +
	`MACROBUTTON|DATABASE)\b`)

func harmlessField(code string) error {
	m := command.FindStringSubmatch(strings.ReplaceAll(code, `"`, ""))
	switch {
	case m == nil:
		return nil
	case strings.EqualFold(m[1], "MACROBUTTON"):
		return wrong(CodeMacro)
	}
	return wrong(CodeExternal)
}

func (w *words) open(e xml.StartElement) error {
	w.now = e.Name.Local
	switch e.Name.Local {
	case "Fallback":
		w.skip++
	case "object", "control", "altChunk":
		return wrong(CodeEmbedded)
	case "tab":
		w.put("\t")
	case "br", "cr":
		if attribute(e, "type") == "page" && w.skip == 0 {
			w.breaks++
		}
		w.put("\n")
	case "noBreakHyphen":
		w.put("-")
	case "tc":
		w.cells++
	case "fldSimple":
		return harmlessField(attribute(e, "instr"))
	case "fldChar":
		return w.field(attribute(e, "fldCharType"))
	case "docPr", "cNvPr", "shape", "rect":
		for _, n := range []string{"name", "descr", "title", "alt"} {
			if s := attribute(e, n); s != "" {
				w.names = append(w.names, s)
			}
		}
	case "imagedata":
		if s := attribute(e, "title"); s != "" {
			w.names = append(w.names, s)
		}
	case "textpath": // letters drawn across a page
		w.put("\n" + attribute(e, "string") + "\n")
	}
	return w.bound()
}

// field puts the code of a field together, however many runs it was cut into.
func (w *words) field(step string) error {
	n := len(w.fields)
	switch {
	case step == "begin":
		w.fields = append(w.fields, "")
	case n > 0 && step == "separate":
		err := harmlessField(w.fields[n-1])
		w.fields[n-1] = ""
		return err
	case n > 0 && step == "end":
		err := harmlessField(w.fields[n-1])
		w.fields = w.fields[:n-1]
		return err
	}
	return nil
}

func (w *words) said(b []byte) error {
	switch w.now {
	case "t":
		w.put(string(b))
	case "delText":
		w.aside.Write(b)
	case "instrText", "delInstrText":
		if n := len(w.fields); n > 0 {
			w.fields[n-1] += string(b)
		} else {
			return harmlessField(string(b))
		}
	}
	return w.bound()
}

func (w *words) shut(n xml.Name) error {
	w.now = ""
	switch n.Local {
	case "Fallback":
		if w.line(); w.skip > 0 {
			w.skip--
		}
	case "p":
		if w.cells > 0 {
			w.put(" ")
		} else {
			w.line()
		}
	case "tc":
		if w.put("\t"); w.cells > 0 {
			w.cells--
		}
	case "tr", "txbxContent", "comment", "footnote", "endnote":
		w.line()
	case "del", "moveFrom":
		w.aside.WriteByte('\n')
	}
	return nil
}

// put writes where one reads it, or aside.
func (w *words) put(s string) {
	if w.skip > 0 {
		w.aside.WriteString(s)
	} else {
		w.text.WriteString(s)
	}
}

func (w *words) line() { w.put("\n") }

func (w *words) bound() error {
	if w.text.Len()+w.aside.Len() > w.most {
		return tooLong()
	}
	return nil
}
