package opendata

import (
	"bufio"
	"context"
	"io"
	"math"
	"strconv"
	"time"
	"unicode/utf8"

	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/blob"
)

// writer writes rows in one format.
type writer interface {
	write(f full) error
	end() error // behind the last row
}

// fileName is the name of an area's file in a format.
func fileName(f policy.Format) string { return "matters." + string(f) }

// newWriter begins a file in a format.
func newWriter(f policy.Format, w io.Writer) (writer, error) {
	switch f {
	case policy.GeoJSON:
		return newGeo(w)
	case policy.Parquet:
		return newColumnar(w), nil
	}
	return newTable(w)
}

// laid is a file that is being written: what comes in goes to the disk at once.
type laid struct {
	writer
	name string
	pipe *io.PipeWriter
	buf  *bufio.Writer
	done chan struct{}
	in   *blob.Incoming // once it is done
	err  error
}

// lay begins a file. Whoever has it ends it by finish, or gives it up by drop.
func lay(ctx context.Context, files *blob.Store, name string,
	begin func(io.Writer) (writer, error)) (*laid, error) {
	r, w := io.Pipe()
	l := &laid{name: name, pipe: w, buf: bufio.NewWriterSize(w, 64<<10), done: make(chan struct{})}
	go func() {
		defer close(l.done)
		l.in, l.err = files.Stage(ctx, r, math.MaxInt64)
		r.CloseWithError(l.err) // so that a full disk ends the writing
	}()
	var err error
	if l.writer, err = begin(l.buf); err != nil {
		l.drop()
	}
	return l, err
}

// finish ends the file: it lies on the disk, and is not yet kept.
func (l *laid) finish() error {
	err := l.end()
	if err == nil {
		err = l.buf.Flush()
	}
	l.pipe.CloseWithError(err) // nil is the end
	<-l.done
	if l.err != nil {
		return space(l.err)
	}
	return err
}

// drop gives the file up; one that is kept stays.
func (l *laid) drop() {
	l.pipe.CloseWithError(io.ErrClosedPipe)
	<-l.done
	if l.in != nil {
		l.in.Drop()
	}
}

// keep gives the file its name.
func (l *laid) keep() (File, error) {
	if err := l.in.Keep(); err != nil {
		return File{}, space(err)
	}
	return File{l.name, l.in.Hash.String(), l.in.Size}, nil
}

// table is CSV after RFC 4180: lines end in CR LF, the first one names the columns. It begins with a byte order mark:
// without it Excel shows Chinese as rubbish, and what reads UTF-8 takes no notice of it.
type table struct {
	w      io.Writer
	line   []byte
	values []value
}

func newTable(w io.Writer) (writer, error) {
	t := &table{w: w, line: []byte("\uFEFF")}
	for i, c := range columns {
		if i > 0 {
			t.line = append(t.line, ',')
		}
		t.line = append(t.line, c.Name...)
	}
	t.line = append(t.line, "\r\n"...)
	_, err := w.Write(t.line)
	return t, err
}

func (t *table) write(f full) error {
	t.values, t.line = f.values(t.values[:0]), t.line[:0]
	for i, v := range t.values {
		if i > 0 {
			t.line = append(t.line, ',')
		}
		switch v.kind {
		case Text:
			t.line = appendField(t.line, v.text)
		case "":
		default:
			t.line = v.append(t.line)
		}
	}
	t.line = append(t.line, "\r\n"...)
	_, err := t.w.Write(t.line)
	return err
}

func (*table) end() error { return nil }

// appendField writes a text between quotes where it needs them.
func appendField(b []byte, s string) []byte {
	quoted := false
	for i := range len(s) {
		if c := s[i]; c == '"' || c == ',' || c == '\r' || c == '\n' {
			quoted = true
		}
	}
	if !quoted {
		return append(b, s...)
	}
	b = append(b, '"')
	for i := range len(s) {
		if s[i] == '"' {
			b = append(b, '"')
		}
		b = append(b, s[i])
	}
	return append(b, '"')
}

// china is where instants are written from.
var china = calendar.China()

// append writes what is no text, as CSV and JSON have it; an instant without quotes.
func (v value) append(b []byte) []byte {
	switch v.kind {
	case Whole:
		return strconv.AppendInt(b, v.n, 10)
	case Real:
		return strconv.AppendFloat(b, v.real, 'f', -1, 64)
	case Truth:
		return strconv.AppendBool(b, v.n == 1)
	case Instant:
		return calendar.Instant(v.n).Time().In(china).AppendFormat(b, time.RFC3339)
	}
	return b
}

// geo is GeoJSON after RFC 7946: a FeatureCollection with a feature a line, in WGS-84, longitude first.
type geo struct {
	w      io.Writer
	line   []byte
	values []value
	begun  bool
}

func newGeo(w io.Writer) (writer, error) {
	_, err := io.WriteString(w, `{"type":"FeatureCollection","features":[`)
	return &geo{w: w}, err
}

func (g *geo) write(f full) error {
	g.line = append(g.line[:0], ",\n"...)
	if !g.begun {
		g.line = g.line[1:] // the comma
	}
	g.begun = true
	g.line = append(g.line, `{"type":"Feature","id":"`...)
	g.line = f.Key.appendTo(g.line)
	g.line = append(g.line, `","geometry":`...)
	if f.Place == None {
		g.line = append(g.line, "null"...)
	} else {
		g.line = append(g.line, `{"type":"Point","coordinates":[`...)
		g.line = strconv.AppendFloat(g.line, f.Lng, 'f', -1, 64)
		g.line = append(g.line, ',')
		g.line = strconv.AppendFloat(g.line, f.Lat, 'f', -1, 64)
		g.line = append(g.line, "]}"...)
	}
	g.line = append(g.line, `,"properties":{`...)
	g.values = f.values(g.values[:0])
	for i, v := range g.values {
		if i > 0 {
			g.line = append(g.line, ',')
		}
		g.line = append(append(append(g.line, '"'), columns[i].Name...), `":`...)
		g.line = v.json(g.line)
	}
	g.line = append(g.line, "}}"...)
	_, err := g.w.Write(g.line)
	return err
}

func (g *geo) end() error {
	_, err := io.WriteString(g.w, "\n]}\n")
	return err
}

// json writes the value as JSON has it.
func (v value) json(b []byte) []byte {
	switch v.kind {
	case "":
		return append(b, "null"...)
	case Text:
		return appendString(b, v.text)
	case Instant:
		return append(v.append(append(b, '"')), '"')
	}
	return v.append(b)
}

// appendString writes a text as JSON has it.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, c := range s {
		switch {
		case c == '"' || c == '\\':
			b = append(b, '\\', byte(c))
		case c < ' ' || c == '\u2028' || c == '\u2029' || c == '<' || c == '>' || c == '&':
			b = append(b, '\\', 'u', hex[c>>12&15], hex[c>>8&15], hex[c>>4&15], hex[c&15])
		default:
			b = utf8.AppendRune(b, c)
		}
	}
	return append(b, '"')
}
