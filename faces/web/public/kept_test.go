package public_test

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// open is a town in which one matter is public, and what a passer-by sees.
type open struct {
	*webtest.Town
	*webtest.Browser
	releases *release.Releases
	id       int64
}

const title = "东风路路灯不亮"

func newOpen(t *testing.T) *open {
	o := &open{Town: webtest.New(t)}
	o.Browser = o.Visitor()
	ctx := context.Background()
	x, ok := part.Find[*release.Releases](o.Town.House().Values)
	if !ok {
		t.Fatal("no releases")
	}
	o.releases = x
	o.Reported("路灯坏了好几天")
	o.id = o.Only()
	o.give("disp", &matter.List{Category: "fac.lamp"})
	if err := x.Draft(ctx, o.who("disp"), o.NewID(), o.id, release.Asking{Title: title}); err != nil {
		t.Fatal(err)
	}
	s, err := x.Of(ctx, o.who("disp"), o.id)
	if err == nil {
		err = x.Pass(ctx, o.who("sup"), o.NewID(), o.id, s.Seq)
	}
	if err != nil {
		t.Fatal(err)
	}
	o.Settle()
	return o
}

func (o *open) who(login string) org.Caller {
	p, _ := o.Town.Org().PersonByLogin(login)
	return p.Caller()
}

func (o *open) give(login string, c matter.Command) {
	o.Town.T.Helper()
	if _, err := o.Do(context.Background(), o.who(login),
		desk.Command{ID: o.NewID(), Matter: o.id, Body: c}); err != nil {
		o.Town.T.Fatal(err)
	}
}

// addresses are where the matter can be seen.
func (o *open) addresses() []string {
	return []string{"/public", "/public/feed.json", "/public/feed.atom", "/public/areas/430405001000",
		fmt.Sprint("/public/matters/", o.id), "/public?q=%E8%B7%AF%E7%81%AF", "/public?state=listed"}
}

// seen says whether the matter is to be seen at all its addresses, or at none.
func (o *open) seen(want bool) {
	o.Town.T.Helper()
	for _, path := range o.addresses() {
		for range 3 { // made, kept, and given from there
			res, err := http.Get(o.Srv.URL + path)
			if err != nil {
				o.Town.T.Fatal(err)
			}
			var b bytes.Buffer
			_, err = b.ReadFrom(res.Body)
			res.Body.Close()
			if got := bytes.Contains(b.Bytes(), []byte(title)); got != want || err != nil {
				o.Town.T.Errorf("%s shows it: %t, want %t (%d, %v)", path, got, want, res.StatusCode, err)
			}
		}
	}
}

// TestGoneAtOnce: what is taken back, what a policy forbids, what gets another category, and what is merged is gone
// from every kept page with the next request.
func TestGoneAtOnce(t *testing.T) {
	t.Parallel()
	for name, do := range map[string]func(o *open){
		"withdrawn": func(o *open) {
			if err := o.releases.Withdraw(context.Background(), o.who("sup"), o.NewID(), o.id, "认出来了"); err != nil {
				o.Town.T.Fatal(err)
			}
			o.Settle()
		},
		"another category": func(o *open) {
			o.give("disp", &matter.Amend{Category: "env.rubbish", Reason: "看错了"})
			o.Settle()
		},
		"policy": func(o *open) {
			src := bytes.Replace(policy.Default().Source(), []byte("never: [civic.manners]"),
				[]byte("never: [civic.manners, fac.lamp]"), 1)
			if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.NewID(), src); err != nil {
				o.Town.T.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := newOpen(t)
			o.seen(true)
			do(o)
			o.seen(false)
		})
	}
}

// TestKeptPages: fields that mean nothing make no other page; who has the page is told so; who is logged in gets a page
// of his own, and what it shows of him no other reader gets.
func TestKeptPages(t *testing.T) {
	t.Parallel()
	o := newOpen(t)
	o.Get("/public", 200)
	tag := o.Head.Get("ETag")
	if o.Get("/public?utm_source=x&y=7", 200); o.Head.Get("ETag") != tag || tag == "" {
		t.Errorf("%q and %q", tag, o.Head.Get("ETag"))
	}
	r, err := http.NewRequest(http.MethodGet, o.Srv.URL+"/public", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("If-None-Match", tag)
	if o.Ask(r); o.Status != http.StatusNotModified {
		t.Errorf("who has the page gets %d", o.Status)
	}
	o.Browser.Lang = "en"
	if o.Get("/public", 200); o.Head.Get("ETag") == tag {
		t.Error("the language makes no other page")
	}
	clerk := o.As("disp")
	if clerk.Get("/public", 200); clerk.Head.Get("ETag") != "" || clerk.Head.Get("Cache-Control") != "no-store" {
		t.Errorf("who is logged in gets a page that is kept: %v", clerk.Head)
	}
	clerk.Wants("受理甲")
	o.Get("/public", 200).Lacks("受理甲")
	o.Pass(61e6)
	o.Get("/public", 200).Wants(title)
}
