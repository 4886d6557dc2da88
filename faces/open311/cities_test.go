package open311_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/relay"
	"xiaohao/parts/release"
)

// sender is a city that sends matters to another one.
type sender struct {
	*citytest.Office
	*relay.Relay
	ctx    context.Context
	server int64
	routes map[string]int64 // by category
}

// newSender makes one that knows a server by its front door, and sends three categories there.
func newSender(t *testing.T, host, key, format string) *sender {
	o := citytest.New(t)
	a := &sender{Office: o, Relay: part.Get[*relay.Relay](o.Values), ctx: context.Background(),
		routes: map[string]int64{}}
	found, err := a.Discover(a.ctx, a.Who["admin"], "http://"+host, []string{host})
	if err != nil || len(found.Endpoints) < 2 || found.Changeset.IsZero() {
		t.Fatalf("discovered %+v %v", found, err)
	}
	a.server, err = a.SetServer(a.ctx, a.Who["admin"], relay.Server{Name: "邻市", Hosts: []string{host}, Enabled: true,
		Media: relay.FileMedia, Wire: relay.Wire{Base: "http://" + host + "/open311/v2", Key: key, Format: format}})
	a.must(err)
	for _, category := range []string{"env.posters", "fac.lamp", "fac.drain"} {
		r := relay.Route{Server: a.server, Category: category, Service: category}
		r.ID, err = a.SetRoute(a.ctx, a.Who["admin"], r)
		a.must(err)
		if category == "fac.drain" {
			r.Answers = []relay.Answer{{Code: "POLE", Text: "123456"}, {Code: "SINCE", From: relay.FieldDue},
				{Code: "NEAR", Text: "s"}}
			_, err = a.SetRoute(a.ctx, a.Who["admin"], r)
			a.must(err)
		}
		a.routes[category] = r.ID
	}
	return a
}

func (a *sender) must(err error) {
	a.T.Helper()
	if err != nil {
		a.T.Fatal(err)
	}
}

// sends lets a matter out and sends it.
func (a *sender) sends(category, title string) int64 {
	a.T.Helper()
	lat, lng := 26.89, 112.6
	id := a.Give("", 0, &matter.Report{Area: citytest.Village, Place: "东风路 12 号", Lat: &lat, Lng: &lng,
		Text: title + "，我是李四，电话 13812345678"})
	a.Give("disp", id, &matter.List{Category: category})
	releases := part.Get[*release.Releases](a.Values)
	a.must(releases.Draft(a.ctx, a.Who["disp"], a.ID(), id, release.Asking{Title: title, Text: "请处理", Place: "东风路口"}))
	s, err := releases.Of(a.ctx, a.Who["sup"], id)
	a.must(err)
	a.must(releases.Pass(a.ctx, a.Who["sup"], a.ID(), id, s.Seq))
	a.must(a.Send(a.ctx, a.Who["disp"], a.ID(), id, a.routes[category]))
	return id
}

// later lets hours pass and does what is due.
func (a *sender) later(hours int) {
	a.T.Helper()
	a.Advance(time.Duration(hours) * time.Hour)
	_, err := a.Turn(a.ctx)
	a.must(err)
	a.CatchUp()
}

// is wants the last sending of a matter to stand in a state, and gives it.
func (a *sender) is(id int64, state string) relay.Stand {
	a.T.Helper()
	got, err := a.Of(a.ctx, a.Who["disp"], a.Truth(id))
	a.must(err)
	s := got.List[len(got.List)-1]
	if s.State != state {
		a.T.Fatalf("it is %s, want %s: %+v", s.State, state, s)
	}
	return s
}

// TestTwoCities is the whole story in both formats: one city sends to another, at once and by token; the other one
// fixes it and strikes it off, the first one learns it, and strikes off nothing.
func TestTwoCities(t *testing.T) {
	t.Parallel()
	for _, format := range []string{"json", "xml"} {
		t.Run(format, func(t *testing.T) {
			t.Parallel()
			b := newWorld(t)
			srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				b.handler.ServeHTTP(w, r)
			}))
			defer srv.Close()
			a := newSender(t, strings.TrimPrefix(srv.URL, "http://"), b.postingKey(), format)
			posters, lamp, drain := a.sends("env.posters", "电线杆上贴满小广告"), a.sends("fac.lamp", "路灯不亮"),
				a.sends("fac.drain", "下水道堵了")
			a.later(0)
			there, err := strconv.ParseInt(a.is(posters, relay.Out).Number, 10, 64)
			a.must(err)
			m := b.Truth(there)
			if !strings.HasPrefix(m.Text, "电线杆上贴满小广告\n请处理") || strings.Contains(m.Text, "138") ||
				strings.Contains(m.Text, "李四") || m.Category != "env.posters" || m.State != matter.Listed {
				t.Errorf("it came as %+v", m)
			}
			if s := a.is(lamp, relay.Out); s.Token == "" || s.Number != "" {
				t.Errorf("a token: %+v", s)
			}
			a.is(drain, relay.Out)
			b.fixes(there)
			b.answersToken(t, a.is(lamp, relay.Out).Token)
			a.later(2)
			if s := a.is(posters, relay.Closed); s.Said != "closed" {
				t.Errorf("%+v", s)
			}
			if got := a.Truth(posters); got.State != matter.Listed {
				t.Errorf("their word moved it to %s", got.State)
			}
			if a.is(lamp, relay.Out).Number == "" {
				t.Error("the token has no number")
			}
			a.later(2)
			a.is(lamp, relay.Answered)
			a.must(relay.Part.Check(a.ctx, a.DB.Read(), a.Base.City, nil, func(s string) { t.Error(s) }))
		})
	}
}

// fixes has the matter fixed and struck off.
func (w *world) fixes(id int64) {
	w.T.Helper()
	w.Give("disp", id, &matter.Assign{Lead: w.Units["she"]})
	w.Give("clerk", id, &matter.Sign{})
	w.Fix(id)
	w.Give("ver", id, &matter.StrikeOff{Note: "好了"})
	w.CatchUp()
}

// answersToken has the report of a token listed and let out.
func (w *world) answersToken(t *testing.T, token string) {
	t.Helper()
	var id int64
	for i := int64(1); i < 100; i++ {
		m, err := w.Matter(context.Background(), org.Caller{System: true}, i)
		if err == nil && m.State == matter.Reported && strings.HasPrefix(m.Text, "路灯不亮") {
			id = i
		}
	}
	if id == 0 {
		t.Fatalf("nothing waits for token %s", token)
	}
	w.Give("disp", id, &matter.List{Category: "fac.lamp"})
	w.out(id, "路灯不亮", fmt.Sprint("第 ", id, " 件"))
}
