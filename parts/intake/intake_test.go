package intake_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/fault"
	"xiaohao/parts/intake"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
	"xiaohao/platform/store/storetest"
)

// desk sends lists as one administrator.
type desk struct {
	*citytest.Office
	*intake.Intake
	admin org.Caller
	dir   string
}

func newDesk(t testing.TB) *desk {
	o := citytest.New(t)
	x := part.Get[*intake.Intake](o.House().Values)
	t.Cleanup(func() { _ = x.End(context.Background()) })
	return &desk{o, x, o.Who["admin"], t.TempDir()}
}

// send sends a list and waits until it was looked at.
func (d *desk) send(t rapid.TB, kind, text string, o sheet.Options) intake.List {
	path := filepath.Join(d.dir, "sent")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	o.Lang = lang.Zh
	id, err := d.Send(d.admin, kind, "list.csv", path, o)
	if err != nil {
		t.Fatal(err)
	}
	return d.ended(t, id)
}

func (d *desk) ended(t rapid.TB, id string) intake.List {
	l, err := d.Get(d.admin, id)
	for end := time.Now().Add(3 * time.Minute); err == nil && !l.Ended() && time.Now().Before(end); {
		d.Wait(context.Background(), id, time.Minute)
		l, err = d.Get(d.admin, id)
	}
	if err != nil || !l.Ended() {
		t.Fatalf("%+v %v", l, err)
	}
	return l
}

// sum is the rows that an account accounts for.
func sum(a sheet.Account) int {
	return a.Taken + a.Changed + a.Repeated + a.Conflicts + a.Refused + a.Held + a.Joined + a.Aside
}

// TestAccountOfAnyFile sends any text as any kind of list, and takes in what can be: its account adds up both times,
// the dry run says what becomes of it, and nothing is written by looking.
func TestAccountOfAnyFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	heads := map[string]string{"areas": "区划代码,名称,已撤销", "units": "单位代码,名称,区划", "people": "登录名,姓名,岗位,区划,停用",
		"matters": "编号,内容,区划,时间", "points": "点位编号,点位名称,点位类型,区划", "boundaries": "",
		"standard": "层级,代码,中文"}
	var kinds []sheet.Kind
	for _, k := range sheet.Kinds() {
		if k.May(d.admin, d.Intake.City()) { // figures are for who reports
			kinds = append(kinds, k)
		}
	}
	cells := []string{"", "1", "disp", "clerk", "是", "昨天", "2024-01-05", "核查员", "路灯不亮", "坏\uFFFD了", "#REF!", "1.2E+17",
		citytest.Street.String(), citytest.County.String(), "market", "版本", "\"", "a,b"}
	rapid.Check(t, func(rt *rapid.T) {
		k := rapid.SampledFrom(kinds).Draw(rt, "kind")
		text := rapid.SampledFrom([]string{heads[k.Name], "没有的列"}).Draw(rt, "heads") + "\n"
		for range rapid.IntRange(0, 8).Draw(rt, "rows") {
			row := rapid.SliceOfN(rapid.SampledFrom(cells), 1, 5).Draw(rt, "row")
			text += strings.Join(row, ",") + "\n"
		}
		var o sheet.Options
		if k.Takes(sheet.OptSkipBad) && rapid.Bool().Draw(rt, "skip") {
			o.BadFile = "yes"
		}
		before := d.Ledger().Head().Seq
		l := d.send(rt, k.Name, text, o)
		if sum(l.Account) != l.Account.Rows || l.Account.Written || d.Ledger().Head().Seq != before {
			rt.Fatalf("%s %q: %+v %v", k.Name, text, l.Account, l.Err)
		}
		if !l.Ready() {
			return
		}
		if err := d.Take(d.admin, l.ID, lang.Zh); err != nil {
			rt.Fatal(err)
		}
		did := d.ended(rt, l.ID)
		if sum(did.Account) != did.Account.Rows || did.Err != nil || !did.Account.Written ||
			did.Account.Taken != l.Account.Taken || did.Account.Changed != l.Account.Changed ||
			did.Account.Repeated != l.Account.Repeated || did.Account.Joined != l.Account.Joined {
			rt.Fatalf("%s %q: %+v %v, but it was shown %+v", k.Name, text, did.Account, did.Err, l.Account)
		}
	})
}

// TestGoesOn interrupts the writing of a list: the account says how much is in, and the same file goes on from there.
func TestGoesOn(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	rows := storetest.Drawn(6000, 6000, 1500) // with a race detector each takes its time
	var text strings.Builder
	text.WriteString("编号,区划,内容\n")
	for n := range rows {
		fmt.Fprintf(&text, "N%d,%s,第%d件\n", n, citytest.Street, n)
	}
	l := d.send(t, "matters", text.String(), sheet.Options{})
	if l.Account.Taken != rows || !l.Ready() {
		t.Fatalf("%+v %v", l.Account.Notes, l.Err)
	}
	if err := d.Take(d.admin, l.ID, lang.Zh); err != nil {
		t.Fatal(err)
	}
	for l.In == 0 {
		l, _ = d.Running()
		time.Sleep(time.Millisecond)
	}
	if _, err := d.Send(d.admin, "people", "x", "x",
		sheet.Options{Lang: lang.Zh}); fault.Code(err) != "import_running" {
		t.Errorf("two at a time: %v", err)
	}
	if err := d.Stop(d.admin, l.ID); err != nil {
		t.Fatal(err)
	}
	l = d.ended(t, l.ID)
	if a := l.Account; fault.Code(l.Err) != "import_stopped" || a.Taken == 0 || a.Held == 0 ||
		sum(a) != rows || !a.Written {
		t.Fatalf("%+v %v", l.Account, l.Err)
	}
	in := l.Account.Taken
	if err := d.Take(d.admin, l.ID, lang.Zh); err != nil {
		t.Fatal(err)
	}
	if l = d.ended(t, l.ID); l.Err != nil || l.Account.Taken+l.Account.Repeated != rows || l.Account.Repeated < in {
		t.Errorf("%+v %v, %d were in", l.Account, l.Err, in)
	}
}

// TestRoom: of one person's lists the oldest make room, and one that is gone leaves no file.
func TestRoom(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	d := newDesk(t)
	for range 5 {
		d.send(t, "people", "登录名,姓名\ndisp,改名\n", sheet.Options{})
	}
	left, err := filepath.Glob(filepath.Join(os.TempDir(), intake.Folders+"*", "*"))
	if n := len(d.Mine(d.admin)); n != 3 || len(left) != 3 || err != nil {
		t.Errorf("%d lists and %v are kept, %v", n, left, err)
	}
	if err := d.Stop(org.Caller{}, d.Mine(d.admin)[0].ID); fault.Code(err) != "import_gone" {
		t.Errorf("a stranger interrupts: %v", err)
	}
}
