package deliver

import (
	"errors"
	"strings"
	"testing"
)

// report is a message that came back; status is what it says of each recipient.
func report(head, kind, status string) string {
	return "From: MAILER-DAEMON@mail.example\r\nTo: bounce+abc@city.example\r\n" + head + "Content-Type: " + kind +
		"\r\nMIME-Version: 1.0\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nsorry\r\n--b\r\n" +
		"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mail.example\r\n\r\n" + status +
		"\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: x\r\n\r\n" + strings.Repeat("x", 300<<10) +
		"\r\n--b--\r\n"
}

// TestReadReport reads what came back, also what is forged, torn or endless.
func TestReadReport(t *testing.T) {
	t.Parallel()
	const kind = `multipart/report; report-type=delivery-status; boundary=b`
	hard := "Final-Recipient: rfc822; x@y\r\nAction: failed\r\nStatus: 5.1.1 (no such user)\r\n"
	for _, c := range []struct {
		name, text   string
		to           string
		failed, hard bool
		none         bool
	}{
		{"plain", report("", kind, hard), "bounce+abc@city.example", true, true, false},
		{"of a mailbox", "From MAILER-DAEMON Sun Nov 29\n" + report("", kind, hard),
			"bounce+abc@city.example", true, true,
			false},
		{"soft", report("", kind, strings.Replace(hard, "5.1.1", "4.4.7", 1)), "bounce+abc@city.example", true, false,
			false},
		{"late", report("", kind, "Action: delayed\r\nStatus: 4.4.1\r\n"), "bounce+abc@city.example", false,
			false, false},
		{"worst counts", report("", kind, "Action: delayed\r\nStatus: 4.4.1\r\n\r\n"+hard+"\r\nAction: failed\r\n"+
			"Status: 4.2.2\r\n"), "bounce+abc@city.example", true, true, false},
		{"envelope first", report("Delivered-To: <bounce+xyz@city.example>\r\n", kind, hard), "bounce+xyz@city.example",
			true, true, false},
		{"other letters", report("", strings.ToUpper(kind[:16])+kind[16:], "ACTION:FAILED\nSTATUS:5.0.0\n"),
			"bounce+abc@city.example", true, true, false},
		{"absence notice",
			"From: a@b\r\nTo: bounce+abc@city.example\r\nAuto-Submitted: auto-replied\r\n\r\n5.1.1 failed",
			"", false, false, true},
		{"no boundary", report("", "multipart/report; report-type=delivery-status", hard), "", false, false, true},
		{"of a reading", report("", "multipart/report; report-type=disposition-notification; boundary=b", hard), "",
			false,
			false, true},
		{"nothing", "", "", false, false, true},
		{"no head", "\x00\xff\xfe", "", false, false, true},
		{"endless head", strings.Repeat("X-A: b\r\n", 100_000), "", false, false, true},
		{"endless parts", "Content-Type: " + kind + "\r\n\r\n" + strings.Repeat("--b\r\n\r\nx\r\n", 20_000), "", false,
			false, true},
	} {
		r, err := ReadReport(strings.NewReader(c.text))
		if c.none {
			if !errors.Is(err, ErrNoReport) {
				t.Errorf("%s: %+v, %v", c.name, r, err)
			}
			continue
		}
		if err != nil || len(r.To) == 0 || r.To[0] != c.to || r.Failed != c.failed || r.Hard != c.hard {
			t.Errorf("%s: %+v, %v", c.name, r, err)
		}
	}
}

// FuzzReadReport: nothing that comes back breaks the reader.
func FuzzReadReport(f *testing.F) {
	f.Add(report("", `multipart/report; report-type=delivery-status; boundary=b`,
		"Action: failed\r\nStatus: 5.1.1\r\n"))
	f.Add("From x\n\n")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ReadReport(strings.NewReader(s), "a@b")
		if err != nil && !errors.Is(err, ErrNoReport) || len(r.To) > maxReturned || r.Hard && !r.Failed {
			t.Errorf("%+v, %v", r, err)
		}
	})
}
