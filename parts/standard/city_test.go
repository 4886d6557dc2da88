package standard_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/standard"
	"xiaohao/platform/store"
)

func day(t testing.TB, s string) views.Day {
	t.Helper()
	d, err := views.ParseDay(s)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// draft is the sample without the units that the small city lacks, from a day on, changed.
func draft(o *citytest.Office, from string, change func(*standard.Draft)) *standard.Draft {
	o.T.Helper()
	k, err := o.Standard.Known(context.Background())
	if err != nil {
		o.T.Fatal(err)
	}
	d := standard.Sample()
	d.OnlyKnown(k)
	if from != "" {
		d.From = day(o.T, from)
	}
	if change != nil {
		change(d)
	}
	return d
}

func publish(o *citytest.Office, login string, d *standard.Draft) (*standard.Edition, bool, error) {
	o.T.Helper()
	e, made, _, err := o.Standard.Publish(context.Background(), o.Who[login], d)
	return e, made, err
}

func found(o *citytest.Office) (out []string) {
	o.T.Helper()
	err := o.DB.Snapshot(context.Background(), func(r store.Reader) error {
		return standard.Check(context.Background(), r, 4304, nil, func(s string) { out = append(out, s) })
	})
	if err != nil {
		o.T.Fatal(err)
	}
	return out
}

// TestPublish follows two versions: who may, what is in force when, what was before stays, what is altered shows.
func TestPublish(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	o := citytest.New(t)
	if _, err := o.Standard.Today(ctx); fault.Code(err) != "standard_none" {
		t.Errorf("a city without any: %v", err)
	}
	for _, login := range []string{"disp", "clerk", "ver", "lead", ""} {
		if _, _, err := publish(o, login, draft(o, "", nil)); fault.Code(err) != "not_allowed" {
			t.Errorf("%q publishes: %v", login, err)
		}
	}
	first, made, err := publish(o, "sup", draft(o, "", nil))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	if again, made, err := publish(o, "admin", draft(o, "2026-11-20", nil)); err != nil || made ||
		again.Seq != first.Seq {
		t.Errorf("the same once more: %v %v", made, err)
	}
	retitled := func(d *standard.Draft) { d.Title.Zh = "第二版" }
	if _, _, err := publish(o, "admin", draft(o, "2025-12-31", retitled)); fault.Code(err) != "standard_wrong" {
		t.Errorf("a version that starts before the last: %v", err)
	}
	second, made, err := publish(o, "admin", draft(o, "2026-12-01", retitled))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	for on, want := range map[string]int64{"2026-01-01": first.Seq, "2026-11-30": first.Seq, "2026-12-01": second.Seq,
		"2030-01-01": second.Seq} {
		if e, err := o.Standard.At(ctx, day(t, on)); err != nil || e.Seq != want {
			t.Errorf("on %s it is %v, %v", on, e, err)
		}
	}
	if _, err := o.Standard.At(ctx, day(t, "2025-12-31")); fault.Code(err) != "standard_none" {
		t.Errorf("before the first: %v", err)
	}
	instead, made, err := publish(o, "sup", draft(o, "2026-12-01", func(d *standard.Draft) { d.Title.Zh = "第二版，改正" }))
	if err != nil || !made {
		t.Fatal(made, err)
	}
	if e, err := o.Standard.At(ctx, day(t, "2026-12-01")); err != nil || e.Seq != instead.Seq {
		t.Errorf("the correction of one that waits: %v %v", e, err)
	}
	if old, err := o.Standard.Edition(ctx, second.Seq); err != nil || old.Title.Zh != "第二版" {
		t.Errorf("what was published before: %+v %v", old, err)
	}
	if list, err := o.Standard.Editions(ctx, 10); err != nil || len(list) != 3 || list[0].Seq != instead.Seq ||
		list[2].Items != len(first.Items("")) {
		t.Errorf("%+v %v", list, err)
	}
	if got := found(o); got != nil {
		t.Errorf("honest versions: %q", got)
	}
	for _, text := range []string{`UPDATE standard_versions SET day = day + 1 WHERE city = 4304 AND zh = '第二版'`,
		`DELETE FROM standard_versions WHERE city = 4304 AND zh = '第二版，改正'`} {
		if err := o.DB.Write(ctx, func(tx *store.Tx) error { _, err := tx.Exec(ctx, text); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if got := strings.Join(found(o), "\n"); !strings.Contains(got, "is not what the events say") ||
		strings.Count(got, "is missing") != 2 {
		t.Errorf("altered: %s", got)
	}
}

// TestOvertaken publishes after somebody else published what the draft was not compared with.
func TestOvertaken(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	done := make(chan error, 8)
	for i := range cap(done) {
		d := draft(o, "", func(d *standard.Draft) { d.Title.Zh = strings.Repeat("版", i+1) })
		go func() {
			_, made, _, err := o.Standard.Publish(context.Background(), org.Caller{System: true}, d)
			if err == nil && !made {
				t.Error("two different drafts are taken for the same")
			}
			done <- err
		}()
	}
	good := 0
	for range cap(done) {
		switch err := <-done; fault.Code(err) {
		case "":
			good++
		case "standard_overtaken", "standard_wrong": // wrong: it saw the other one, and begins with it
		default:
			t.Error(err)
		}
	}
	if list, err := o.Standard.Editions(context.Background(), 20); err != nil || good != 1 || len(list) != 1 {
		t.Errorf("%d published, %d kept, %v", good, len(list), err)
	}
}

// TestResponsible finds who answers at each level, and where nobody does.
func TestResponsible(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	o.ChangeOrg(&org.UnitSet{Code: "cgj430400", Zh: "市城管局", Area: citytest.City},
		&org.UnitSet{Code: "cgj430405", Zh: "珠晖区城管局", Area: citytest.County, ParentCode: "cgj430400"})
	unit := func(code string) int64 { u, _ := o.Org().UnitByCode(code); return u.ID }
	n := standard.Node{Code: "A", Layer: standard.Item,
		Duties: []standard.Duty{{Level: 2, Lead: "cgj{area}"}, {Level: 3, Lead: "cgj430400", Co: []string{"cgj{area}"}},
			{Level: 4, Lead: "jie"}}}
	for place, want := range map[area.Code]int64{citytest.City: unit("cgj430400"), citytest.County: unit("cgj430405"),
		citytest.Other:  unit("cgj430400"),
		citytest.Street: unit("jie"), citytest.Village: unit("jie")} {
		lead, co, ok := standard.Responsible(o.Org(), n, place)
		if !ok || lead != want || len(co) > 0 {
			t.Errorf("at %d: %d %v %v, want %d", place, lead, co, ok, want)
		}
	}
	k, err := o.Standard.Known(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	for code, want := range map[string]bool{"cgj{area}": true, "cgj430405": true, "none": false, "zjj{area}": false} {
		if k.Unit(3, code) != want {
			t.Errorf("%s is known: %v", code, !want)
		}
	}
	body, err := json.Marshal(map[string]any{"title": map[string]string{"zh": "试"}, "from": "2026-01-01",
		"nodes": []standard.Node{{Code: "D", Layer: standard.Dimension},
			{Code: "B", Parent: "D", Layer: standard.Item}, n}})
	if err != nil {
		t.Fatal(err)
	}
	v := &standard.Version{}
	if err := json.Unmarshal(body, v); err != nil {
		t.Fatal(err)
	}
	gaps := v.Gaps(o.Org())
	if len(gaps) != 2 || gaps[0].Item.Code != "B" || gaps[0].Level != 0 || gaps[1].Level != 3 ||
		len(gaps[1].Areas) != 1 || gaps[1].Areas[0] != citytest.Other {
		t.Errorf("%+v", gaps)
	}
}
