package help_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/views"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/parts/notify"
	"xiaohao/platform/store"
)

// dump is everything that stands in the tables of the city and in the files of its folder.
func (o *town) dump() map[string]string {
	o.T.Helper()
	out := map[string]string{}
	tables, err := store.Tables(o.ctx, o.Office.DB.Read())
	o.must(err)
	for _, table := range tables {
		var all strings.Builder
		rows, err := o.Office.DB.Read().Query(o.ctx, "SELECT * FROM "+table.Name)
		o.must(err)
		names, err := rows.Columns()
		o.must(err)
		for rows.Next() {
			row := make([]any, len(names))
			for i := range row {
				row[i] = new(any)
			}
			o.must(rows.Scan(row...))
			for _, x := range row {
				switch v := (*x.(*any)).(type) {
				case []byte:
					all.Write(v)
				case string:
					all.WriteString(v)
				}
				all.WriteByte('\n')
			}
		}
		o.must(rows.Close())
		out[table.Name] = all.String()
	}
	return out
}

// TestAForgottenPersonIsNowhere drives a case with words that nobody else says through all of it, forgets it, and looks
// into every table and file. Before that the words stand nowhere open either.
func TestAForgottenPersonIsNowhere(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.listeners()
	id := o.girl()
	o.inHand(id)
	clerk := o.Who["clerk"]
	o.must(o.Mark(o.ctx, clerk, o.ID(), id, care.Marks{Name: "标记未本人", Phone: "13877776666",
		Paper: "411525201401020037"}))
	o.refusals(id)
	o.must(o.Told(o.ctx, clerk, o.ID(), id, help.Note{Whom: "标记申所", No: "标记申号"}))
	o.Office.Give("clerk", id, &matter.Comment{Text: "标记酉评论"})
	if _, err := o.Hand(o.ctx, clerk, o.ID(), id, father()); err != nil {
		t.Fatal(err)
	}
	o.must(o.Waive(o.ctx, clerk, o.ID(), id, help.Note{Text: "标记戌不便回访"}))
	o.Office.Give("clerk", id, &matter.Fix{Note: "标记亥交接"})
	o.must(o.strike(id))
	look := func(when string, without ...string) {
		t.Helper()
		o.CatchUp()
		for name, all := range o.dump() {
			for _, w := range []string{"标记", "13877776666", "411525201401020037", "13900001111"} {
				if strings.Contains(all, w) {
					t.Errorf("%s: %s holds %s", when, name, w)
				}
			}
			if slices.Contains(without, name) && strings.TrimSpace(all) != "" {
				t.Errorf("%s: %s is not empty", when, name)
			}
		}
	}
	look("sealed")
	o.sent()
	var exported strings.Builder
	o.must(o.Office.Each(o.ctx, o.Who["disp"], views.Filter{}, func(m *matter.Matter) error {
		fmt.Fprintf(&exported, "%+v", m)
		return nil
	}))
	if strings.Contains(exported.String(), "标记") || !strings.Contains(exported.String(), "走失儿童") {
		t.Errorf("the export says %s", exported.String())
	}
	o.Advance(3655 * 24 * time.Hour) // the page is open all the while
	if n, err := o.ForgetDue(o.ctx); n != 1 || err != nil {
		t.Fatalf("forgotten: %d %v", n, err)
	}
	look("forgotten", "sealed_words", "help_marks")
	s := o.sheet("disp", id)
	for _, m := range s.Timeline {
		if m.Step.Said != "" && !m.Gone {
			t.Errorf("%s still says something", m.Type)
		}
	}
	o.refused("case_forgotten", o.Add(o.ctx, o.Who["disp"], o.ID(), id, help.Note{Text: "标记回来"}))
	o.refused("case_forgotten", o.Single(o.ctx, o.Who["disp"], o.ID(), id, help.Note{Text: "标记回来"}))
	o.proven()
	o.sent()
	after, least := filepath.Dir(o.Cases.SealKey), 1
	if o.Office.DB.Engine() == store.SQLite { // else pg_dump makes it, of the tables that were looked through
		o.must(o.Office.DB.Backup(o.ctx, filepath.Join(after, "after.db"), nil))
		least++
	}
	o.Office.Close()
	o.Office.DB.Close()
	files := 0
	o.must(filepath.WalkDir(after, func(path string, e fs.DirEntry, err error) error { // photos and backup among them
		if err != nil || e.IsDir() {
			return err
		}
		files++
		b, err := os.ReadFile(path)
		if w := person(string(b)); w != "" {
			t.Errorf("%s holds %s", path, w)
		}
		return err
	}))
	if log := o.Office.Log.String(); files < least || person(log) != "" {
		t.Errorf("%d files; the log says %s", files, log)
	}
}

// person is what stands in a text of the girl, "" for nothing.
func person(s string) string {
	for _, w := range []string{"标记", "13877776666", "411525201401020037", "13900001111", "女孩12岁"} {
		if strings.Contains(s, w) {
			return w
		}
	}
	return ""
}

// listeners are a program and a mailbox that hear of everything.
func (o *town) listeners() {
	o.T.Helper()
	for _, c := range []notify.Channel{{Kind: notify.Webhook, Name: "hook", Area: citytest.City, Enabled: true,
		Wire: notify.Wire{URL: "https://hook.example/x", Secret: "secret of the hook"}},
		{Kind: notify.Email, Name: "mail", Area: citytest.City, Enabled: true, Hosts: []string{"mail.example"},
			Wire: notify.Wire{URL: "smtps://mail.example:465", From: "xiaohao@city.example", User: "u",
				Password: "p"}}} {
		_, err := o.Notify.SetChannel(o.ctx, o.Who["admin"], c)
		o.must(err)
	}
	for _, login := range []string{"disp", "clerk", "sup"} {
		c := notify.Usual()
		c.Email, c.Address = true, login+"@city.example"
		o.must(o.Notify.SetChoices(o.ctx, o.Who[login], c))
	}
}

// refusals are what goes wrong on the way: what is too long, from a stranger, of no case, said twice, cut off.
func (o *town) refusals(id int64) {
	o.T.Helper()
	clerk, long := o.Who["clerk"], strings.Repeat("标记长", help.LongNote)
	o.refused("help_long", o.Add(o.ctx, clerk, o.ID(), id, help.Note{Text: long}))
	o.refused("matter_missing", o.Add(o.ctx, o.Who["far"], o.ID(), id, help.Note{Text: "标记外人"}))
	o.refused("matter_missing", o.Add(o.ctx, clerk, o.ID(), 99999, help.Note{Text: "标记没有"}))
	again := o.ID()
	o.must(o.Add(o.ctx, clerk, again, id, help.Note{Text: "标记头一回"}))
	if err := o.Add(o.ctx, clerk, again, id, help.Note{Text: "标记第二回"}); err == nil {
		o.T.Error("the same id with other words was taken")
	}
	gone, cancel := context.WithCancel(o.ctx)
	cancel()
	if err := o.Add(gone, clerk, o.ID(), id, help.Note{Text: "标记断线"}); err == nil {
		o.T.Error("a request that was cut off was taken")
	}
	_, err := o.Do(o.ctx, clerk, desk.Command{ID: o.ID(), Matter: id, Body: &matter.Fix{Note: long}})
	o.refused("text_long", err)
}

// sent carries out what is to be sent, and looks through it.
func (o *town) sent() {
	o.T.Helper()
	o.Advance(24 * time.Hour)
	for range 3 {
		o.CatchUp()
		_, err := o.City.Tick(o.ctx)
		o.must(err)
		_, err = o.Notify.Deliver(o.ctx)
		o.must(err)
	}
	kinds := map[string]bool{}
	for _, s := range o.Sent {
		kinds[s.Channel.Kind] = true
		if w := person(fmt.Sprintf("%+v %s", s.Message, s.Message.JSON)); w != "" {
			o.T.Errorf("a message by %s holds %s", s.Channel.Kind, w)
		}
	}
	if len(kinds) != 2 {
		o.T.Errorf("messages went out by %v", kinds)
	}
}
