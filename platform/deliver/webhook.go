package deliver

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// A webhook carries two signatures. The first is that of Standard Webhooks: webhook-id, webhook-timestamp and
// webhook-signature, over all three and with every secret that is valid, so that a secret can be changed without a gap.
// The second is ours of before, X-Xiaohao-Signature, for who receives since then: it knows one secret, the older one
// while two are valid.

// secretMark begins a secret that was drawn by us; what follows are the bytes of the key in base64.
const secretMark = "whsec_"

// NewSecret draws a secret: whsec_ and 32 bytes in base64, as libraries of receivers take it.
func NewSecret(random io.Reader) (string, error) {
	b := make([]byte, 32)
	if _, err := io.ReadFull(random, b); err != nil {
		return "", err
	}
	return secretMark + base64.StdEncoding.EncodeToString(b), nil
}

// keyOf is the key of a secret: its bytes where we drew it, the text itself where somebody chose it.
func keyOf(secret string) []byte {
	if text, drawn := strings.CutPrefix(secret, secretMark); drawn {
		if b, err := base64.StdEncoding.DecodeString(text); err == nil {
			return b
		}
	}
	return []byte(secret)
}

// Signature is the value of webhook-signature: "v1," and base64 of HMAC-SHA256 over the id, the seconds and the body
// with dots between, once for each secret with blanks between. Empty secrets sign nothing.
func Signature(id string, at time.Time, body []byte, secrets ...string) string {
	var out []string
	for _, s := range secrets {
		if s == "" {
			continue
		}
		h := hmac.New(sha256.New, keyOf(s))
		io.WriteString(h, id+"."+strconv.FormatInt(at.Unix(), 10)+".")
		h.Write(body)
		out = append(out, "v1,"+base64.StdEncoding.EncodeToString(h.Sum(nil)))
	}
	return strings.Join(out, " ")
}

// signed are the headers of a webhook.
func signed(c Channel, id string, now time.Time, body []byte) map[string]string {
	old := c.Former
	if old == "" {
		old = c.Secret
	}
	out := map[string]string{"webhook-id": id, "webhook-timestamp": strconv.FormatInt(now.Unix(), 10),
		"X-Xiaohao-Id": id, "X-Xiaohao-Signature": WebhookSign(old, now, body)}
	if s := Signature(id, now, body, c.Secret, c.Former); s != "" {
		out["webhook-signature"] = s
	}
	return out
}

// ErrSignature is what Check and Verify give.
var ErrSignature = errors.New("the signature does not belong to the body, or is too old")

// Check is what a receiver does with the headers of a webhook: one of the signatures must be right, and the time stamp
// no further away than tolerance; five minutes is usual. That the id was not taken before he looks up himself.
func Check(secret string, h http.Header, body []byte, now time.Time, tolerance time.Duration) error {
	seconds, err := strconv.ParseInt(h.Get("webhook-timestamp"), 10, 64)
	at := time.Unix(seconds, 0)
	if err != nil || secret == "" || now.Sub(at).Abs() > tolerance {
		return ErrSignature
	}
	want := []byte(Signature(h.Get("webhook-id"), at, body, secret))
	for s := range strings.FieldsSeq(h.Get("webhook-signature")) {
		if hmac.Equal([]byte(s), want) {
			return nil
		}
	}
	return ErrSignature
}

// WebhookSign is ours of before: "t=SECONDS,v1=HEX", HMAC-SHA256 with the secret's text as key over the seconds, a dot
// and the body.
func WebhookSign(secret string, now time.Time, body []byte) string {
	t := strconv.FormatInt(now.Unix(), 10)
	h := hmac.New(sha256.New, []byte(secret))
	io.WriteString(h, t+".")
	h.Write(body)
	return "t=" + t + ",v1=" + hex.EncodeToString(h.Sum(nil))
}

// Verify is what a receiver does with X-Xiaohao-Signature.
func Verify(secret, header string, body []byte, now time.Time, tolerance time.Duration) error {
	t, _, _ := strings.Cut(strings.TrimPrefix(header, "t="), ",")
	at, err := strconv.ParseInt(t, 10, 64)
	if err != nil || now.Sub(time.Unix(at, 0)).Abs() > tolerance ||
		!hmac.Equal([]byte(WebhookSign(secret, time.Unix(at, 0), body)), []byte(header)) {
		return ErrSignature
	}
	return nil
}
