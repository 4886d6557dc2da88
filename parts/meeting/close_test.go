package meeting_test

import (
	"database/sql"
	"io"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/archive"
	"xiaohao/parts/meeting"
	"xiaohao/platform/store"
)

// TestFiles: the files of a thing have its scope, and one with a mark leaves nothing.
func TestFiles(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	id, err := o.Register(o.ctx, disp, o.ID(), meeting.Entry{Kind: meeting.Instruction, Title: "防汛", From: "书记",
		Area: citytest.County, Day: o.day("2026-11-13"), Text: "请抓紧。", Units: []int64{o.Units["she"]}})
	o.good(err)
	add := func(who, name, text string) error {
		_, err := o.AddFile(o.ctx, o.Who[who], o.ID(), id, name, strings.NewReader(text))
		return err
	}
	o.good(add("disp", "批示原件.txt", "请抓紧办理。\n"))
	o.bad(add("ver", "a.txt", "x\n"), "meeting_missing")
	o.bad(add("clerk", "a.txt", "x\n"), "not_allowed")
	o.bad(add("disp", "b.txt", "机密★1年\n内容\n"), "file_secret")
	th, err := o.Look(o.ctx, disp, id)
	o.good(err)
	files, err := o.FilesOf(o.ctx, o.Who["clerk"], th)
	o.good(err)
	if len(files) != 1 || files[0].Name != "批示原件.txt" {
		t.Fatalf("%+v", files)
	}
	_, err = o.FilesOf(o.ctx, o.Who["ver"], th)
	o.bad(err, "meeting_missing")
	_, _, err = o.OpenFile(o.ctx, o.Who["ver"], id, files[0].ID)
	o.bad(err, "meeting_missing")
	_, r, err := o.OpenFile(o.ctx, o.Who["clerk"], id, files[0].ID)
	o.good(err)
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || string(b) != "请抓紧办理。\n" {
		t.Fatalf("%q, %v", b, err)
	}
	reads, err := o.Readings(o.ctx, disp, th)
	o.good(err)
	if len(reads) != 2 { // the office looked, the clerk opened the file
		t.Fatalf("%+v", reads)
	}
	o.bad(o.DropFile(o.ctx, disp, o.ID(), id, files[0].ID, ""), "file_reason")
	o.good(o.DropFile(o.ctx, disp, o.ID(), id, files[0].ID, "传错了"))
	files, err = o.FilesOf(o.ctx, disp, th)
	o.good(err)
	if len(files) != 0 {
		t.Fatalf("%+v", files)
	}
	o.sound()
}

// TestClose: what is closed changes no more, and the archive holds what it is, of an instruction not on what.
func TestClose(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp := o.Who["disp"]
	m := o.held("2026-11-13")
	b := o.ready(m, "要制定实施方案。")
	o.bad(o.Close(o.ctx, disp, o.ID(), m, ""), "meeting_unhanded")
	o.good(o.Submit(o.ctx, disp, o.ID(), b))
	o.bad(o.Close(o.ctx, disp, o.ID(), m, "x"), "meeting_unhanded")
	o.sends(b)
	o.bad(o.Close(o.ctx, disp, o.ID(), m, ""), "meeting_tasks_open")
	o.good(o.Close(o.ctx, disp, o.ID(), m, "转入常态"))
	for _, err := range []error{o.Close(o.ctx, disp, o.ID(), m, "x"), o.Withdraw(o.ctx, disp, o.ID(), m, "x"),
		o.MakePaper(o.ctx, disp, o.ID(), m),
		o.Deal(o.ctx, disp, o.ID(), m, meeting.Dealt{Matter: 1, How: meeting.HeardOf})} {
		o.bad(err, "meeting_closed")
	}
	_, err := o.Cut(o.ctx, disp, o.ID(), m, "要做。")
	o.bad(err, "meeting_closed")

	word, err := o.Register(o.ctx, disp, o.ID(), meeting.Entry{Kind: meeting.Instruction, Title: "秘而不宣",
		From: "书记", Area: citytest.County, Day: o.day("2026-11-13"), Text: "请抓紧。", Number: "批〔2026〕9号"})
	o.good(err)
	o.good(o.Close(o.ctx, disp, o.ID(), word, ""))
	x, _ := part.Find[*archive.Archive](o.Values)
	list, err := x.Waiting(o.ctx, disp, archive.Place{}, 10)
	o.good(err)
	if len(list) != 2 {
		t.Fatalf("%+v", list)
	}
	var offered string
	o.good(store.Each(o.ctx, o.DB.Read(), func(rows *sql.Rows) error {
		var s string
		err := rows.Scan(&s)
		offered += s
		return err
	}, "SELECT CAST(body AS TEXT) FROM events WHERE type = 'archive.offered'"))
	for _, secret := range []string{"秘而不宣", "抓紧", "批〔2026〕"} {
		if strings.Contains(offered, secret) {
			t.Errorf("the archive tells %q", secret)
		}
	}
	for _, want := range []string{"区委常委会", "要制定实施方案", "社区居委会"} {
		if !strings.Contains(offered, want) {
			t.Errorf("the archive lacks %q: %s", want, offered)
		}
	}
	o.sound()
}

// TestPaperOfTheDay: the paper for the next meeting names every task of the last one, also what was done on its day or
// before it ended; of the meetings before only what was open when that day began.
func TestPaperOfTheDay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	done := func(when string, m int64, text string) (int64, string) {
		b := o.ready(m, text)
		o.good(o.Submit(o.ctx, o.Who["disp"], o.ID(), b))
		o.sends(b)
		rows, _ := o.rows(b, true)
		id := rows[0].Matter
		if when != "" {
			o.Set(when)
			o.Give("clerk", id, &matter.Sign{})
			o.Give("clerk", id, &matter.Fix{Note: "已办"})
			o.Give("ver", id, &matter.StrikeOff{Note: "看过"})
		}
		return id, o.Truth(id).Title
	}
	first := o.held("2026-11-16")
	done("2026-11-17 10:00", first, "要做甲。") // before the last meeting's day
	id, heard := done("2026-11-17 11:00", first, "要做戊。")
	_, onDay := done("2026-11-18 09:30", first, "要做乙。") // on that day
	_, open := done("", first, "要做丙。")
	last := o.held("2026-11-18")
	o.good(o.Deal(o.ctx, o.Who["disp"], o.ID(), last, meeting.Dealt{Matter: id, How: meeting.HeardOf}))
	_, same := done("2026-11-18 11:00", last, "要做丁。")
	next := o.held("2026-11-20")
	o.Advance(48 * time.Hour)
	o.good(o.MakePaper(o.ctx, o.Who["disp"], o.ID(), next))
	papers, err := o.Papers(o.ctx, o.Who["disp"], next)
	o.good(err)
	var got []string
	for _, d := range papers[0].Items {
		got = append(got, d.Title)
	}
	if want := strings.Join([]string{heard, same, onDay, open}, "|"); strings.Join(got, "|") != want {
		t.Fatalf("%q, want %q", got, want)
	}
	o.sound()
}

// TestTypedDay: a day is a day, whatever hour a form or a program put to it.
func TestTypedDay(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	for _, at := range []string{"2026-11-13 00:00", "2026-11-13 17:00", "2026-11-13 23:59"} {
		id, err := o.Register(o.ctx, o.Who["disp"], o.ID(), meeting.Entry{Kind: meeting.Meeting, Body: "会",
			Area: citytest.County, Day: citytest.Instant(t, at)})
		o.good(err)
		th, err := o.Look(o.ctx, o.Who["disp"], id)
		o.good(err)
		if th.Day != citytest.Instant(t, "2026-11-13 00:00") {
			t.Errorf("%s became %v", at, th.Day.Time().In(calendar.China()))
		}
	}
	if _, err := o.Register(o.ctx, o.Who["disp"], o.ID(), meeting.Entry{Kind: meeting.Meeting, Body: "会",
		Area: citytest.County}); fault.Code(err) != "meeting_day" {
		t.Error(err)
	}
}
