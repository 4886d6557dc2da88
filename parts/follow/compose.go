package follow

import (
	"context"
	"fmt"
	"html"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/platform/deliver"
	"xiaohao/platform/lang"
)

func (x *Follows) city() area.Code { return area.Code(x.City * 1e8) }

// page is a letter in the making: the same in plain words and in HTML. Its lines are sentences and links.
type page struct {
	l          string
	text, html strings.Builder
}

func (p *page) say(s string) {
	fmt.Fprintf(&p.text, "%s\n\n", s)
	fmt.Fprintf(&p.html, "<p>%s</p>", html.EscapeString(s))
}

func (p *page) link(words, address string) {
	fmt.Fprintf(&p.text, "%s\n%s\n\n", words, address)
	fmt.Fprintf(&p.html, `<p><a href="%s">%s</a></p>`, html.EscapeString(address), html.EscapeString(words))
}

func (p *page) item(words, address string) {
	fmt.Fprintf(&p.text, "· %s\n  %s\n", words, address)
	fmt.Fprintf(&p.html, `<p>· <a href="%s">%s</a></p>`, html.EscapeString(address), html.EscapeString(words))
}

// t is a sentence in the letter's language; args are name and value in turn.
func t(l, key string, args ...string) string {
	m := make(map[string]string, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		m[args[i]] = args[i+1]
	}
	return lang.T(l, key, m)
}

func (x *Follows) cityName(l string) string {
	c := x.Policy().City
	return policy.Name{Zh: c.Zh, En: c.En}.In(l)
}

// letter makes a message of a page. A way to end it stands at its end and in its head.
func (x *Follows) letter(p *page, subject, stop string) deliver.Message {
	m := deliver.Message{Subject: t(p.l, "follow.subject", "city", x.cityName(p.l), "text", subject)}
	if stop != "" {
		m.Unsubscribe = x.BaseURL + "/follow/stop/" + stop
		p.text.WriteString("--\n")
		p.link(t(p.l, "follow.end"), m.Unsubscribe)
	}
	m.Text = strings.TrimSpace(p.text.String()) + "\n"
	m.HTML = `<!doctype html><html lang="` + p.l + `"><body>` + p.html.String() + "</body></html>"
	return m
}

// asking asks the owner of an address whether he wants this; nothing else is in it, since it may go to a stranger.
func (x *Follows) asking(n news, what string) deliver.Message {
	p := &page{l: n.follow.Lang}
	p.say(t(p.l, "follow.ask", "city", x.cityName(p.l), "what", what))
	p.link(t(p.l, "follow.ask_open"), x.BaseURL+"/follow/confirm/"+x.link(toConfirm, n.follow))
	p.say(t(p.l, "follow.ask_else"))
	return x.letter(p, t(p.l, "follow.ask_subject"), "")
}

// what names what somebody wants to follow, for his own letter: of a matter what everybody may read.
func (x *Follows) what(ctx context.Context, f Follow) string {
	switch {
	case f.Source != FromPage:
		return t(f.Lang, "follow.what_receipt")
	case f.Matter != 0:
		if m, err := x.public.Fresh(ctx, f.Matter); err == nil {
			return t(f.Lang, "follow.what_matter", "title", m.Title)
		}
		return t(f.Lang, "follow.what_one")
	}
	return t(f.Lang, "follow.what_area", "area", x.place(f))
}

// place is an area and a category in words.
func (x *Follows) place(f Follow) string {
	s := x.Org().Tree().FullName(f.Area)
	if f.Area == x.city() || s == "" {
		s = x.cityName(f.Lang)
	}
	if c, ok := x.Policy().Category(f.Category); ok {
		s += " · " + c.Name(f.Lang)
	}
	return s
}

// said tells of one event.
func (x *Follows) said(n news) deliver.Message {
	p := &page{l: n.follow.Lang}
	state := x.state(p.l, n)
	subject, address := t(p.l, "follow.yours", "state", state), x.BaseURL+"/r/"+n.code
	switch {
	case n.follow.Source == FromPage:
		subject = t(p.l, "follow.public", "title", n.public.Title, "state", state)
		address = fmt.Sprintf("%s/public/matters/%d", x.BaseURL, n.public.Matter)
	case n.public.Matter != 0:
		subject = t(p.l, "follow.yours_titled", "title", n.public.Title, "state", state)
	}
	p.say(subject)
	p.link(t(p.l, "follow.read"), address)
	return x.letter(p, subject, x.link(toStop, n.follow))
}

// state is what happened, in words; who has it is told where everybody may know.
func (x *Follows) state(l string, n news) string {
	if u, ok := x.Org().Unit(n.public.Unit); ok && n.kind == assigned {
		return t(l, "follow.state.assigned_to", "unit", u.Name(l))
	}
	return t(l, "follow.state."+n.kind)
}

// farewell tells that a matter is no longer public, and nothing of it.
func (x *Follows) farewell(f Follow) deliver.Message {
	p := &page{l: f.Lang}
	p.say(t(p.l, "follow.gone"))
	return x.letter(p, t(p.l, "follow.gone_subject"), x.link(toStop, f))
}

// morning is a digest.
func (x *Follows) morning(n news) deliver.Message {
	p := &page{l: n.follow.Lang}
	subject := t(p.l, "follow.digest_subject", "n", fmt.Sprint(len(n.changed)))
	p.say(subject)
	for _, m := range n.changed {
		p.item(t(p.l, "follow.public_line", "title", m.Title, "state", x.stands(p.l, m)),
			fmt.Sprintf("%s/public/matters/%d", x.BaseURL, m.Matter))
	}
	if n.more {
		p.say(t(p.l, "follow.more"))
	}
	p.link(t(p.l, "follow.read_all"), x.listOf(n.follow))
	return x.letter(p, subject, x.link(toStopAll, n.follow))
}

// stands is where a public matter is, in words.
func (x *Follows) stands(l string, m org.Public) string { return t(l, "public.state."+string(m.State)) }

// listOf is the public list of what an address follows.
func (x *Follows) listOf(f Follow) string {
	if f.Area == x.city() {
		return x.BaseURL + "/public"
	}
	return x.BaseURL + "/public/areas/" + f.Area.String()
}

// params is what a text message may name.
func (x *Follows) params(n news) map[string]string {
	l := n.follow.Lang
	return map[string]string{"state": t(l, "follow.state."+n.kind), "number": n.public.Number, "code": n.code,
		"link": x.BaseURL + "/r/" + n.code, "city": x.cityName(l)}
}
