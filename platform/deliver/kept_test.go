package deliver

import (
	"fmt"
	"net/mail"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// kept holds bytes that go to others against what was kept of them; XIAOHAO_KEEP=1 remakes it.
func kept(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if os.Getenv("XIAOHAO_KEEP") != "" {
		if err := os.MkdirAll("testdata", 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s is\n%s\nkept was\n%s", name, got, want)
	}
}

var boundary = regexp.MustCompile(`[0-9a-f]{60}`)

// TestKeptLetter is a letter byte by byte, but for its boundary and the order of its head.
func TestKeptLetter(t *testing.T) {
	from := &mail.Address{Name: "销号", Address: "xiaohao@city.example"}
	to := &mail.Address{Name: "王经办", Address: "clerk@city.example"}
	m := Message{ID: "7/c1", Subject: "[销号·衡阳市] 12 条消息待阅，" + strings.Repeat("很长的主题", 12),
		Text: "新交办：路灯不亮\n" + strings.Repeat("督", 40),
		HTML: "<p>新交办 &amp; 催办</p>", To: to.Address, At: noon.In(time.FixedZone("CST", 8*3600))}
	b, err := compose(from, to, m)
	if err != nil {
		t.Fatal(err)
	}
	head, body, _ := strings.Cut(boundary.ReplaceAllString(string(b), "BOUNDARY"), "\r\n\r\n")
	lines := strings.Split(strings.ReplaceAll(head, "\r\n ", "\\n "), "\r\n")
	slices.Sort(lines)
	kept(t, "letter.txt", strings.ReplaceAll(strings.Join(lines, "\n")+"\n\n"+body, "\r\n", "\n"))
}

// TestKeptRobots is what robots and webhooks are sent: the address, what stands beside the body, the body.
func TestKeptRobots(t *testing.T) {
	var b strings.Builder
	for _, kind := range []string{WeCom, DingTalk, Feishu, Webhook} {
		for _, secret := range []string{"", key} {
			u, err := url.Parse("https://robot.example/hook?access_token=TOKEN")
			if err != nil {
				t.Fatal(err)
			}
			body, head, err := form(Channel{Kind: kind, Secret: secret}, message, u, noon)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s, secret %q\n%s\n%v\n%s\n\n", kind, secret, u, head, body)
		}
	}
	kept(t, "robots.txt", b.String())
}
