package api

import (
	"bytes"
	"strings"
)

// Operation is an entry of the description in a sentence of each language, for pages that list all of them.
type Operation struct {
	Method, Path string // "GET", "/api/v1/areas"
	Zh, En       string
	Login        bool // it wants a login or a key
}

// Operations are the entries of the description in its order. They are read line by line, as the file is written: a
// path, a method beneath it, and beneath that a summary, the same in Chinese (x-zh), and security where a login is
// wanted.
func Operations() (out []Operation) {
	path := ""
	for raw := range bytes.Lines(openapi) {
		line := strings.TrimRight(string(raw), "\n")
		text := strings.TrimLeft(line, " ")
		name, value, _ := strings.Cut(text, ": ")
		switch depth := len(line) - len(text); {
		case line == "webhooks:" || line == "components:":
			return out
		case depth == 2 && strings.HasPrefix(text, "/"):
			path = strings.TrimSuffix(text, ":")
		case depth == 4 && isMethod(text):
			out = append(out, Operation{Method: strings.ToUpper(strings.TrimSuffix(text, ":")), Path: path})
		case depth != 6 || len(out) == 0:
		case name == "summary":
			out[len(out)-1].En = strings.Trim(value, `"`)
		case name == "x-zh":
			out[len(out)-1].Zh = strings.Trim(value, `"`)
		case name == "security":
			out[len(out)-1].Login = true
		}
	}
	return out
}

func isMethod(text string) bool {
	switch text {
	case "get:", "put:", "post:", "delete:":
		return true
	}
	return false
}

// chinese is the description with the sentence of each entry in Chinese, for readers of the page in Chinese.
func chinese() []byte {
	var out bytes.Buffer
	summary := []byte(nil)
	for line := range bytes.Lines(openapi) {
		text := bytes.TrimSpace(line)
		switch {
		case bytes.HasPrefix(line, []byte("      summary: ")):
			summary = line
			continue
		case bytes.HasPrefix(text, []byte("x-zh: ")) && summary != nil:
			line = append([]byte("      summary: "), line[len("      x-zh: "):]...)
		default:
			out.Write(summary)
		}
		summary = nil
		out.Write(line)
	}
	return out.Bytes()
}
