package bench

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
)

// aimed measures with one client what is aimed at so many milliseconds.
func (y *year) aimed(ctx context.Context, name string, aim float64, op func(context.Context, int, int) error) error {
	err := y.timed(ctx, name, 1, op)
	if err == nil {
		y.rep.Results[len(y.rep.Results)-1].Aim = aim
	}
	return err
}

// page is a page that somebody reads.
type page struct {
	name, who string
	path      func(i int) string
	has       string  // what stands in every answer
	aim       float64 // 0 for none
}

func fixedPath(s string) func(int) string { return func(int) string { return s } }

// among is the page of one thing after another.
func among(pattern string, ids []int64) func(int) string {
	return func(i int) string { return fmt.Sprintf(pattern, ids[i%len(ids)]) }
}

// read measures pages, one reader at a time. Each answer must have what the page is for: an empty list is none.
func (y *year) read(ctx context.Context, list []page) error {
	for _, p := range list {
		has, token := regexp.MustCompile(p.has), y.tokens[p.who]
		get := func(ctx context.Context, _, i int) error {
			out, err := y.call(ctx, http.MethodGet, p.path(i), token, nil, http.StatusOK)
			if err == nil && !has.Match(out) {
				err = fmt.Errorf("GET %s: no %s in %d bytes", p.path(i), p.has, len(out))
			}
			return err
		}
		if err := get(ctx, 0, 0); err != nil { // the first one after the start is no measure of those that follow
			return fmt.Errorf("%s: %w", p.name, err)
		}
		if err := y.aimed(ctx, p.name, p.aim, get); err != nil {
			return err
		}
	}
	return nil
}

// send sends a form for somebody; an answer that does not lead on is an error.
func (y *year) send(ctx context.Context, token, path string, form url.Values) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, y.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		return err
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	r.Header.Set("Authorization", "Bearer "+token)
	res, err := y.http.Do(r)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	if err == nil && res.StatusCode != http.StatusSeeOther {
		err = fmt.Errorf("POST %s: %d %.2000s", path, res.StatusCode, said)
	}
	return err
}
