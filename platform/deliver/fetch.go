package deliver

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
)

// ErrLarge says that what lies at an address is longer than wanted.
var ErrLarge = errors.New("what lies there is too large")

// mostHops is how often an address may lead to another one.
const mostHops = 3

// Fetch reads what lies at an address that a stranger named, at most so many bytes, within the sender's time. It never
// reaches into an inside network, wherever the address or its name leads. Errors: ErrInside, ErrLarge, else *Error.
func (s *Sender) Fetch(ctx context.Context, address string, most int64) ([]byte, error) {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" || u.User != nil {
		return nil, &Error{Kind: Refused, Text: "that is no address of the web"}
	}
	ctx, cancel := context.WithTimeout(ctx, s.Timeout)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, u.String(), nil)
	if err != nil {
		return nil, &Error{Kind: Refused, Text: "that is no address of the web"}
	}
	req.Header.Set("User-Agent", "xiaohao")
	req.Header.Set("Accept", "image/*")
	client := s.client(false)
	client.CheckRedirect = func(next *http.Request, via []*http.Request) error {
		if len(via) > mostHops || next.URL.Scheme != "http" && next.URL.Scheme != "https" {
			return http.ErrUseLastResponse
		}
		return nil
	}
	res, err := client.Do(req)
	if errors.Is(err, ErrInside) {
		return nil, ErrInside
	}
	if err != nil {
		return nil, explain(err)
	}
	defer res.Body.Close()
	switch {
	case res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests:
		return nil, &Error{Status: res.StatusCode, Text: fmt.Sprintf("the answer there is %d", res.StatusCode)}
	case res.StatusCode != http.StatusOK:
		return nil, &Error{Kind: Refused, Status: res.StatusCode,
			Text: fmt.Sprintf("the answer there is %d", res.StatusCode)}
	case res.ContentLength > most:
		return nil, ErrLarge
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, most+1))
	if err != nil {
		return nil, explain(err)
	}
	if int64(len(body)) > most {
		return nil, ErrLarge
	}
	return body, nil
}
