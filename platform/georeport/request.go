package georeport

import (
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"
	"time"
)

// Most is how many requests are asked for at once by their numbers.
const Most = 50

// The most that is read of a list.
const maxRequests = 1000

// Status is how a request stands with them.
type Status string

// The statuses that GeoReport knows; "" for what nobody can tell.
const (
	Open   Status = "open"
	Closed Status = "closed"
)

// The words by which servers say that something is done, or is not.
var (
	closedWords = []string{"closed", "close", "resolved", "completed", "complete", "fixed", "done",
		"finished", "archived",
		"rejected", "declined", "duplicate", "已办结", "办结", "已关闭", "关闭", "已完成", "已销号"}
	openWords = []string{"open", "opened", "new", "submitted", "received", "acknowledged", "in progress", "in_progress",
		"inprogress", "in-progress", "pending", "assigned", "scheduled", "active", "confirmed", "reopened",
		"investigating",
		"已受理", "处理中", "办理中", "待处理", "已交办", "整改中"}
)

func statusOf(s string) Status {
	s = strings.ToLower(s)
	switch {
	case slices.Contains(closedWords, s):
		return Closed
	case slices.Contains(openWords, s):
		return Open
	}
	return ""
}

// Request is a report as a server knows it.
type Request struct {
	ID                       string
	Status                   Status
	Said                     string // the status in its own words
	Notes, Agency            string
	Service, Description     string // its service code
	Asked, Updated, Expected time.Time
	Lat, Long                *float64
}

func (c *Client) request(n *node) Request {
	said := n.line("status", 60)
	return Request{ID: n.id("servicerequestid"), Status: statusOf(said), Said: said,
		Notes:  n.words("statusnotes", 1000),
		Agency: n.line("agencyresponsible", maxLine), Service: n.id("servicecode"),
		Description: n.words("description", maxWords), Asked: n.when("requesteddatetime", c.Zone),
		Updated: n.when("updateddatetime", c.Zone), Expected: n.when("expecteddatetime", c.Zone),
		Lat: n.degrees("lat", 90), Long: n.degrees("long", 180)}
}

// Requests asks how some reports stand, at most Most of them. What was not asked for is left out of the answer, and a
// number that is there twice counts once: the first. One that the server does not know is not among them; asked for
// alone it is a Missing. Errors are *Error.
func (c *Client) Requests(ctx context.Context, s Server, ids []string) (out []Request, err error) {
	if len(ids) == 0 {
		return nil, nil
	}
	q := question{path: []string{"requests"}, query: url.Values{"service_request_id": {strings.Join(ids, ",")}}}
	if len(ids) == 1 {
		q = question{path: []string{"requests", ids[0]}}
	}
	root, err := c.get(ctx, s, q)
	if err != nil {
		return nil, err
	}
	for _, n := range root.records("servicerequestid") {
		r := c.request(n)
		if slices.Contains(ids, r.ID) && !slices.ContainsFunc(out, func(x Request) bool { return x.ID == r.ID }) {
			out = append(out, r)
		}
	}
	if len(out) == 0 && len(ids) == 1 {
		return nil, &Error{Kind: Missing, Why: WhyStatus}
	}
	return out, nil
}

// Recent lists the reports of a service that were made from one instant to another, as far as the server shows them.
// Errors are *Error.
func (c *Client) Recent(ctx context.Context, s Server, service string, from, to time.Time) (out []Request, err error) {
	root, err := c.get(ctx, s, question{path: []string{"requests"}, query: url.Values{"service_code": {service},
		"start_date": {instant(from)}, "end_date": {instant(to)}}})
	if err != nil {
		return nil, err
	}
	for _, n := range root.records("servicerequestid") {
		r := c.request(n)
		if r.ID != "" && (r.Service == "" || r.Service == service) && len(out) < maxRequests {
			out = append(out, r)
		}
	}
	return out, nil
}

// Token asks which number a token became; "" while it has none. Errors are *Error.
func (c *Client) Token(ctx context.Context, s Server, token string) (id string, err error) {
	root, err := c.get(ctx, s, question{path: []string{"tokens", token}})
	if err != nil {
		return "", err
	}
	for _, n := range root.records("token", "servicerequestid") {
		if t := n.id("token"); t == token || t == "" {
			if id := n.id("servicerequestid"); id != "" {
				return id, nil
			}
		}
	}
	return "", nil
}

// Update is something that a server says about a report.
type Update struct {
	ID, Request string
	Status      Status
	Said, Text  string
	At          time.Time
}

// Updates lists what a server says about reports from one instant to another, the way that FixMyStreet's servers do.
// Errors are *Error; a server that has none of it gives a Missing.
func (c *Client) Updates(ctx context.Context, s Server, from, to time.Time) (out []Update, err error) {
	root, err := c.get(ctx, s, question{path: []string{"servicerequestupdates"}, query: url.Values{
		"start_date": {instant(from)}, "end_date": {instant(to)}}})
	if err != nil {
		return nil, err
	}
	for _, n := range root.records("servicerequestid") {
		said := n.line("status", 60)
		u := Update{ID: n.id("updateid"), Request: n.id("servicerequestid"), Status: statusOf(said), Said: said,
			Text: n.words("description", 1000), At: n.when("updateddatetime", c.Zone)}
		if u.Request != "" && len(out) < maxRequests {
			out = append(out, u)
		}
	}
	return out, nil
}

// asError is errors.As for this package's errors.
func asError(err error, to **Error) bool { return errors.As(err, to) }
