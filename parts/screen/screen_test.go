package screen_test

import (
	"context"
	"slices"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/screen"
)

const advert = "专业办理各类证件，贷款无抵押当天放款，联系客服领取优惠名额，错过今天再等一年"

// town is a city with its doubted reports.
type town struct {
	*citytest.Office
	*screen.Screen
}

func newTown(t *testing.T) *town {
	o := citytest.New(t)
	x, ok := part.Find[*screen.Screen](o.Values)
	if !ok {
		t.Fatal("nothing screens")
	}
	return &town{o, x}
}

// sent is a resident's report, as the door counted it.
func (o *town) sent(text string, counted matter.Doubt, kind matter.Kind) int64 {
	o.T.Helper()
	res, err := o.Office.Desk.Do(context.Background(), org.Caller{Doubt: counted}, desk.Command{ID: o.ID(),
		Body: &matter.Report{Kind: kind, Area: citytest.Village, Text: text}})
	if err != nil {
		o.T.Fatal(err)
	}
	o.CatchUp()
	return res.Matter
}

// where says whether a report waits to be looked at, and whether it waits with the others.
func (o *town) where(id int64) (doubted, work bool) {
	o.T.Helper()
	has := func(p views.Page, err error) bool {
		if err != nil {
			o.T.Fatal(err)
		}
		return slices.ContainsFunc(p.Rows, func(r views.Row) bool { return r.ID == id })
	}
	doubted = has(o.Doubted(context.Background(), o.Who["disp"], views.Filter{}))
	return doubted, has(o.Office.Desk.Work(context.Background(), o.Who["disp"], views.Filter{}))
}

func (o *town) stands(what string, id int64, doubted, work bool) {
	o.T.Helper()
	if d, w := o.where(id); d != doubted || w != work {
		o.T.Errorf("%s: doubted %t and in the work %t, want %t and %t", what, d, w, doubted, work)
	}
}

// TestStory: what was marked as spam is learnt, what reads like it waits for a person, and joins the others when he
// says so; marked by mistake it is unlearnt.
func TestStory(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	first := o.sent(advert, "", 0)
	o.stands("the first one", first, false, true)
	o.Give("disp", first, &matter.Decline{Reason: "不是反映", Spam: true})
	o.CatchUp()
	again := o.sent(advert+"，加微信", "", 0)
	o.stands("what reads like it", again, true, false)
	o.stands("something else", o.sent("解放路与蒸湘路口的路灯不亮已经三天了，晚上看不见路", "", 0), false, true)
	o.Give("disp", again, &matter.Genuine{})
	o.stands("a genuine one", again, false, true)
	_, err := o.Office.Desk.Do(context.Background(), o.Who["disp"], desk.Command{ID: o.ID(), Matter: again,
		Body: &matter.Genuine{}})
	if fault.Code(err) != "doubt_none" {
		t.Errorf("genuine twice: %v", err)
	}
	o.Give("ver", first, &matter.Reopen{Reason: "看错了"})
	o.CatchUp()
	o.stands("after a mistake", o.sent(advert, "", 0), false, true)
	o.proven()
}

// TestCounted: what the door counted too many of waits for a person; a person in need never does, nor does staff.
func TestCounted(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.stands("one of many", o.sent("东风路的井盖丢了", matter.DoubtAddress, 0), true, false)
	o.stands("a person in need", o.sent("老人摔倒了没人管", matter.DoubtDevice, matter.Help), false, true)
	taken := o.sent("东风路的护栏断了一截", matter.DoubtDevice, 0)
	o.Give("disp", taken, &matter.List{Category: "road.pothole"})
	if d, _ := o.where(taken); d {
		t.Error("what was listed is still doubted")
	}
	o.proven()
}

// proven proves the tables.
func (o *town) proven() {
	o.T.Helper()
	err := screen.Part.Check(context.Background(), o.Base.DB.Read(), o.Base.City, nil, func(s string) { o.T.Error(s) })
	if err != nil {
		o.T.Fatal(err)
	}
}
