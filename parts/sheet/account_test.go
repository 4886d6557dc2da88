package sheet_test

import (
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// drawn is a list that a property draws: its rows below the headings.
type drawn [][]string

var drawnHeads = []string{"编号", "时间", "区划", "地点", "内容", "电话"}

// write writes the list as CSV and gives its path.
func (d drawn) write(t testing.TB, dir string) string {
	path := filepath.Join(dir, "drawn.csv")
	f, err := os.Create(path)
	must(t, err)
	w := csv.NewWriter(f)
	must(t, errors.Join(w.Write(drawnHeads), w.WriteAll(d), f.Close()))
	return path
}

// draw makes a list of rows that are good, wrong, alike, without a number, with a number that another has, or with one
// that lost digits. Round sets it apart from those of other draws.
func draw(t *rapid.T, round int64, good bool) drawn {
	numbers := []string{"", "", "1", "2", "１", "00", "7-3"}
	texts := []string{"路灯不亮", "井盖坏了，电话13812345678", "垃圾 a@b.com", "水管漏", "占道，身份证430402199001011234"}
	places, days := []string{"", "东风路1号", "解放路２号"}, []string{"", "2024-01-05 08:30", "2024/1/6"}
	phones, areas := []string{"", "13812345678"}, []string{"", citytest.Street.String(), "珠晖区广东路街道"}
	if !good {
		numbers, texts = append(numbers, "1.23457E+17"), append(texts, "", "坏�了")
		days, areas = append(days, "昨天", "05/01/2024"), append(areas, "哪里", "430499000000")
	}
	pick := func(of []string, what string) string { return rapid.SampledFrom(of).Draw(t, what) }
	var out drawn
	for n := range rapid.IntRange(0, 12).Draw(t, "rows") {
		if len(out) > 0 && rapid.IntRange(0, 4).Draw(t, "again") == 0 {
			out = append(out, out[rapid.IntRange(0, len(out)-1).Draw(t, "which")])
			continue
		}
		no := pick(numbers, "number")
		if no != "" && !strings.Contains(no, "E") {
			no = fmt.Sprintf("%d-%s", round, no)
		}
		if good && no != "" {
			no += fmt.Sprint("-", n)
		}
		words := pick(texts, "text")
		if words != "" {
			words += fmt.Sprint(" ", round)
		}
		out = append(out, []string{no, pick(days, "day"), pick(areas, "area"), pick(places, "place"), words,
			pick(phones, "phone")})
	}
	return out
}

// bring imports a list and checks what holds of every account: it adds up, and a dry run says the same before.
func bring(t *rapid.T, tb testing.TB, o *citytest.Office, path string, opts sheet.Options) sheet.Account {
	ctx := context.Background()
	opts.Lang, opts.Area, opts.Source = lang.Zh, citytest.Street, "hotline"
	dry := opts
	dry.DryRun = true
	would, dryErr := sheet.Import(ctx, cityOf(o), "matters", path, dry)
	before := head(o)
	a, err := sheet.Import(ctx, cityOf(o), "matters", path, opts)
	sums(tb, a)
	if countsOf(a) != countsOf(would) || fault.Code(err) != fault.Code(dryErr) || would.Written {
		t.Fatalf("%+v %v, but a dry run said %+v %v", countsOf(a), err, countsOf(would), dryErr)
	}
	if n := head(o) - before; n != int64(a.Taken) {
		t.Fatalf("%d events for %+v", n, countsOf(a))
	}
	if err != nil && (fault.Code(err) != "import_bad" || a.Taken != 0 || a.Written) {
		t.Fatalf("%+v %v", countsOf(a), err)
	}
	return a
}

// TestAccountHolds: the account of any list adds up and is what a dry run says; the same list again changes nothing;
// with one row changed it tells exactly that row.
func TestAccountHolds(t *testing.T) {
	t.Parallel()
	o, dir := citytest.New(t), t.TempDir()
	var round atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		n := round.Add(1)
		list := draw(rt, n, false)
		opts := sheet.Options{SameNumberNew: rapid.Bool().Draw(rt, "new")}
		if rapid.Bool().Draw(rt, "skip") {
			opts.BadFile = filepath.Join(dir, "bad.csv")
		}
		path := list.write(t, dir)
		a := bring(rt, t, o, path, opts)
		again := bring(rt, t, o, path, opts)
		if a.Written && (again.Taken+again.Changed+again.Joined > 0 || again.Repeated != a.Repeated+a.Taken) {
			rt.Fatalf("%+v, then the same list again: %+v", countsOf(a), countsOf(again))
		}
		if !a.Written && countsOf(a) != countsOf(again) {
			rt.Fatalf("%+v, then the same list again: %+v", countsOf(a), countsOf(again))
		}
	})
}

// TestOneRowChanged: of a list that came in before, one row says something else. It is in conflict where it has a
// number, new where it has none, and all others are repeated; whether today's program brought the list in or an
// earlier one.
func TestOneRowChanged(t *testing.T) {
	t.Parallel()
	o, dir := citytest.New(t), t.TempDir()
	var round atomic.Int64
	rapid.Check(t, func(rt *rapid.T) {
		n := round.Add(1)
		list := draw(rt, n, true)
		if len(list) == 0 {
			return
		}
		path := list.write(t, dir)
		if rapid.Bool().Draw(rt, "former") {
			former(t, o, path, list)
		} else {
			bring(rt, t, o, path, sheet.Options{})
		}
		if a := bring(rt, t, o, path, sheet.Options{}); a.Repeated != len(list) {
			rt.Fatalf("the same list again: %+v %v", countsOf(a), a.Notes)
		}
		at := rapid.IntRange(0, len(list)-1).Draw(rt, "changed")
		number, twice := list[at][0], 0
		for _, r := range list {
			if r[0] == number {
				twice++
			}
		}
		list[at] = append([]string(nil), list[at]...)
		list[at][4] += "，还有一处"
		a := bring(rt, t, o, list.write(t, dir), sheet.Options{})
		switch {
		case number == "":
			if a.Taken != 1 || a.Repeated != len(list)-1 {
				rt.Fatalf("row %d changed: %+v %v", at, countsOf(a), a.Notes)
			}
		case a.Conflicts != 1 || a.Notes[0].Row != strconv.Itoa(at+2) || a.Repeated != len(list)-1:
			rt.Fatalf("row %d of number %s changed: %+v %v", at, number, countsOf(a), a.Notes)
		}
	})
}

// former brings a list in as earlier programs did: without digests, under ids made of source and number, or of the file
// and the row.
func former(t testing.TB, o *citytest.Office, path string, list drawn) {
	t.Helper()
	b, err := os.ReadFile(path)
	must(t, err)
	h := sha256.Sum256(b)
	file := hex.EncodeToString(h[:])
	for n, r := range list {
		c := &matter.Report{Source: "hotline", SourceNo: r[0], Area: citytest.Street, Place: r[3], Text: r[4]}
		if c.FoundAt, err = sheet.ParseTime(r[1], ""); err != nil {
			t.Fatal(err)
		}
		id := desk.SourceID(file, strconv.Itoa(n+2))
		if r[0] != "" {
			id = desk.SourceID("hotline", r[0])
		}
		x := desk.Command{ID: id, Body: c}
		if r[5] != "" {
			x.Contact = &desk.Contact{Phone: r[5]}
		}
		if _, err := o.Do(context.Background(), org.Caller{System: true}, x); err != nil &&
			fault.Code(err) != "source_repeated" {
			t.Fatal(err)
		}
	}
}

// TestNotCompared: a matter of an earlier program that does not say when it was cannot be compared with a row that
// does. It is repeated, and a note says so.
func TestNotCompared(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	without := drawn{{"88", "", "", "东风路", "路灯不亮", ""}}
	former(t, o, without.write(t, t.TempDir()), without)
	with := drawn{{"88", "2024-01-05", "", "东风路", "路灯不亮", ""}}
	a, err := sheet.Import(ctx, cityOf(o), "matters", with.write(t, t.TempDir()), sheet.Options{Lang: lang.Zh,
		Area: citytest.Street, Source: "hotline"})
	if err != nil || countsOf(a) != (counts{rows: 1, repeated: 1}) {
		t.Fatalf("%+v %v", a, err)
	}
	tells(t, a, []string{"编号 88：由以前版本的程序导入，无法比较"})
}

// TestDigestIsSecret: two cities have different digests of one row, and an event has no telephone number.
func TestDigestIsSecret(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	row := []string{"phone=13812345678", "text=路灯不亮"}
	h := sha256.Sum256([]byte(strings.Join(row, "")))
	if d := o.RowDigest(row); len(d) != 32 || d == hex.EncodeToString(h[:16]) || d != o.RowDigest(row) ||
		d == o.RowDigest(row[:1]) {
		t.Error(d)
	}
}

// TestOneRowStopsNoOther: a row that every check let pass is refused when it is written, because somebody else took its
// number meanwhile. The others are in, and the account says so.
func TestOneRowStopsNoOther(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	list := drawn{}
	for n := range 20 {
		list = append(list, []string{fmt.Sprint("N", n), "", "", "", fmt.Sprint("第", n, "件"), ""})
	}
	passes := 0
	a, err := sheet.Import(ctx, cityOf(o), "matters", list.write(t, t.TempDir()), sheet.Options{Lang: lang.Zh,
		Area: citytest.Street, Progress: func(done, _ int64) {
			if passes++; passes == 3 { // the second reading begins
				_, err := o.Do(ctx, org.Caller{System: true},
					desk.Command{ID: o.ID(), Body: &matter.Report{Source: "import",
						SourceNo: "N7", Area: citytest.Street, Text: "抢先一步"}})
				must(t, err)
			}
		}})
	if err != nil || countsOf(a) != (counts{rows: 20, taken: 19, conflicts: 1}) || !a.Written {
		t.Errorf("%+v %v", countsOf(a), err)
	}
	tells(t, a, []string{"第 9 行"})
}

// TestBrokenOff: a write that is interrupted says how many rows are in, and the same import goes on from there.
func TestBrokenOff(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	ctx, stop := context.WithCancel(context.Background())
	defer stop()
	list := drawn{}
	for n := range 3000 {
		list = append(list, []string{fmt.Sprint("N", n), "", "", "", fmt.Sprint("第", n, "件"), ""})
	}
	path, passes, before := list.write(t, t.TempDir()), 0, head(o)
	a, err := sheet.Import(ctx, cityOf(o), "matters", path, sheet.Options{Lang: lang.Zh, Area: citytest.Street,
		Progress: func(int64, int64) {
			if passes++; passes == 18 { // within the second reading
				stop()
			}
		}})
	sums(t, a)
	in := int(head(o) - before)
	if err == nil || !a.Written || a.Taken == 0 || a.Held == 0 || a.Taken+a.Held != 3000 || a.Taken > in {
		t.Fatalf("%+v %v, %d are in", countsOf(a), err, in)
	}
	tells(t, a, []string{fmt.Sprintf("%d 行已写入", a.Taken)})
	a, err = sheet.Import(context.Background(), cityOf(o), "matters", path, sheet.Options{Area: citytest.Street})
	if err != nil || countsOf(a) != (counts{rows: 3000, taken: 3000 - in, repeated: in}) {
		t.Errorf("%+v %v, %d were in", countsOf(a), err, in)
	}
}

// TestOneAtATime: while an import is under way, another one is told so and nothing of it is read; how far the first is
// can be seen. A turn that nobody gave back, because its program died, does not stay.
func TestOneAtATime(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	path := drawn{{"1", "", "", "", "路灯不亮", ""}}.write(t, t.TempDir())
	opts := sheet.Options{Lang: lang.Zh, Area: citytest.Street}
	seen := false
	opts.Progress = func(int64, int64) {
		seen = true
		r, ok, err := o.Origins.Running(ctx)
		if err != nil || !ok || r.What != "matters" {
			t.Errorf("%+v %v %v", r, ok, err)
		}
		again := opts
		again.Progress = nil
		if _, err := sheet.Import(ctx, cityOf(o), "areas", path, again); fault.Code(err) != "import_running" {
			t.Errorf("a second import beside the first: %v", err)
		}
	}
	if a, err := sheet.Import(ctx, cityOf(o), "matters", path, opts); err != nil || a.Taken != 1 || !seen {
		t.Fatalf("%+v %v", a, err)
	}
	if _, err := o.Origins.Take(ctx, "units", 0); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Origins.Take(ctx, "units", 0); fault.Code(err) != "import_running" {
		t.Errorf("two turns: %v", err)
	}
	o.Advance(3 * time.Minute)
	turn, err := o.Origins.Take(ctx, "units", 0)
	if err != nil || turn.End(ctx) != nil {
		t.Errorf("a turn stays: %v", err)
	}
	if _, ok, err := o.Origins.Running(ctx); ok || err != nil {
		t.Error(ok, err)
	}
}
