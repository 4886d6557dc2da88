package deliver

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// maxAnswer is how much of an answer is read, in bytes.
const maxAnswer = 64 << 10

// maxSaid is how much of an answer is told, in bytes.
const maxSaid = 600

// post sends to a robot or a webhook.
func (s *Sender) post(ctx context.Context, c Channel, m Message, u *url.URL, allowed bool) error {
	if u.Scheme != "https" && (u.Scheme != "http" || !allowed) {
		return &Error{Kind: Refused, Text: "only https, or http to a host that is allowed"}
	}
	now := s.Now()
	body, header, err := form(c, m, u, now)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, u.String(), bytes.NewReader(body))
	if err != nil {
		return &Error{Kind: Refused, Text: "the channel's address is none"}
	}
	req.Header.Set("Content-Type", "application/json; charset=utf-8")
	req.Header.Set("User-Agent", "xiaohao")
	for k, v := range header {
		req.Header.Set(k, v)
	}
	res, err := s.client(allowed).Do(req)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(res.Body, maxAnswer))
	if err != nil {
		return err
	}
	if m.Answer != nil {
		*m.Answer = Answer{Status: res.StatusCode, Text: cut(strings.ToValidUTF8(string(answer), "…"), maxSaid)}
	}
	if err := status(res, s.Now()); err != nil {
		return err
	}
	return verdict(c.Kind, answer)
}

// client asks a server once, and follows it nowhere.
func (s *Sender) client(allowed bool) *http.Client { return Outside(s.Timeout, s.RootCAs, allowed) }

// form is a message as the receiver has published that it wants it; it may add to the address.
func form(c Channel, m Message, u *url.URL, now time.Time) (body []byte, header map[string]string, err error) {
	words := strings.TrimSpace(m.Text)
	switch c.Kind {
	case WeCom: // unsigned; markdown of 4,096 bytes at most
		body, err = json.Marshal(map[string]any{"msgtype": "markdown",
			"markdown": map[string]string{"content": cut(words, 4096)}})
	case DingTalk:
		if c.Secret != "" {
			q := u.Query()
			ts := strconv.FormatInt(now.UnixMilli(), 10)
			q.Set("timestamp", ts)
			q.Set("sign", DingTalkSign(c.Secret, ts))
			u.RawQuery = q.Encode()
		}
		body, err = json.Marshal(map[string]any{"msgtype": "markdown",
			"markdown": map[string]string{"title": cut(m.Subject, 200), "text": cut(words, 18000)}})
	case Feishu:
		x := map[string]any{"msg_type": "text", "content": map[string]string{"text": cut(words, 18000)}}
		if c.Secret != "" {
			ts := strconv.FormatInt(now.Unix(), 10)
			x["timestamp"], x["sign"] = ts, FeishuSign(c.Secret, ts)
		}
		body, err = json.Marshal(x)
	case Webhook:
		body = m.JSON
		header = signed(c, m.ID, now, body)
	default:
		err = &Error{Kind: Refused, Text: "there is no such kind of channel"}
	}
	return body, header, err
}

// DingTalkSign is 钉钉's: base64 of HMAC-SHA256 with the secret as key over the timestamp (ms), a line feed and the
// secret.
func DingTalkSign(secret, timestamp string) string {
	h := hmac.New(sha256.New, []byte(secret))
	io.WriteString(h, timestamp+"\n"+secret)
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// FeishuSign is 飞书's: base64 of HMAC-SHA256 with the timestamp (s), a line feed and the secret as key, over nothing.
func FeishuSign(secret, timestamp string) string {
	return base64.StdEncoding.EncodeToString(hmac.New(sha256.New, []byte(timestamp+"\n"+secret)).Sum(nil))
}

// status judges the answer by its status alone.
func status(res *http.Response, now time.Time) error {
	n := res.StatusCode
	switch {
	case n >= 200 && n < 300:
		return nil
	case n >= 300 && n < 400:
		return &Error{Kind: Refused, Status: n, Text: fmt.Sprintf("the receiver sends elsewhere (%d), which is not "+
			"followed", n)}
	case n == 408, n == 425, n == 429, n >= 500:
		return &Error{Kind: Later, Status: n, After: retryAfter(res.Header.Get("Retry-After"), now),
			Text: fmt.Sprintf("the receiver answered %d", n)}
	}
	return &Error{Kind: Refused, Status: n, Text: fmt.Sprintf("the receiver answered %d", n)}
}

func retryAfter(v string, now time.Time) time.Duration {
	if n, err := strconv.Atoi(strings.TrimSpace(v)); err == nil && n > 0 {
		return min(time.Duration(n)*time.Second, 24*time.Hour)
	}
	if t, err := http.ParseTime(v); err == nil {
		return min(max(0, t.Sub(now)), 24*time.Hour)
	}
	return 0
}

// busy are the codes by which a robot says that it was asked too often.
var busy = map[string][]int64{WeCom: {45009, 45033, -1}, DingTalk: {130101, 130102, 410100, -1},
	Feishu: {9499, 11232, 11233}}

// verdict reads what a robot says in the body: 200 is no yes.
func verdict(kind string, answer []byte) error {
	if kind == Webhook {
		return nil
	}
	var a struct {
		ErrCode    *int64 `json:"errcode"`
		ErrMsg     string `json:"errmsg"`
		Code       *int64 `json:"code"`
		Msg        string `json:"msg"`
		StatusCode *int64 `json:"StatusCode"` // 飞书's older answer
	}
	if err := json.Unmarshal(answer, &a); err != nil {
		return &Error{Text: "the robot's answer is no JSON"}
	}
	code, words := a.ErrCode, a.ErrMsg
	if kind == Feishu {
		code, words = a.Code, a.Msg
		if code == nil {
			code = a.StatusCode
		}
	}
	switch {
	case code == nil:
		return &Error{Text: "the robot's answer has no code"}
	case *code == 0:
		return nil
	}
	e := &Error{Kind: Refused, Text: fmt.Sprintf("the robot answered %d %s", *code, cut(words, 150))}
	for _, b := range busy[kind] {
		if *code == b {
			e.Kind, e.After = Later, time.Minute
		}
	}
	return e
}

// cut shortens a text to so many bytes, at a rune, with a mark.
func cut(s string, most int) string {
	if len(s) <= most {
		return s
	}
	n := most - len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:n] + "…"
}
