package open311

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"math"
	"strconv"
	"unicode/utf8"
)

// document is an answer, described once: both formats are written from it.
type document struct {
	root string // of XML
	body any    // a list, or a record where JSON has an object
}

// The values of an answer: a record, a list, a string, a float64, an int64, a bool, nil. An empty string, and a number
// that is none, is nothing: null in JSON, an empty element in XML.
type (
	record []field
	field  struct {
		name  string
		value any
	}
	list struct {
		item string // the element of each in XML
		of   []any
	}
)

// format is how an answer is written.
type format uint8

// The formats.
const (
	asXML format = iota
	asJSON
)

// formats are the formats, by what an address ends in.
var formats = map[string]format{"xml": asXML, "json": asJSON}

// contentTypes are the formats' content types, to the letter of the specification.
var contentTypes = [...]string{"text/xml; charset=utf-8", "application/json; charset=utf-8"}

// declaration begins each answer in XML.
const declaration = `<?xml version="1.0" encoding="utf-8"?>` + "\n"

// encode writes a document.
func (d document) encode(f format) []byte {
	var b bytes.Buffer
	if f == asJSON {
		putJSON(&b, d.body)
		b.WriteByte('\n')
		return b.Bytes()
	}
	b.WriteString(declaration)
	putXML(&b, d.root, d.body)
	b.WriteByte('\n')
	return b.Bytes()
}

func putJSON(b *bytes.Buffer, v any) {
	switch v := v.(type) {
	case record:
		b.WriteByte('{')
		for i, f := range v {
			if i > 0 {
				b.WriteByte(',')
			}
			putString(b, f.name)
			b.WriteByte(':')
			putJSON(b, f.value)
		}
		b.WriteByte('}')
	case list:
		b.WriteByte('[')
		for i, x := range v.of {
			if i > 0 {
				b.WriteByte(',')
			}
			putJSON(b, x)
		}
		b.WriteByte(']')
	case string:
		if v == "" {
			b.WriteString("null")
			return
		}
		putString(b, v)
	default:
		if s := plain(v); s != "" {
			b.WriteString(s)
			return
		}
		b.WriteString("null")
	}
}

// putString writes a text in JSON.
func putString(b *bytes.Buffer, s string) {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c == '"' || c == '\\' || c >= utf8.RuneSelf {
			e := json.NewEncoder(b)
			e.SetEscapeHTML(false)  // no page shows it as it is: <b> goes back as it was sent
			_ = e.Encode(s)         // into memory
			b.Truncate(b.Len() - 1) // the line's end
			return
		}
	}
	b.WriteByte('"')
	b.WriteString(s)
	b.WriteByte('"')
}

// plain is a number or a truth as both formats have it, "" for nothing.
func plain(v any) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case bool:
		return strconv.FormatBool(v)
	case float64:
		if !math.IsNaN(v) && !math.IsInf(v, 0) {
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return ""
}

func putXML(b *bytes.Buffer, name string, v any) {
	b.WriteByte('<')
	b.WriteString(name)
	inner := b.Len()
	b.WriteByte('>')
	begin := b.Len()
	switch v := v.(type) {
	case record:
		for _, f := range v {
			putXML(b, f.name, f.value)
		}
	case list:
		for _, x := range v.of {
			putXML(b, v.item, x)
		}
	case string:
		_ = xml.EscapeText(b, []byte(v)) // into memory
	default:
		b.WriteString(plain(v))
	}
	if b.Len() == begin {
		b.Truncate(inner)
		b.WriteString("/>")
		return
	}
	b.WriteString("</")
	b.WriteString(name)
	b.WriteByte('>')
}
