package notice_test

import (
	"context"
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/notice"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

var write = flag.Bool("write", false, "write down what the papers say")

// kept holds a text against testdata.
func kept(t *testing.T, file, got string) {
	t.Helper()
	file = "testdata/" + file
	if *write {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), got); d != "" {
		t.Errorf("%s: was (-), is (+):\n%s", file, d)
	}
}

// text is a notice as somebody would read it out.
func text(d paper.Doc) string {
	out := []string{d.Issuer, d.Name + " " + d.Number + " " + d.Date + " " + d.Tone, d.To}
	out = append(out, d.Body...)
	for _, r := range d.Rows {
		out = append(out, r[0]+" | "+r[1])
	}
	out = append(out, d.Signature+" / "+d.Contact+" / "+d.City)
	if d.Slip != nil {
		out = append(out, d.Slip.Heading)
		for _, b := range d.Slip.Rows {
			out = append(out, strings.TrimSpace(fmt.Sprintf("%s: %s = %s", b.Code, b.Label, b.Value)))
		}
		out = append(out, d.Slip.Signature, "answer: "+d.Slip.Answer)
	}
	return strings.Join(out, "\n") + "\n"
}

// sent are notices of every kind on one matter, which is late by then.
func sent(t *testing.T) (*citytest.Office, *matter.Matter) {
	o := citytest.New(t)
	id := o.Give("", 0, &matter.Report{Area: citytest.Village, Place: "市场东门", Text: "绿化带缺了一大片。{goal} 有人受伤"})
	o.Give("disp", id, &matter.List{Category: "green.damage"})
	o.Give("disp", id, &matter.Assign{Lead: o.Units["she"], Co: []int64{o.Units["jie"], o.Units["new"]},
		Goal: "补种，并查明是谁占的"})
	o.Give("clerk", id, &matter.Sign{})
	o.Give("lead", id, &matter.Instruct{Text: "请街道主要负责同志到场。"})
	o.Advance(12 * 24 * time.Hour)
	o.Give("sup", id, &matter.SuperviseOn{Note: "拖得太久"})
	o.Give("sup", id, &matter.HoldOn{Reason: "两次催办未动"})
	m := o.Truth(id)
	o.Give("clerk", id, &matter.AnswerNotice{Notice: m.Notices[2].Seq, Text: "已补种二十株"})
	return o, o.Truth(id)
}

// TestKinds writes down what each kind of notice says in each language.
func TestKinds(t *testing.T) {
	t.Parallel()
	o, m := sent(t)
	var b strings.Builder
	kinds := map[string]bool{}
	for _, l := range []string{lang.Zh, lang.En} {
		for _, n := range m.Notices {
			x, err := notice.Of(context.Background(), o.Desk, o.Who["sup"], l, m.ID, n.Seq)
			if err != nil {
				t.Fatal(err)
			}
			kinds[n.Paper.Kind] = true
			fmt.Fprintf(&b, "== %s %s\n%s\n", n.Paper.Kind, l, text(x.Doc))
		}
	}
	for _, k := range o.Policy().Notices {
		if !kinds[k.Code] {
			t.Errorf("no %s was sent", k.Code)
		}
	}
	kept(t, "notices.txt", b.String())
}

// TestWhoMayRead asks for notices that are not there, or not for the one who asks.
func TestWhoMayRead(t *testing.T) {
	t.Parallel()
	o, m := sent(t)
	seq := m.Notices[0].Seq
	for _, x := range []struct {
		who     org.Caller
		id, seq int64
		want    string
	}{
		{o.Who["sup"], m.ID, seq, ""},
		{o.Who["clerk"], m.ID, seq, ""},
		{o.Who["far"], m.ID, seq, "matter_missing"},
		{org.Caller{}, m.ID, seq, "matter_missing"},
		{o.Who["sup"], m.ID, seq + 1, "notice_missing"},
		{o.Who["sup"], m.ID, 0, "notice_missing"},
		{o.Who["sup"], m.ID + 1000, seq, "matter_missing"},
	} {
		_, err := notice.Of(context.Background(), o.Desk, x.who, lang.Zh, x.id, x.seq)
		if got := fault.Code(err); got != x.want {
			t.Errorf("%d of matter %d as %d: %q, want %q", x.seq, x.id, x.who.Person, got, x.want)
		}
	}
}
