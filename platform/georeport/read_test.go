package georeport

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestRead: whatever a server sends, reading it ends without a panic, and nothing longer than its bound or with a
// character that cannot be shown comes out.
func TestRead(t *testing.T) {
	bits := rapid.SampledFrom([]string{"<", ">", "</", "/>", "<a>", "</a>", "<service_request_id>",
		"<status>", "closed",
		"[", "]", "{", "}", ",", ":", `"service_request_id"`, `"status"`, `"code"`, `"description"`, `"x"`,
		"null", "true",
		"-1e999", "1794794400", "&amp;", "&#0;", "&x;", "<![CDATA[", "]]>", "<!--", "<?xml encoding=\"gbk\"?>", "\x00",
		"\xff\xfe", "\xef\xbb\xbf", "\u202e", "<!DOCTYPE", "\n", `\u0000`, "已", strings.Repeat("7", 300)})
	rapid.Check(t, func(t *rapid.T) {
		body := strings.Join(rapid.SliceOfN(bits, 0, 40).Draw(t, "body"), "")
		root, _, bad := read([]byte(body), rapid.SampledFrom([]string{"", "text/xml; charset=gb18030", ";;"}).Draw(t,
			"type"))
		if bad != nil {
			return
		}
		c := New(Options{})
		for _, n := range append(root.records("servicerequestid", "status", "code", "x"), root) {
			r := c.request(n)
			for _, s := range []string{r.ID, r.Said, r.Notes, r.Service, r.Description} {
				if len([]rune(s)) > maxWords || strings.ContainsAny(s, "\x00\x1b\u202e") {
					t.Fatalf("%q", s)
				}
			}
			n.values()
			n.when("status", time.UTC)
		}
		root.definitions()
		for _, r := range refusals(root) {
			if len([]rune(r.text)) > maxLine {
				t.Fatalf("%q", r.text)
			}
		}
	})
}
