package open311_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/open311"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// newOffice is a city that lets posters out at once.
func newOffice(t *testing.T) (*citytest.Office, *open311.Open311) {
	o := citytest.New(t)
	src := strings.NewReplacer("at_once: []", "at_once: [env.posters]", "realtime: []", "realtime: [env.posters]",
		"a_day: 5000", "a_day: 3").Replace(string(policy.Default().Source()))
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.ID(), []byte(src)); err != nil {
		t.Fatal(err)
	}
	return o, part.Get[*open311.Open311](o.Values)
}

var app = open311.Key{ID: 7, Name: "随手拍"}

func send(t *testing.T, o *citytest.Office, x *open311.Open311, category, text string, media ...string) open311.Taken {
	t.Helper()
	got, err := x.Report(context.Background(), open311.Request{ID: o.ID(), Key: app, Media: media,
		Report: matter.Report{Category: category, Text: text, Area: citytest.Street}})
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// told are the words of the history that say that a picture did not come.
func told(t *testing.T, o *citytest.Office, id int64) (out []matter.Lost) {
	t.Helper()
	list, err := o.History(context.Background(), o.Who["disp"], id, 0, 100)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		if b, ok := e.Body.(*matter.WasCommented); ok && b.Lost != "" {
			out = append(out, b.Lost)
		}
	}
	return out
}

// TestMedia: pictures are fetched by their address; what cannot be had is said on the matter once, and hinders no
// other.
func TestMedia(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o, x := newOffice(t)
	picture, asked := o.Photo().Bytes(), map[string]int{}
	x.Base.Fetch = func(_ context.Context, address string, most int64) ([]byte, error) {
		asked[address]++
		switch address {
		case "good":
			return picture, nil
		case "late":
			if asked[address] > 1 {
				return picture, nil
			}
			return nil, &deliver.Error{Text: "no answer in time"}
		case "never":
			return nil, &deliver.Error{Text: "no answer in time"}
		case "inside":
			return nil, deliver.ErrInside
		case "large":
			return nil, deliver.ErrLarge
		case "words":
			return []byte("<html>"), nil
		}
		return nil, &deliver.Error{Kind: deliver.Refused, Text: "404"}
	}
	got := send(t, o, x, "env.posters", "墙上贴了小广告", "never", "late", "inside", "large", "words", "gone", "good")
	if got.Matter == 0 {
		t.Fatal("it is not public")
	}
	for range 12 {
		if _, err := x.Media(ctx); err != nil {
			t.Fatal(err)
		}
		o.Advance(time.Hour)
	}
	m := o.Truth(got.Matter)
	if len(m.Photos) != 2 || m.Photos[0].ID != m.Photos[1].ID {
		t.Errorf("%d pictures came", len(m.Photos))
	}
	lost := told(t, o, got.Matter)
	want := map[matter.Lost]int{matter.LostAway: 2, matter.LostInside: 1, matter.LostLarge: 1, matter.LostPicture: 1}
	for _, l := range lost {
		want[l]--
	}
	for l, n := range want {
		if n != 0 {
			t.Errorf("%s is said %d times too few: %v", l, n, lost)
		}
	}
	if asked["never"] != 4 || asked["late"] != 2 || asked["inside"] != 1 || asked["good"] != 1 {
		t.Errorf("asked too often or not often enough: %v", asked)
	}
	if n, err := x.Media(ctx); n != 0 || err != nil {
		t.Errorf("something is left: %d %v", n, err)
	}
}

// TestFetchReachesNothingInside: the real way to a picture goes nowhere inside.
func TestFetchReachesNothingInside(t *testing.T) {
	t.Parallel()
	_, x := newOffice(t)
	for _, address := range []string{"http://127.0.0.1:1/x.jpg", "http://[::1]/x.jpg", "http://10.0.0.1/x.jpg",
		"http://169.254.169.254/latest"} {
		if _, err := x.Base.Fetch(context.Background(), address, 1); !errors.Is(err, deliver.ErrInside) {
			t.Errorf("%s: %v", address, err)
		}
	}
	for _, address := range []string{"file:///etc/passwd", "ftp://x.example/a", "x",
		"http://a:b@x.example/", "http://"} {
		var e *deliver.Error
		if _, err := x.Base.Fetch(context.Background(), address, 1); !errors.As(err, &e) || e.Kind != deliver.Refused {
			t.Errorf("%s: %v", address, err)
		}
	}
}

// TestDoubted: a report that somebody must read first answers a token, whatever its service is; so does one that the
// rule does not let out.
func TestDoubted(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o, x := newOffice(t)
	doubted, err := x.Report(ctx, open311.Request{ID: o.ID(), Key: app, Doubt: matter.DoubtDevice,
		Report: matter.Report{Category: "env.posters", Text: "小广告", Area: citytest.Street}})
	if err != nil || doubted.Matter != 0 {
		t.Errorf("%+v %v", doubted, err)
	}
	named := send(t, o, x, "env.posters", "投诉张伟民在墙上贴小广告")
	if named.Matter != 0 {
		t.Error("a complaint about a person was let out")
	}
	for _, token := range []string{doubted.Token, named.Token, strings.ToUpper(named.Token)} {
		if id, state, err := x.Token(ctx, token); id != 0 || state != matter.Reported || err != nil {
			t.Errorf("%d %v %v", id, state, err)
		}
	}
	if _, _, err := x.Token(ctx, "x"); fault.Code(err) != "georeport_token" {
		t.Error(err)
	}
}

// TestDay: a key sends so many in a day, and again on the next.
func TestDay(t *testing.T) {
	t.Parallel()
	o, x := newOffice(t)
	for i := range 4 {
		if err := x.Allow(app); (err != nil) != (i == 3) {
			t.Errorf("%d: %v", i, err)
		}
	}
	if err := x.Allow(open311.Key{ID: 8}); err != nil {
		t.Error("another key", err)
	}
	o.Advance(24 * time.Hour)
	if err := x.Allow(app); err != nil {
		t.Error("the next day", err)
	}
}

// TestCheck: what stands in the tables is what the events say; a row that is altered or gone is named.
func TestCheck(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o, x := newOffice(t)
	got := send(t, o, x, "env.posters", "墙上贴了小广告")
	if _, err := x.Update(ctx, open311.Update{Fresh: o.ID(), Key: app, Matter: got.Matter, Text: "还在"}); err != nil {
		t.Fatal(err)
	}
	check := func() (out []string) {
		t.Helper()
		if err := open311.Check(ctx, o.DB.Read(), 4304, nil, func(s string) { out = append(out, s) }); err != nil {
			t.Fatal(err)
		}
		return out
	}
	if wrong := check(); len(wrong) > 0 {
		t.Fatal(wrong)
	}
	for _, text := range []string{"UPDATE open311_tokens SET matter = matter + 1 WHERE city = 4304",
		"UPDATE open311_updates SET words = 'x' WHERE city = 4304", "DELETE FROM open311_tokens WHERE city = 4304"} {
		err := o.Ledger().Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, text)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if len(check()) == 0 {
			t.Errorf("not noticed: %s", text)
		}
	}
}

// TestSpeakingForResidents: who comes by a key says something about what is public, and nothing else.
func TestSpeakingForResidents(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o, x := newOffice(t)
	got := send(t, o, x, "env.posters", "墙上贴了小广告")
	hidden := send(t, o, x, "fac.lamp", "路灯不亮")
	id := lastReport(t, o)
	if _, err := x.Update(ctx, open311.Update{Fresh: o.ID(), Key: app, Matter: id, Text: "还在"}); fault.Code(
		err) != "matter_missing" || hidden.Matter != 0 {
		t.Errorf("about what is not public: %v", err)
	}
	via := org.Caller{Via: app.ID, Echo: got.Matter}
	for _, b := range []matter.Command{&matter.List{Category: "fac.lamp"}, &matter.Withhold{}, &matter.Forget{},
		&matter.Reopen{Reason: "x"}, &matter.Rate{Fixed: true}} {
		if _, err := o.Do(ctx, via, desk.Command{ID: o.ID(), Matter: got.Matter, Body: b}); fault.Of(
			err).Kind != fault.Denied {
			t.Errorf("%s: %v", b.Name(), err)
		}
	}
}

func lastReport(t *testing.T, o *citytest.Office) (id int64) {
	t.Helper()
	err := ledger.EachType(context.Background(), o.DB.Read(), 4304, 0, 100, []matter.EventType{matter.TypeReported},
		func(x ledger.Event) error { id = x.Subject; return nil })
	if err != nil {
		t.Fatal(err)
	}
	return id
}
