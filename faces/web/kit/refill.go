package kit

import (
	"bytes"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"

	"xiaohao/platform/lang"
)

// refill writes what was typed into the form of a page that it was sent from, whatever made that form; at is the
// page's address, t gives sentences.
func refill(page []byte, at string, u *Unsent, t func(string, ...string) string) ([]byte, error) {
	doc, err := html.Parse(bytes.NewReader(page))
	if err != nil {
		return nil, err
	}
	if f := formOf(doc, u); f != nil {
		fillIn(f, at, u.Values, t)
	} else {
		tell(doc, at, u.Values, t)
	}
	var b bytes.Buffer
	err = html.Render(&b, doc)
	return b.Bytes(), err
}

// formOf finds the form that is sent to that address and has the most of the fields.
func formOf(doc *html.Node, u *Unsent) (best *html.Node) {
	most := -1
	for f := range doc.Descendants() {
		if f.DataAtom != atom.Form || !strings.EqualFold(attribute(f, "method"), "post") {
			continue
		}
		here, names := attribute(f, "action") == u.To, map[string]bool{}
		for n := range f.Descendants() {
			here = here || attribute(n, "formaction") == u.To
			names[attribute(n, "name")] = true
		}
		n := 0
		for name := range u.Values {
			if names[name] {
				n++
			}
		}
		if here && n > most {
			best, most = f, n
		}
	}
	return best
}

// fillIn puts values into the fields of a form, unfolds it and says above it what happened.
func fillIn(f *html.Node, at string, v url.Values, t func(string, ...string) string) {
	nth, ask := map[string]int{}, ""
	for n := range f.Descendants() {
		name := attribute(n, "name")
		sent, ok := v[name]
		switch {
		case n.DataAtom == atom.Input && attribute(n, "type") == "file":
			if len(v["upload"]) > 0 && name == "photos" {
				unset(n, "required")
			} else if attribute(n, "accept") == "" {
				ask = " " + t("unsent.file")
			}
		case name == "":
		case n.DataAtom == atom.Select:
			choose(n, sent)
		case n.DataAtom == atom.Textarea && ok:
			for n.FirstChild != nil {
				n.RemoveChild(n.FirstChild)
			}
			n.AppendChild(&html.Node{Type: html.TextNode, Data: strings.ReplaceAll(sent[0], "\r\n", "\n")})
		case n.DataAtom == atom.Input:
			nth[name] = putIn(n, name, sent, nth[name])
		}
	}
	said := t("unsent.filled") + ask
	if k := len(v["upload"]); k > 0 {
		said += " " + t("form.photos_kept", "n", strconv.Itoa(k))
	}
	for _, token := range v["upload"] {
		f.InsertBefore(element(atom.Input, "", "type", "hidden", "name", "upload", "value", token), f.FirstChild)
	}
	f.InsertBefore(element(atom.P, said, "class", "note-box", "role", "status", "data-unsent", at), f.FirstChild)
	for p := f; p != nil; p = p.Parent {
		if p.DataAtom == atom.Details {
			set(p, "open", "")
		}
	}
	for n := range f.Descendants() {
		if n.DataAtom == atom.Details {
			set(n, "open", "")
		}
	}
}

// putIn fills an input; nth is how many of that name were filled before, and what it gives is how many are now.
func putIn(n *html.Node, name string, sent []string, nth int) int {
	switch attribute(n, "type") {
	case "checkbox", "radio":
		unset(n, "checked")
		if slices.Contains(sent, attribute(n, "value")) {
			set(n, "checked", "")
		}
		return nth
	case "hidden":
		// of what the server wrote, only the command's id and a place that the device found are the sender's
		if !slices.Contains([]string{"id", "lat", "lng"}, name) {
			return nth
		}
	case "password":
		return nth
	}
	if nth < len(sent) {
		set(n, "value", sent[nth])
	}
	return nth + 1
}

// choose selects options.
func choose(n *html.Node, sent []string) {
	if len(sent) == 0 {
		return
	}
	for o := range n.Descendants() {
		if o.DataAtom != atom.Option {
			continue
		}
		unset(o, "selected")
		if slices.Contains(sent, attribute(o, "value")) {
			set(o, "selected", "")
		}
	}
}

// tell shows the words at the head of a page that has no such form any more.
func tell(doc *html.Node, at string, v url.Values, t func(string, ...string) string) {
	box := element(atom.Section, "", "class", "panel", "role", "status", "data-unsent", at)
	box.AppendChild(element(atom.P, t("unsent.gone"), "class", "note-box"))
	list := element(atom.Dl, "", "class", "facts")
	for _, k := range slices.Sorted(maps.Keys(v)) {
		said := strings.TrimSpace(strings.Join(v[k], "\n"))
		if label := "field." + k; lang.Has(label) && said != "" {
			list.AppendChild(element(atom.Dt, t(label)))
			list.AppendChild(element(atom.Dd, said))
		}
	}
	box.AppendChild(list)
	for n := range doc.Descendants() {
		if n.DataAtom == atom.Main {
			n.InsertBefore(box, n.FirstChild)
			return
		}
	}
}

func element(a atom.Atom, text string, attrs ...string) *html.Node {
	n := &html.Node{Type: html.ElementNode, DataAtom: a, Data: a.String()}
	for i := 0; i+1 < len(attrs); i += 2 {
		set(n, attrs[i], attrs[i+1])
	}
	if text != "" {
		n.AppendChild(&html.Node{Type: html.TextNode, Data: text})
	}
	return n
}

func attribute(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func set(n *html.Node, key, value string) {
	unset(n, key)
	n.Attr = append(n.Attr, html.Attribute{Key: key, Val: value})
}

func unset(n *html.Node, key string) {
	n.Attr = slices.DeleteFunc(n.Attr, func(a html.Attribute) bool { return a.Key == key })
}
