package document

import (
	"archive/zip"
	"encoding/xml"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// readSheets reads the text of an Excel file: a line for each row, the cells parted by tabs.
func readSheets(o order, a *archive, f *Facts) error {
	s := &sheets{most: o.Text}
	if part := a.find("xl/sharedStrings.xml"); part != nil {
		if err := s.strings(a, part); err != nil {
			return err
		}
	}
	var list []*zip.File
	around := &words{most: o.Text}
	for _, part := range a.files {
		n := strings.ToLower(part.Name)
		switch base := path.Base(n); {
		case !strings.HasPrefix(n, "xl/") || !strings.HasSuffix(n, ".xml"), base == "styles.xml",
			base == "sharedstrings.xml", strings.Contains(n, "/theme/"):
		case strings.HasPrefix(n, "xl/worksheets/"):
			list = append(list, part)
		case base == "workbook.xml":
			if err := a.each(part, func(e xml.StartElement) error {
				if e.Name.Local == "sheet" || e.Name.Local == "definedName" {
					f.Names = append(f.Names, attribute(e, "name"))
				}
				return nil
			}, nil, nil); err != nil {
				return err
			}
		default: // comments, drawings
			if err := around.read(a, part); err != nil {
				return err
			}
		}
	}
	slices.SortFunc(list, func(x, y *zip.File) int {
		if len(x.Name) != len(y.Name) {
			return len(x.Name) - len(y.Name) // sheet10 stands behind sheet9
		}
		return strings.Compare(x.Name, y.Name)
	})
	for _, part := range list {
		if err := s.sheet(a, part); err != nil {
			return err
		}
	}
	f.Pages, f.Text = len(list), s.text.String()
	f.Around = around.text.String() + around.aside.String() + s.around.String()
	f.Names = append(f.Names, around.names...)
	return nil
}

type sheets struct {
	most   int
	shared []string
	held   int
	text   strings.Builder
	around strings.Builder // headers and footers of the sheets
}

// strings reads the texts that cells name by their number.
func (s *sheets) strings(a *archive, part *zip.File) error {
	var one strings.Builder
	now := ""
	return a.each(part, func(e xml.StartElement) error {
		if now = e.Name.Local; now == "si" {
			one.Reset()
		}
		return nil
	}, func(b []byte) error {
		if now == "t" {
			one.Write(b)
			if s.held += len(b); s.held > s.most {
				return tooLong()
			}
		}
		return nil
	}, func(n xml.Name) error {
		now = ""
		if n.Local == "si" {
			s.shared = append(s.shared, one.String())
		}
		return nil
	})
}

// call is a formula that starts a program, as =cmd|'/c calc'!A0 does.
var call = regexp.MustCompile(`(?i)[a-z0-9_.]\s*\|\s*'|\b(CALL|REGISTER\.ID|EXEC|WEBSERVICE|FILTERXML|RTD)\s*\(`)

func (s *sheets) sheet(a *archive, part *zip.File) error {
	now, kind := "", ""
	var cell strings.Builder
	return a.each(part, func(e xml.StartElement) error {
		now = e.Name.Local
		switch now {
		case "c":
			kind = attribute(e, "t")
			cell.Reset()
		case "oleObject", "control":
			return wrong(CodeEmbedded)
		}
		return nil
	}, func(b []byte) error {
		switch now {
		case "v", "t":
			cell.Write(b)
		case "f":
			if call.Match(b) {
				return wrong(CodeExternal)
			}
		case "oddHeader", "evenHeader", "firstHeader", "oddFooter", "evenFooter", "firstFooter":
			s.around.WriteString(headerWords(string(b)) + "\n")
		}
		if cell.Len()+s.around.Len() > s.most {
			return tooLong()
		}
		return nil
	}, func(n xml.Name) error {
		now = ""
		switch n.Local {
		case "c":
			s.put(cell.String(), kind)
		case "row":
			s.text.WriteByte('\n')
		}
		if s.text.Len() > s.most {
			return tooLong()
		}
		return nil
	})
}

func (s *sheets) put(v, kind string) {
	if kind == "s" {
		i, err := strconv.Atoi(strings.TrimSpace(v))
		if err != nil || i < 0 || i >= len(s.shared) {
			return
		}
		v = s.shared[i]
	}
	s.text.WriteString(strings.ReplaceAll(v, "\n", " ") + "\t")
}

// layout are the orders in a sheet's header: its third, a font, a size.
var layout = regexp.MustCompile(`&(?:"[^"]*"|[0-9]+|K[0-9A-F]{6}|[A-Za-z&])`)

func headerWords(s string) string { return strings.TrimSpace(layout.ReplaceAllString(s, "\n")) }
