package desk_test

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// marks are words that nobody says but this test.
var marks = []string{"标记题目甲", "标记经过乙", "标记地点丙", "标记评论丁", "标记理由戊", "标记更正己", "标记办法庚", "13877776666"}

// found are the marks that stand open in a text.
func found(s string) (out []string) {
	for _, m := range marks {
		if strings.Contains(s, m) {
			out = append(out, m)
		}
	}
	return out
}

// lies are the marks that stand in a file of the database's folder, or in a row of a table of it.
func (o *office) lies(beside ...string) (out []string) {
	o.t.Helper()
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		for _, table := range append([]string{"events", "commands", "matters", "receipts", "sources"}, beside...) {
			for _, row := range o.dump(ctx, tx, table) {
				for _, m := range found(row) {
					out = append(out, table+": "+m)
				}
			}
		}
		return nil
	})
	return out
}

func (o *office) dump(ctx context.Context, tx *store.Tx, table string) (out []string) {
	o.t.Helper()
	rows, err := tx.Query(ctx, "SELECT * FROM "+table+" WHERE city = 4304")
	if err != nil {
		o.t.Fatal(err)
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		o.t.Fatal(err)
	}
	for rows.Next() {
		row := make([]any, len(names))
		for i := range row {
			row[i] = new(any)
		}
		if err := rows.Scan(row...); err != nil {
			o.t.Fatal(err)
		}
		var line strings.Builder
		for _, x := range row {
			switch v := (*x.(*any)).(type) {
			case []byte:
				line.Write(v)
			case string:
				line.WriteString(v)
			}
			line.WriteByte('\n')
		}
		out = append(out, line.String())
	}
	return out
}

func (o *office) sealedSay() (told []string) {
	o.t.Helper()
	err := desk.CheckSealed(o.t.Context(), o.db.Read(), 4304, make([]byte, 32), func(s string) {
		told = append(told, s)
	})
	if err != nil {
		o.t.Fatal(err)
	}
	return told
}

// helped drives a case through the loop with words that nobody else says.
func helped(o *office) int64 {
	o.t.Helper()
	lat, lng := 26.9123456, 112.5712345
	r, err := o.Do(o.t.Context(), o.who["disp"], desk.Command{ID: o.id(), Body: &matter.Report{Kind: matter.Help,
		Area: village, Title: marks[0], Text: marks[1] + "，电话" + marks[7], Place: marks[2], Lat: &lat, Lng: &lng,
		Category: "help.child"}, Beside: json.RawMessage(`{"who":"` + marks[0] + `"}`)})
	if err != nil {
		o.t.Fatal(err)
	}
	id := r.Matter
	o.must("disp", id, &matter.List{Category: "help.child"})
	o.must("disp", id, &matter.Amend{Category: "help.child", Place: marks[5], Reason: marks[4]})
	o.must("disp", id, &matter.Assign{Lead: o.units["gdl"], Goal: marks[6]})
	o.must("clerk", id, &matter.Sign{})
	o.must("clerk", id, &matter.Comment{Text: marks[3]})
	return id
}

// TestWordsOfACaseLieSealed: nothing that was said stands in an event or a view, and who may see the case reads it all.
func TestWordsOfACaseLieSealed(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := helped(o)
	if out := o.lies("case_keys", "sealed_words", "contacts"); len(out) > 0 {
		t.Errorf("open: %q", out)
	}
	row, err := o.Glimpse(t.Context(), id)
	if err != nil || row.Title != "走失儿童" || row.Text != row.Title || row.Place != "" || row.Lat != nil ||
		row.Area != township {
		t.Errorf("the view has %+v %v", row, err)
	}
	m, err := o.Matter(t.Context(), o.who["clerk"], id)
	if err != nil || m.Title != marks[0] || !strings.HasPrefix(m.Text, marks[1]) || m.Place != marks[5] ||
		m.Lat == nil || m.Goal != marks[6] {
		t.Errorf("a member reads %+v %v", m, err)
	}
	h, err := o.History(t.Context(), o.who["clerk"], id, 0, 100)
	raw, _ := json.Marshal(h)
	for _, w := range []string{marks[0], marks[3], marks[4], marks[5], marks[6]} {
		if err != nil || !strings.Contains(string(raw), w) {
			t.Errorf("the history has no %s: %s %v", w, raw, err)
		}
	}
	if m, err = o.Matter(t.Context(), org.Caller{System: true}, id); err != nil || len(found(m.Title+m.Text)) > 0 {
		t.Errorf("the program reads %+v %v", m, err)
	}
	first, _, err := o.Said(t.Context(), o.who["disp"], id)
	if err != nil || !strings.Contains(string(first), marks[0]) {
		t.Errorf("what came beside: %s %v", first, err)
	}
	if _, _, err = o.Said(t.Context(), o.who["other"], id); fault.Code(err) != "matter_missing" {
		t.Errorf("a stranger: %v", err)
	}
	if told := o.sealedSay(); len(told) > 0 {
		t.Errorf("the proof says %q", told)
	}
}

// TestReceiptTellsNotWhom: who finds a receipt reads how it goes and what is said to him, and not whom it is about.
func TestReceiptTellsNotWhom(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.must("", 0, &matter.Report{Kind: matter.Help, Area: village, Text: marks[1]})
	o.must("disp", r.Matter, &matter.Comment{Text: "请到派出所来", Public: true})
	m, c, err := o.ByReceipt(t.Context(), r.Receipt)
	if err != nil || len(found(m.Title+m.Text)) > 0 {
		t.Errorf("%+v %v", m, err)
	}
	h, err := o.History(t.Context(), c, r.Matter, 0, 10)
	raw, _ := json.Marshal(h)
	if err != nil || len(found(string(raw))) > 0 || !strings.Contains(string(raw), "请到派出所来") {
		t.Errorf("%s %v", raw, err)
	}
}

// TestForgottenCase: once the term is over the clock destroys the key. Nothing of the person is left, the proof holds,
// and who still has the page open is told so.
func TestForgottenCase(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := helped(o)
	o.due(0)
	o.must("clerk", id, &matter.Fix{Note: marks[6]})
	o.must("disp", id, &matter.Admit{Person: o.who["ver"].Person, Reason: marks[5]})
	o.must("ver", id, &matter.StrikeOff{Note: marks[4]})
	o.refuses("forget_early", "admin", id, &matter.Forget{Reason: "早"})
	o.setNow(o.clock().Plus(10*year - 20*day))
	o.due(0)
	o.setNow(o.clock().Plus(60 * day))
	o.due(1)
	o.due(0)
	m, err := o.Matter(t.Context(), o.who["disp"], id)
	if err != nil || m.Title != "走失儿童" || m.Forgotten == 0 {
		t.Errorf("after it: %+v %v", m, err)
	}
	o.refuses("case_forgotten", "disp", id, &matter.Comment{Text: marks[3]})
	if first, said, err := o.Said(t.Context(), o.who["disp"], id); err != nil || first != nil || said != nil {
		t.Errorf("said: %s %v %v", first, said, err)
	}
	if out := o.lies("case_keys", "sealed_words", "contacts"); len(out) > 0 {
		t.Errorf("left: %q", out)
	}
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		if rows := o.dump(ctx, tx, "sealed_words"); len(rows) > 0 {
			t.Errorf("%d rows are left", len(rows))
		}
		return nil
	})
	if told := append(o.sealedSay(), o.proofSays()...); len(told) > 0 {
		t.Errorf("the proof says %q", told)
	}
}

func (o *office) proofSays() []string {
	told, _ := o.contactsSay()
	return told
}

// TestProofOfSealedWords: what was altered, taken away, or brought back is told.
func TestProofOfSealedWords(t *testing.T) {
	t.Parallel()
	for _, x := range []struct{ text, want string }{
		{"DELETE FROM sealed_words WHERE city = 4304 AND n = 2",
			"is missing"},
		{"UPDATE sealed_words SET said = command WHERE city = 4304 AND n = 2",
			"cannot be read"},
		{"UPDATE case_keys SET key = NULL, forgotten = 1 WHERE city = 4304", "no event says so"},
		{"DELETE FROM case_turns WHERE city = 4304", "looked at by nobody"},
		{"DELETE FROM case_keys WHERE city = 4304",
			"is of no case"},
	} {
		o := newOffice(t)
		helped(o)
		helped(o)
		o.inTurn(func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, x.text)
			return err
		})
		if told := o.sealedSay(); !strings.Contains(strings.Join(told, "\n"), x.want) {
			t.Errorf("%s: %q", x.text, told)
		}
	}
}

// TestPhotosOfACaseAreRefused: a photo shows who it is, and no key would take it back.
func TestPhotosOfACaseAreRefused(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	for _, login := range []string{"", "disp"} {
		o.refuses("help_photos", login, 0, &matter.Report{Kind: matter.Help, Area: village, Text: "走失",
			Photos: []string{"abcdefghijklmnopqrstuvwx"}})
	}
}

// TestSealedKeyLeavesTheFile: after forgetting, no file of the folder holds a word of it.
func TestSealedKeyLeavesTheFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	helped(o)
	var file string
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		if tx.Engine() != store.SQLite {
			return nil
		}
		return tx.QueryRow(ctx, "PRAGMA database_list").Scan(new(int), new(string), &file)
	})
	if file == "" {
		return
	}
	dir := filepath.Dir(file)
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		if errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		if out := found(string(b)); len(out) > 0 {
			t.Errorf("%s holds %q", path, out)
		}
		return err
	})
	if err != nil {
		t.Error(err)
	}
}

// TestAProblemBecomesACase: what was said before stays as it was said, and what is said from then on is sealed.
func TestAProblemBecomesACase(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.must("disp", 0, &matter.Report{Area: township, Text: "有个孩子在路边哭"})
	o.must("disp", r.Matter, &matter.List{Kind: matter.Help, Category: "help.child", Title: marks[0]})
	o.must("disp", r.Matter, &matter.Comment{Text: marks[3]})
	if out := o.lies(); len(out) > 0 {
		t.Errorf("open: %q", out)
	}
	m, err := o.Matter(t.Context(), o.who["disp"], r.Matter)
	if err != nil || m.Title != marks[0] {
		t.Errorf("%+v %v", m, err)
	}
	if told := o.sealedSay(); len(told) > 0 {
		t.Errorf("the proof says %q", told)
	}
}

// TestACaseStaysOne: whoever works on it can make nothing else of it, by list or by amendment, and nobody else sees it.
func TestACaseStaysOne(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.must("", 0, &matter.Report{Kind: matter.Help, Area: village, Text: marks[1]})
	for _, k := range []matter.Kind{matter.Problem, matter.Task} {
		o.refuses("help_stays", "disp", r.Matter, &matter.List{Kind: k, Category: "fac.lamp", Title: marks[0]})
	}
	o.must("disp", r.Matter, &matter.List{Category: "fac.lamp", Title: marks[0]})
	o.must("disp", r.Matter, &matter.Amend{Category: "fac.lamp", Title: marks[0], Reason: marks[4]})
	if m, err := o.Glimpse(t.Context(), r.Matter); err != nil || m.Kind != matter.Help || !m.Sealed {
		t.Errorf("it became %+v %v", m, err)
	}
	if _, err := o.Matter(t.Context(), o.who["other"], r.Matter); fault.Code(err) != "matter_missing" {
		t.Errorf("a stranger: %v", err)
	}
	if out := o.lies("case_keys", "sealed_words"); len(out) > 0 {
		t.Errorf("open: %q", out)
	}
}

// TestForgottenCaseComesBack: a backup brought a case back that was forgotten; the list outside the database forgets it
// again.
func TestForgottenCaseComesBack(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	id := helped(o)
	again, err := o.ForgetAgain(t.Context(), org.Caller{System: true},
		[]desk.Forgotten{{Command: hex.EncodeToString(o.cause(id))}})
	if err != nil || again != 1 {
		t.Fatalf("%d %v", again, err)
	}
	if out := o.lies("case_keys", "sealed_words", "contacts"); len(out) > 0 {
		t.Errorf("left: %q", out)
	}
	m, err := o.Matter(t.Context(), o.who["disp"], id)
	if err != nil || m.Forgotten == 0 || len(found(m.Title+m.Text+m.Place+m.Goal)) > 0 {
		t.Errorf("%+v %v", m, err)
	}
	if told := o.sealedSay(); len(told) > 0 {
		t.Errorf("the proof says %q", told)
	}
}
