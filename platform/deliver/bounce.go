package deliver

import (
	"bufio"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// What is read of a message that came back.
const (
	MaxReport   = 256 << 10 // bytes of it in all; what the original adds behind that is of no interest
	maxParts    = 20        // parts of it
	maxLines    = 2000      // lines of what it says of the delivery
	maxReturned = 20        // addresses that it came back to
)

// Report is what a mail server says of a mail that it could not deliver: RFC 3464. Nothing in it is proven: whoever
// acts on it looks at an address in To that only he can have made.
type Report struct {
	To     []string // the addresses that it came back to, as the headers name them
	Failed bool     // it gave up; a report of a delay or of a success has not failed
	Hard   bool     // for good: a status of class 5
	Status string   // as "5.1.1", "" for none
}

// ErrNoReport says that a message is no report of a delivery: an answer, an absence notice, or whatever.
var ErrNoReport = errors.New("the message is no report of a delivery")

// ReadReport reads a message that came back, with the addresses that the envelope had, where they are known. It reads
// no more than MaxReport bytes. The error is ErrNoReport.
func ReadReport(r io.Reader, to ...string) (Report, error) {
	in := bufio.NewReader(io.LimitReader(r, MaxReport))
	if begin, _ := in.Peek(5); string(begin) == "From " { // as mailboxes divide messages, and pipes are given them
		if _, err := in.ReadString('\n'); err != nil {
			return Report{}, ErrNoReport
		}
	}
	m, err := mail.ReadMessage(in)
	if err != nil {
		return Report{}, ErrNoReport
	}
	out := Report{To: to}
	for _, name := range []string{"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To"} {
		for _, v := range m.Header[textproto.CanonicalMIMEHeaderKey(name)] {
			out.To = append(out.To, addresses(v)...)
		}
	}
	out.To = out.To[:min(len(out.To), maxReturned)]
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/report" || !strings.EqualFold(params["report-type"], "delivery-status") {
		return out, ErrNoReport
	}
	parts := multipart.NewReader(m.Body, params["boundary"])
	for range maxParts {
		p, err := parts.NextRawPart()
		if err != nil {
			return out, ErrNoReport
		}
		kind, _, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
		if err != nil || kind != "message/delivery-status" && kind != "message/global-delivery-status" {
			continue
		}
		out.read(decoded(p, p.Header.Get("Content-Transfer-Encoding")))
		return out, nil
	}
	return out, ErrNoReport
}

// addresses are those in the value of a header; what is none is left out.
func addresses(v string) (out []string) {
	list, err := mail.ParseAddressList(v)
	if err != nil {
		if v = strings.Trim(strings.TrimSpace(v), "<>"); strings.Count(v, "@") == 1 &&
			!strings.ContainsAny(v, " ,;\t") {
			return []string{v}
		}
		return nil
	}
	for _, a := range list {
		out = append(out, a.Address)
	}
	return out
}

func decoded(r io.Reader, way string) io.Reader {
	switch strings.ToLower(strings.TrimSpace(way)) {
	case "base64":
		return base64.NewDecoder(base64.StdEncoding, r)
	case "quoted-printable":
		return quotedprintable.NewReader(r)
	}
	return r
}

// read goes through the fields for each recipient, divided by empty lines; the worst counts.
func (x *Report) read(r io.Reader) {
	var action, status string
	end := func() {
		if action == "failed" && (!x.Failed || !x.Hard) {
			x.Failed, x.Hard, x.Status = true, strings.HasPrefix(status, "5."), status
		}
		action, status = "", ""
	}
	lines := bufio.NewScanner(r)
	for n := 0; n < maxLines && lines.Scan(); n++ {
		line := strings.TrimRight(lines.Text(), "\r")
		if strings.TrimSpace(line) == "" {
			end()
			continue
		}
		name, v, _ := strings.Cut(line, ":")
		v, _, _ = strings.Cut(strings.TrimSpace(v), " ")
		switch strings.ToLower(strings.TrimSpace(name)) {
		case "action":
			action = strings.ToLower(v)
		case "status":
			status = v[:min(len(v), 12)]
		}
	}
	end()
}
