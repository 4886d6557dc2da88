package deliver

import (
	"context"
	"crypto/rand"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// The vector is the one that the standard's libraries are tested with.
func TestStandardSignature(t *testing.T) {
	t.Parallel()
	got := Signature("msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`),
		"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
	if got != "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=" {
		t.Error(got)
	}
}

// TestSecretsChangeWithoutAGap sends with two secrets: who knows either takes it, by the standard's signature; who
// receives since before checks as ever, by the older one; without any secret there is nothing to check by.
func TestSecretsChangeWithoutAGap(t *testing.T) {
	t.Parallel()
	newer, err := NewSecret(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	var got http.Header
	var body []byte
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		got = r.Header
		body, _ = io.ReadAll(r.Body)
		_, _ = io.WriteString(w, "taken\xff")
	}))
	defer srv.Close()
	c := local(srv, Webhook, "/hook")
	m, said := message, Answer{}
	m.Answer = &said
	for _, x := range []struct{ now, former string }{{newer, ""}, {newer, key}, {key, ""}, {"", ""}} {
		c.Secret, c.Former = x.now, x.former
		if err := at(noon).Send(context.Background(), c, m); err != nil || said.Status != 200 || said.Text != "taken…" {
			t.Fatalf("%v %+v", err, said)
		}
		if got.Get("webhook-id") != m.ID {
			t.Errorf("%v", got)
		}
		old := x.former
		if old == "" {
			old = x.now
		}
		if err := Verify(old, got.Get("X-Xiaohao-Signature"), body, noon, time.Minute); err != nil {
			t.Errorf("%+v: who receives since before: %v", x, err)
		}
		for _, s := range []string{newer, key, "another"} {
			knows := s == x.now || s == x.former
			if err := Check(s, got, body, noon, 5*time.Minute); knows != (err == nil) {
				t.Errorf("%+v: with %q: %v", x, s, err)
			}
		}
		if Check("", got, body, noon, 5*time.Minute) == nil {
			t.Error("an empty secret checks anything")
		}
	}
}

// TestCheckRefuses: whatever is changed on the way, and whatever is sent again later, is refused.
func TestCheckRefuses(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringN(1, 40, 200).Draw(t, "secret")
		id := rapid.StringMatching(`[0-9]{1,9}/c[0-9]{1,3}`).Draw(t, "id")
		body := rapid.SliceOfN(rapid.Byte(), 1, 200).Draw(t, "body")
		h := http.Header{}
		for k, v := range signed(Channel{Secret: secret, Former: "former"}, id, noon, body) {
			h.Set(k, v)
		}
		const most = 5 * time.Minute
		late := time.Duration(rapid.IntRange(-300, 300).Draw(t, "s")) * time.Second
		if err := Check(secret, h, body, noon.Add(late), most); err != nil {
			t.Fatalf("what was sent is refused after %s: %v", late, err)
		}
		if Check(secret, h, body, noon.Add(most+time.Second), most) == nil ||
			Check(secret, h, body, noon.Add(-most-time.Second), most) == nil {
			t.Error("an old one is taken")
		}
		i := rapid.IntRange(0, len(body)-1).Draw(t, "i")
		body[i] ^= 1
		if Check(secret, h, body, noon, most) == nil {
			t.Error("another body is taken")
		}
		body[i] ^= 1
		name := rapid.SampledFrom([]string{"webhook-id", "webhook-timestamp", "webhook-signature"}).Draw(t, "header")
		if is := h.Get(name); name == "webhook-timestamp" {
			h.Set(name, is[:len(is)-1]+string('0'+(is[len(is)-1]-'0'+1)%10))
		} else if name == "webhook-id" {
			h.Set(name, "1"+is)
		} else {
			h.Set(name, strings.ReplaceAll(is, "v1,", "v1,A"))
		}
		if Check(secret, h, body, noon, most) == nil {
			t.Errorf("with another %s it is taken", name)
		}
	})
}
