package document

import (
	"encoding/xml"
	"path"
	"slices"
	"strings"
)

// readOffice reads .docx and .xlsx. What an entry is called and what it says it is must both be harmless.
func readOffice(o order, b []byte) (Facts, error) {
	a, err := openArchive(b)
	if err != nil {
		return Facts{}, err
	}
	if a.find("[Content_Types].xml") == nil {
		return Facts{}, wrong(CodeType) // an archive of something else
	}
	if err := harmlessNames(a); err != nil {
		return Facts{}, err
	}
	k, err := contentKind(a)
	if err != nil {
		return Facts{}, err
	}
	if err := harmlessLinks(a); err != nil {
		return Facts{}, err
	}
	f := Facts{Kind: k, Names: entryNames(a)}
	if k == Sheet {
		err = readSheets(o, a, &f)
	} else {
		err = readWord(o, a, &f)
	}
	if err != nil {
		return Facts{}, err
	}
	if err := readProperties(a, &f); err != nil {
		return Facts{}, err
	}
	if len(f.Text)+len(f.Around)+len(strings.Join(f.Names, "")) > o.Text {
		return Facts{}, tooLong()
	}
	if f.Pages = max(f.Pages, 1); f.Pages > o.Pages {
		return Facts{}, tooManyPages(o.Pages)
	}
	return f, nil
}

// harmlessNames refuses what an archive can hold beside texts and pictures.
func harmlessNames(a *archive) error {
	for _, f := range a.files {
		n := strings.ToLower(strings.ReplaceAll(f.Name, `\`, "/"))
		base := path.Base(n)
		switch {
		case strings.HasPrefix(base, "vba"), strings.Contains(n, "/macrosheets/"),
			strings.Contains(n, "/dialogsheets/"):
			return wrong(CodeMacro)
		case strings.Contains(n, "activex"), strings.Contains(n, "/embeddings/"), strings.Contains(n, "/ctrlprops/"),
			strings.HasPrefix(base, "oleobject"), strings.HasSuffix(n, ".exe"), strings.HasSuffix(n, ".js"):
			return wrong(CodeEmbedded)
		case strings.Contains(n, "/externallinks/"), strings.HasSuffix(base, "connections.xml"):
			return wrong(CodeExternal)
		}
	}
	return nil
}

// contentKind is what the archive says that it is.
func contentKind(a *archive) (k Kind, err error) {
	err = a.each(a.find("[Content_Types].xml"), func(e xml.StartElement) error {
		t := strings.ToLower(attribute(e, "ContentType"))
		switch {
		case strings.Contains(t, "macroenabled"), strings.Contains(t, "vbaproject"), strings.Contains(t, "macrosheet"):
			return wrong(CodeMacro)
		case strings.Contains(t, "activex"), strings.Contains(t, "oleobject"):
			return wrong(CodeEmbedded)
		case strings.HasSuffix(t, "wordprocessingml.document.main+xml"):
			k = Word
		case strings.HasSuffix(t, "spreadsheetml.sheet.main+xml"):
			k = Sheet
		}
		return nil
	}, nil, nil)
	if err == nil && k == "" {
		err = wrong(CodeType) // slides, a template
	}
	return k, err
}

// Kinds of relationships that hide or start something.
var refusedLinks = map[string]string{"oleobject": CodeEmbedded, "package": CodeEmbedded, "control": CodeEmbedded,
	"activexcontrolbinary": CodeEmbedded, "afchunk": CodeEmbedded, "vbaproject": CodeMacro, "wordvbadata": CodeMacro,
	"attachedtoolbars": CodeMacro, "ctrlprop": CodeEmbedded, "externallink": CodeExternal, "subdocument": CodeExternal,
	"frame": CodeExternal}

// harmlessLinks refuses what reaches out of the file. An address that a person may click on is none of that.
func harmlessLinks(a *archive) error {
	for _, f := range a.files {
		if !strings.HasSuffix(strings.ToLower(f.Name), ".rels") {
			continue
		}
		err := a.each(f, func(e xml.StartElement) error {
			if e.Name.Local != "Relationship" {
				return nil
			}
			kind := strings.ToLower(path.Base(attribute(e, "Type")))
			if code := refusedLinks[kind]; code != "" {
				return wrong(code)
			}
			if strings.EqualFold(attribute(e, "TargetMode"), "External") && kind != "hyperlink" {
				return wrong(CodeExternal)
			}
			return nil
		}, nil, nil)
		if err != nil {
			return err
		}
	}
	return nil
}

// entryNames are the names of the pictures inside.
func entryNames(a *archive) (out []string) {
	for _, f := range a.files {
		if strings.Contains(strings.ToLower(f.Name), "/media/") {
			out = append(out, path.Base(f.Name))
		}
	}
	return out
}

// readProperties reads what the file says of itself: its title, its subject, its keywords.
func readProperties(a *archive, f *Facts) error {
	for _, name := range []string{"docProps/core.xml", "docProps/custom.xml", "docProps/app.xml"} {
		part := a.find(name)
		if part == nil {
			continue
		}
		at := ""
		err := a.each(part, func(e xml.StartElement) error {
			at = e.Name.Local
			if n := attribute(e, "name"); n != "" {
				f.Names = append(f.Names, n)
			}
			return nil
		}, func(b []byte) error {
			told := []string{"title", "subject", "keywords", "description", "category", "lpwstr", "lpstr",
				"contentStatus"}
			if s := strings.TrimSpace(string(b)); s != "" && slices.Contains(told, at) {
				f.Names = append(f.Names, s)
			}
			return nil
		}, nil)
		if err != nil {
			return err
		}
	}
	return nil
}
