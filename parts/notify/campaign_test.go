package notify_test

import (
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/platform/lang"
)

// checked is a city in which a campaign over one county was opened and instructed.
func checked(t *testing.T) (*citytest.Office, int64) {
	t.Helper()
	o := citytest.New(t)
	o.ChangeOrg(&org.AreaSet{Area: citytest.Village + 1, Name: "东风社区"},
		&org.UnitSet{Code: "dong", Zh: "东风社区居委会", Area: citytest.Village + 1, ParentCode: "jie"},
		&org.PersonSet{Login: "dong", Name: "东风经办", Posts: []org.Post{{Kind: matter.UnitClerk}},
			UnitCodes: []string{"dong"}})
	for _, p := range o.Org().People() {
		o.Who[p.Login] = p.Caller()
	}
	id, err := o.Campaign.Open(ctx, o.Who["sup"], o.ID(),
		campaign.Plan{Name: "路灯自查", Scope: citytest.City, Categories: []string{"fac.lamp"},
			Deadline: citytest.Instant(t, "2026-11-24 00:00"), Text: "逐灯查"})
	if err != nil {
		t.Fatal(err)
	}
	if err := o.Campaign.Instruct(ctx, o.Who["disp"], o.ID(), id, citytest.County, "周四前报齐"); err != nil {
		t.Fatal(err)
	}
	return o, id
}

// TestCampaignIsTold: the start, a level's word, the reminder, the draw, the end, and a false zero, each to those it
// concerns, once, however often the followers and the clock come by.
func TestCampaignIsTold(t *testing.T) {
	t.Parallel()
	o, id := checked(t)
	if err := o.Campaign.Zero(ctx, o.Who["dong"], o.ID(), id, citytest.Village+1, "东风经办"); err != nil {
		t.Fatal(err)
	}
	o.Set("2026-11-22 00:30")
	tick(o)
	tick(o)
	for login, want := range map[string]string{
		"clerk": "campaign_foot campaign_instructed campaign_due", "dong": "campaign_foot campaign_instructed",
		"head": "campaign_upper campaign_instructed",
		"disp": "campaign_upper", "lead": "campaign_upper", "ver": "", "admin": "",
	} {
		if got := inbox(o, login); got != want {
			t.Errorf("%s was told %q, want %q", login, got, want)
		}
	}
	o.Set("2026-11-24 00:01")
	tick(o)
	tick(o)
	for login, want := range map[string]string{
		"clerk": "campaign_foot campaign_instructed campaign_due campaign_overdue",
		"dong":  "campaign_foot campaign_instructed",
		"head":  "campaign_upper campaign_instructed campaign_overdue_below", "sup": "campaign_overdue_below",
		"far": "campaign_drawn",
	} {
		if got := inbox(o, login); got != want {
			t.Errorf("%s was told %q, want %q", login, got, want)
		}
	}
	if err := o.Campaign.SpotCheck(ctx, o.Who["far"], o.ID(), id,
		campaign.Verdict{Area: citytest.Village + 1, False: true, Note: "三盏不亮", Place: "东风路"}); err != nil {
		t.Fatal(err)
	}
	if got := inbox(o, "dong"); !strings.HasSuffix(got, "campaign_false") {
		t.Errorf("the village was told %q", got)
	}
	if got := inbox(o, "head"); !strings.HasSuffix(got, "campaign_false") {
		t.Errorf("the street was told %q", got)
	}
}

// TestCampaignSentences: what is told says until when and what to do next, and leads there.
func TestCampaignSentences(t *testing.T) {
	t.Parallel()
	o, _ := checked(t)
	inbox(o, "clerk")
	list, err := o.Notify.Inbox(ctx, o.Who["clerk"], 0, 10)
	if err != nil || len(list) != 2 {
		t.Fatalf("%+v %v", list, err)
	}
	first := list[1]
	if s := o.Notify.Sentence(lang.Zh, first.Kind, first.Args); !strings.Contains(s, "路灯自查") ||
		!strings.Contains(s, "23:59") || !strings.Contains(s, "签署零报告") {
		t.Error(s)
	}
	if !strings.HasSuffix(first.Args.Path, "?area="+area.Code(citytest.Village).String()) {
		t.Error(first.Args.Path)
	}
}

// TestNobodyIsTold: of a zero that nobody from elsewhere can look at, who opened the campaign hears; of the sending,
// who is sent.
func TestNobodyIsTold(t *testing.T) {
	t.Parallel()
	o, id := checked(t)
	p, _ := o.Org().PersonByLogin("far")
	o.ChangeOrg(&org.PersonSet{ID: p.ID, Login: "far", Name: p.Name, Disabled: true})
	if err := o.Campaign.Zero(ctx, o.Who["dong"], o.ID(), id, citytest.Village+1, "东风经办"); err != nil {
		t.Fatal(err)
	}
	if err := o.Campaign.Close(ctx, o.Who["sup"], o.ID(), id, "都报了"); err != nil {
		t.Fatal(err)
	}
	if got := inbox(o, "sup"); !strings.Contains(got, "campaign_nobody") {
		t.Errorf("the starter was told %q", got)
	}
	o.ChangeOrg(&org.PersonSet{ID: p.ID, Login: "far", Name: p.Name,
		Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.Other}}})
	if err := o.Campaign.Send(ctx, o.Who["sup"], o.ID(), id, citytest.Village+1, 0); err != nil {
		t.Fatal(err)
	}
	if got := inbox(o, "far"); got != "campaign_drawn" {
		t.Errorf("the inspector was told %q", got)
	}
}

// TestCampaignByMail: mail about a campaign keeps the quiet hours as any other does, leads to the campaign, and does
// not go twice.
func TestCampaignByMail(t *testing.T) {
	t.Parallel()
	o, _ := checked(t)
	inbox(o, "clerk") // what he was told before he wanted mail
	mailed(t, o)
	o.Set("2026-11-24 00:01")
	tick(o)
	if n := send(o); n != 0 {
		t.Errorf("%d messages in the quiet hours", n)
	}
	o.Advance(7*time.Hour + time.Minute)
	if n := send(o); n != 1 || !strings.Contains(o.Sent[0].Text, "逾期未报") ||
		!strings.Contains(o.Sent[0].Text, "https://xiaohao.example/campaigns/") {
		t.Errorf("%d messages: %+v", n, o.Sent)
	}
	if n := send(o); n != 0 {
		t.Errorf("%d messages again", n)
	}
}
