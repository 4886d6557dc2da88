package sheet_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/parts/chief"
	"xiaohao/parts/sheet"
	"xiaohao/platform/lang"
)

// TestChiefs brings a list of chiefs in as an office keeps it: each row is accounted for, the same list again says what
// is there, and a village that would have two chiefs is in conflict.
func TestChiefs(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	bring := func(text string) sheet.Account {
		t.Helper()
		a, err := sheet.Import(ctx, cityOf(o), "chiefs", csvFile(t, text), sheet.Options{Lang: lang.Zh,
			BadFile: t.TempDir() + "/bad.csv"})
		if err != nil {
			t.Fatal(err)
		}
		return a
	}
	const list = "序号,职务,区划代码,姓名,登录名,任职日期\n1,林长,430405001001,周守林,,2026年1月5日\n2,护林员,430405001001,吴巡山,,2026-1-5\n" +
		"3,林长,430405001000,,head,2026/1/5\n4,河长,430405001001,周守林,,\n5,林长,430405001001,别人,,2026-3-1\n" +
		"6,护林员,430405001001,吴巡山,,2026-1-5\n7,村长,430405001001,某人,,\n8,林长,430405001009,某人,,\n" +
		"9,林长,430406000000,,nobody,\n" +
		"10,护林员,430405001001,13800138000,,\n"
	if a := bring(list); a.Rows != 10 || a.Taken != 4 || a.Repeated != 1 || a.Conflicts != 1 || a.Refused != 4 {
		t.Fatalf("%+v", a)
	}
	if a := bring(list); a.Taken != 0 || a.Repeated != 5 || a.Conflicts != 1 || a.Refused != 4 {
		t.Fatalf("%+v", a)
	}
	x := part.Get[*chief.Chiefs](o.Values)
	lines, _, err := x.List(ctx, o.Who["sup"], chief.Filter{Theme: "forest", Limit: 10})
	if err != nil || len(lines) != 3 || lines[0].Name != "主任丙" || lines[1].Since != "2026-01-05" {
		t.Fatal(lines, err)
	}
}

// TestVillageChiefs: some thousand village chiefs come in by one list.
func TestVillageChiefs(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), citytest.New(t)
	villages := 2785
	if testing.Short() {
		villages = 600
	}
	var changes []org.Change
	var text strings.Builder
	text.WriteString("职务,区划代码,姓名\n")
	for n := range villages {
		town := citytest.Street + area.Code(n/300+1)*1000
		if n%300 == 0 {
			changes = append(changes, &org.AreaSet{Area: town, Name: fmt.Sprintf("乡%d", n/300)})
		}
		a := town + area.Code(n%300+1)
		changes = append(changes, &org.AreaSet{Area: a, Name: fmt.Sprintf("村%d", n)})
		fmt.Fprintf(&text, "林长,%s,村长%s\n", a, string(rune('一'+n)))
	}
	o.ChangeOrg(changes...)
	a, err := sheet.Import(ctx, cityOf(o), "chiefs", csvFile(t, text.String()), sheet.Options{Lang: lang.Zh})
	if err != nil || a.Taken != villages || a.Rows != villages {
		t.Fatalf("%+v %v", a, err)
	}
}
