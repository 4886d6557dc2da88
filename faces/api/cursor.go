package api

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"net/http"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
)

// A cursor is where the next page of a list begins: the name and the value of the field by which the list itself goes
// on, and a sum of both and of the route, so that one that was cut, changed or taken from another list is noticed.

// sumOf is the sum in a cursor. It is no secret: whoever makes a cursor of his own sees nothing that he may not.
func sumOf(pattern, field, place string) uint32 {
	return crc32.ChecksumIEEE([]byte(pattern + "\x00" + field + "\x00" + place))
}

// next is the cursor of the page behind a place, "" where place is "" because nothing comes; the header Link names the
// whole address. field is the name that the list reads the place from.
func next(w http.ResponseWriter, r *http.Request, field, place string) string {
	if place == "" {
		return ""
	}
	raw := binary.BigEndian.AppendUint32(nil, sumOf(r.Pattern, field, place))
	cursor := base64.RawURLEncoding.EncodeToString(append(raw, field+"\x00"+place...))
	q := r.URL.Query()
	q.Del(field)
	q.Set("cursor", cursor)
	w.Header().Set("Link", "<"+r.URL.EscapedPath()+"?"+q.Encode()+`>; rel="next"`)
	return cursor
}

// turn makes of a request's cursor the field that the list reads. The fault is cursor_wrong for what is no cursor of
// this list.
func turn(r *http.Request) error {
	q := r.URL.Query()
	if !q.Has("cursor") {
		return nil
	}
	wrong := fault.New(fault.Malformed, "cursor_wrong").On("cursor")
	raw, err := base64.RawURLEncoding.DecodeString(q.Get("cursor"))
	if err != nil || len(raw) < 4 {
		return wrong
	}
	field, place, ok := strings.Cut(string(raw[4:]), "\x00")
	if !ok || binary.BigEndian.Uint32(raw) != sumOf(r.Pattern, field, place) {
		return wrong
	}
	q.Del("cursor")
	q.Set(field, place)
	at := *r.URL
	at.RawQuery = q.Encode()
	r.URL = &at
	return nil
}

// number reads a place that is a number, 0 where none is given.
func number(r *http.Request, field string) (int64, error) {
	s := r.URL.Query().Get(field)
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil || n < 0 {
		return 0, fault.New(fault.Malformed, "cursor_wrong").On(field).By(err)
	}
	return n, nil
}

// Next is the cursor of the page behind a place; see next.
func (c *Call) Next(field, place string) string { return next(c.W, c.R, field, place) }

// NextID is the cursor behind the last of a list that goes by ids, "" where fewer came than a page holds.
func NextID[T any](c *Call, field string, list []T, page int, id func(T) int64) string {
	if len(list) < page {
		return ""
	}
	return c.Next(field, strconv.FormatInt(id(list[len(list)-1]), 10))
}

// Place reads a place that is a number, 0 where none is given. The fault is cursor_wrong.
func (c *Call) Place(field string) (int64, error) { return number(c.R, field) }
