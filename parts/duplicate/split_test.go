package duplicate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/matter"
)

// kept is what a merge followed by a split must leave as it was: the matters but for when they were touched last and
// the step that is due, who follows them, what the city counts, and what is suggested.
func kept(o *citytest.Office, ids []int64) string {
	o.T.Helper()
	o.CatchUp()
	out := ""
	for _, id := range ids {
		m := *o.Truth(id)
		m.UpdatedAt, m.Next, m.Reason = 0, 0, ""
		followed, err := o.Follows(context.Background(), o.Who["disp"], id)
		if err != nil {
			o.T.Fatal(err)
		}
		doc, _ := json.Marshal(m)
		out += fmt.Sprintf("%s %v %d\n", doc, followed, m.Voices())
	}
	for _, table := range []string{"tallies", "pattern_matters", "pattern_cells", "pattern_words"} {
		text := "SELECT COUNT(*) FROM " + table + " WHERE city = $1"
		if table == "tallies" {
			text = "SELECT COALESCE(SUM(n), 0) FROM tallies WHERE city = $1"
		}
		var n int64
		if err := o.DB.Read().QueryRow(context.Background(), text, 4304).Scan(&n); err != nil {
			o.T.Fatal(err)
		}
		out += fmt.Sprintln(table, n)
	}
	figures, err := o.ByCategory(context.Background(), o.Who["sup"], citytest.City)
	if err != nil {
		o.T.Fatal(err)
	}
	return out + fmt.Sprintf("%+v", figures)
}

// TestMergeThenSplit merges some matters into one, in any order and with voices and followers of their own, and takes
// all of it back.
func TestMergeThenSplit(t *testing.T) {
	t.Parallel()
	o := citytest.New(t)
	rapid.Check(t, func(t *rapid.T) {
		var ids []int64
		for i := range rapid.IntRange(2, 4).Draw(t, "matters") {
			id := report(o, "路灯坏了，中山北路", 26.9, 112.6+float64(i)/1e4, "fac.lamp")
			ids = append(ids, id)
			for v := range rapid.IntRange(0, 3).Draw(t, "voices") {
				o.Who[""] = org.Caller{Voice: fmt.Sprintf("d%d", v)}
				o.Give("", id, &matter.MeToo{})
			}
			o.Who[""] = org.Caller{}
			if rapid.Bool().Draw(t, "followed") {
				o.Give("disp", id, &matter.Follow{})
			}
			if rapid.Bool().Draw(t, "listed") {
				o.Give("disp", id, &matter.List{Category: "fac.lamp"})
			}
		}
		before := kept(o, ids)
		into := ids[0]
		merged := rapid.Permutation(ids[1:]).Draw(t, "merged")
		for _, id := range merged {
			o.Give("disp", id, &matter.Merge{Into: into})
		}
		voices := 0
		for _, id := range ids {
			voices += 1 + o.Truth(id).Votes
		}
		if got := 1 + o.Truth(into).Voices(); got != voices {
			t.Fatalf("%d voices stand behind the one that stays, want %d", got, voices)
		}
		for _, id := range rapid.Permutation(merged).Draw(t, "split") {
			o.Give("disp", id, &matter.Split{})
		}
		if after := kept(o, ids); before != after {
			t.Fatalf("before:\n%s\nafter:\n%s", before, after)
		}
		proved(t, o)
	})
}
