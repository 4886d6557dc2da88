package deliver

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"io"
	"maps"
	"mime"
	"mime/multipart"
	"net/mail"
	"slices"
	"strings"
	"testing"
	"time"
)

// letters are what mail has to carry: Chinese words short and long, line breaks where none belong, names of senders.
var letters = []struct {
	from, to string
	Message
}{
	{"销号 <xiaohao@city.example>", "clerk@city.example", Message{ID: "1", Subject: "[销号·衡阳市] 12 条消息待阅",
		Text: "新交办：路灯不亮\n第二行\r\n\r\n末行", HTML: "<p>新交办：<b>路灯不亮</b></p>\n"}},
	{"xiaohao@city.example", "王 科长 <wang@city.example>", Message{ID: "2", Subject: strings.Repeat("很长的主题，", 40),
		Text: strings.Repeat("督", 5000), HTML: strings.Repeat("<p>办</p>", 900)}},
	{`"City, Office" <a+b@city.example>`, "c@d.example",
		Message{ID: "3", Subject: "Twelve messages are waiting for you, " +
			"and this subject is so long that no line of a letter should hold it whole", Text: "plain",
			HTML: "<p>plain</p>"}},
	{"a@b.example", "c@d.example", Message{ID: "4", Subject: "督办\r\nBcc: all@city.example\t制表", Text: ".\r\n..\r\n.",
		HTML: "<i>"}},
	{"a@b.example", "c@d.example", Message{ID: "5", Subject: "", Text: "no subject 😀", HTML: "<p>😀</p>"}},
	{"a@b.example", "c@d.example", Message{ID: "6", Subject: "=?utf-8?q?already?= encoded?  two  spaces ",
		Text: strings.Repeat("long line without an end ", 100), HTML: "<p>=</p>"}},
}

// TestLetters compares what a mail program reads in a letter with what it read in those that our own code wrote:
// headers, kinds of the parts and their bodies, byte by byte.
func TestLetters(t *testing.T) {
	var b strings.Builder
	for _, l := range letters {
		from, err := mail.ParseAddress(l.from)
		if err != nil {
			t.Fatal(err)
		}
		to, err := mail.ParseAddress(l.to)
		if err != nil {
			t.Fatal(err)
		}
		l.At = noon.Add(1234 * time.Millisecond)
		l.To = l.to
		raw, err := compose(from, to, l.Message)
		if err != nil {
			t.Fatal(err)
		}
		read(t, &b, raw)
	}
	kept(t, "letters.txt", b.String())
}

// read writes what a mail program reads in a letter. A boundary is chance, and stays out.
func read(t *testing.T, b *strings.Builder, raw []byte) {
	t.Helper()
	for _, line := range bytes.Split(raw, []byte("\r\n")) {
		if len(line) > 200 || bytes.ContainsFunc(line, func(r rune) bool { return r > 126 || r == '\n' || r == '\r' }) {
			t.Errorf("a line that mail servers may break: %q", line)
		}
	}
	letter, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range slices.Sorted(maps.Keys(letter.Header)) {
		for _, v := range letter.Header[name] {
			if name == "Content-Type" {
				continue
			}
			words, err := new(mime.WordDecoder).DecodeHeader(v)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(b, "%s: %q\n", name, words)
		}
	}
	kind, params, err := mime.ParseMediaType(letter.Header.Get("Content-Type"))
	if err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(b, "%s\n", kind)
	for r := multipart.NewReader(letter.Body, params["boundary"]); ; {
		p, err := r.NextPart()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(base64.NewDecoder(base64.StdEncoding, p))
		if err != nil {
			t.Fatal(err)
		}
		kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		fmt.Fprintf(b, "\t%s %s %s %v: %q\n", kind, strings.ToLower(params["charset"]),
			p.Header.Get("Content-Transfer-Encoding"), err, body)
	}
	b.WriteString("\n")
}
