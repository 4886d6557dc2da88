package desk_test

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

const year = 366 * day

// erase closes a matter, waits until the archive's term is over, and has an administrator erase what is behind it.
func (o *office) erase(id int64) {
	o.t.Helper()
	o.must("disp", id, &matter.Decline{Reason: "不属受理范围"})
	o.setNow(o.clock().Plus(10 * year))
	o.must("admin", id, &matter.Forget{Reason: "保管期满"})
}

// asks is the wish of a receipt's holder.
func (o *office) asks(r desk.Result) error {
	o.t.Helper()
	_, c, err := o.ByReceipt(o.t.Context(), r.Receipt)
	if err != nil {
		o.t.Fatal(err)
	}
	_, err = o.Do(o.t.Context(), c, desk.Command{ID: o.id(), Matter: r.Matter, Body: &matter.Forget{}})
	return err
}

// boxes are the key and the data behind a matter, as they lie in the database, and when it is looked at again.
func (o *office) boxes(id int64) (key, data []byte, due int64) {
	o.t.Helper()
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, `SELECT key, data, due FROM contacts WHERE city = 4304 AND command =
			(SELECT command FROM events WHERE city = 4304 AND seq = $1)`, id).Scan(&key, &data, &due)
	})
	return key, data, due
}

// due has the clock erase what it may, and wants so many.
func (o *office) due(want int) {
	o.t.Helper()
	if n, err := o.ForgetDue(o.t.Context()); n != want || err != nil {
		o.t.Errorf("%d were erased (%v), want %d", n, err, want)
	}
}

func (o *office) sound() {
	o.t.Helper()
	if told, _ := o.contactsSay(); len(told) > 0 {
		o.t.Errorf("the proof says %q", told)
	}
}

// TestReporterHasItErased: who holds the receipt asks at any time. While the matter is open, and until the archive's
// term is over, the data is kept and shown to nobody, not even to who looked before; then the clock destroys the key,
// once, and says so. Another's data stays.
func TestReporterHasItErased(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := newOffice(t)
	r, other := o.report(), o.report()
	look := o.id()
	if c, err := o.Reveal(ctx, o.who["disp"], look, r.Matter, "回访"); err != nil || c.Original == "" {
		t.Fatalf("%+v %v", c, err)
	}
	if err := o.asks(r); err != nil {
		t.Fatal(err)
	}
	if err := o.asks(r); fault.Code(err) != "forget_open" {
		t.Errorf("asked twice: %v", err)
	}
	o.sound()
	if _, err := o.Reveal(ctx, o.who["disp"], look, r.Matter, "回访"); fault.Code(err) != "contact_locked" {
		t.Errorf("a look of before is shown again: %v", err)
	}
	if _, err := o.Reveal(ctx, o.who["disp"], o.id(), r.Matter, "回访"); fault.Code(err) != "contact_locked" {
		t.Errorf("locked: %v", err)
	}
	o.due(0)
	o.setNow(o.clock().Plus(20 * year))
	o.due(0) // still open
	o.must("disp", r.Matter, &matter.Decline{Reason: "重复"})
	k, err := o.Kept(ctx, o.who["disp"], r.Matter)
	if err != nil || !k.There || !k.Closed || k.Asked == 0 || k.BackupDays != 90 {
		t.Errorf("%+v %v", k, err)
	}
	closed := o.clock()
	o.setNow(k.Free - 1)
	if years := o.clock().Time().Year() - closed.Time().Year(); years != 10 {
		t.Errorf("free after %d years", years)
	}
	o.due(0)
	if err := o.asks(r); fault.Code(err) != "forget_early" {
		t.Errorf("a day early: %v", err)
	}
	o.setNow(o.clock() + day)
	o.due(1)
	o.due(0)
	if key, data, due := o.boxes(r.Matter); key != nil || data != nil || due != 0 {
		t.Errorf("left: %x %x %d", key, data, due)
	}
	m, c, err := o.ByReceipt(ctx, r.Receipt)
	if err != nil || m.Contact || m.Forgotten != o.clock() {
		t.Errorf("%+v %v", m, err)
	}
	h, err := o.History(ctx, c, r.Matter, 0, 100)
	if err != nil || len(h) != 4 || h[1].Type != matter.TypeForgetAsked || h[3].Type != matter.TypeForgotten ||
		h[3].Body.(*matter.WasForgotten).By != matter.ByReporter {
		t.Errorf("history: %+v %v", h, err)
	}
	if err := o.asks(r); fault.Code(err) != "contact_forgotten" {
		t.Errorf("erased twice: %v", err)
	}
	if c, err := o.Reveal(ctx, o.who["disp"], o.id(), other.Matter, ""); err != nil || c.Original == "" {
		t.Errorf("another's is gone: %v", err)
	}
	o.sound()
}

// TestOfficeErases: an administrator of the area, who need not see the matter, and the command line, with a reason and
// never before the term is over. Nobody else, and no policy changes that.
func TestOfficeErases(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := newOffice(t)
	r := o.report()
	why := &matter.Forget{Reason: "上报人来信，电话13812345678"}
	o.refuses("not_allowed", "disp", r.Matter, why)
	o.refuses("matter_missing", "other", r.Matter, why)
	o.refuses("forget_open", "admin", r.Matter, why)
	o.must("disp", r.Matter, &matter.Decline{Reason: "不属受理范围"})
	o.refuses("text_missing", "admin", r.Matter, &matter.Forget{})
	_, err := o.give("admin", r.Matter, why)
	if f := fault.Of(err); f.Code != "forget_early" || f.Args["from"] != "2036-10-28" {
		t.Errorf("early: %v", err)
	}
	for _, c := range []org.Caller{{}, {Matter: r.Matter + 1}, {Echo: r.Matter, Voice: "v"}, {Clock: true},
		{Person: 999, Posts: []org.Post{{Kind: matter.Administrator, Area: 430406000000}}}} {
		if _, err := o.Do(ctx, c, desk.Command{ID: o.id(), Matter: r.Matter, Body: why}); err == nil {
			t.Errorf("%+v may", c)
		}
	}
	if _, err := policy.Parse(bytes.Replace(policy.Default().Source(), []byte("may:\n"),
		[]byte("may:\n  forget: [dispatcher]\n"), 1)); err == nil {
		t.Error("policy gives it to dispatchers")
	}
	o.setNow(o.clock().Plus(10 * year))
	if _, _, err := o.Forget(ctx, o.who["other"], o.id(), r.Receipt, "好奇"); fault.Code(err) != "matter_missing" {
		t.Errorf("by a stranger: %v", err)
	}
	id := o.id()
	first, k, err := o.Forget(ctx, o.who["admin"], id, " "+r.Receipt[:4]+"-"+r.Receipt[4:], why.Reason)
	if err != nil || k.There || k.Forgotten != o.clock() || first.Matter != r.Matter {
		t.Fatalf("%+v %+v %v", first, k, err)
	}
	if again, _, err := o.Forget(ctx, o.who["admin"], id, r.Receipt, why.Reason); err != nil || !again.Repeated ||
		again.Seq != first.Seq {
		t.Errorf("the same command again: %+v %v", again, err)
	}
	h, err := o.History(ctx, o.who["disp"], r.Matter, 0, 100)
	last := h[len(h)-1]
	b, ok := last.Body.(*matter.WasForgotten)
	if err != nil || !ok || b.By != matter.ByOffice || last.Name != "管理" || strings.Contains(b.Reason, "138") ||
		!strings.Contains(b.Reason, "来信") {
		t.Errorf("history: %+v %v", last, err)
	}
	if _, err := o.Reveal(ctx, o.who["disp"], o.id(), r.Matter, ""); fault.Code(err) != "contact_none" {
		t.Errorf("after forgetting: %v", err)
	}
	o.sound()
}

// TestDigestsAreForgotten: what is kept to know a command again by its content goes along; that of another matter
// stays.
func TestDigestsAreForgotten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	said := func(text string) desk.Result {
		b := &matter.Report{Area: village, Text: text}
		r, err := o.Do(t.Context(), org.Caller{}, desk.Command{ID: o.id(), Body: b, Said: b})
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	a, b := said("路灯不亮，电话13812345678"), said("下水道堵了，电话13812345679")
	digests := func(id int64) (n int) {
		o.inTurn(func(ctx context.Context, tx *store.Tx) error {
			return tx.QueryRow(ctx, `SELECT COUNT(*) FROM commands WHERE city = 4304 AND digest IS NOT NULL AND id IN
				(SELECT command FROM events WHERE city = 4304 AND subject = $1)`, id).Scan(&n)
		})
		return n
	}
	if digests(a.Matter) != 1 || digests(b.Matter) != 1 {
		t.Fatal("there is nothing to be forgotten")
	}
	o.erase(a.Matter)
	if digests(a.Matter) != 0 || digests(b.Matter) != 1 {
		t.Errorf("left: %d, of the other: %d", digests(a.Matter), digests(b.Matter))
	}
}

// TestTermOfMerged: what was reported twice is kept until the term of the matter that it lives on in is over.
func TestTermOfMerged(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r, into := o.report(), o.report()
	o.must("disp", r.Matter, &matter.Merge{Into: into.Matter})
	o.setNow(o.clock().Plus(20 * year))
	o.refuses("forget_open", "admin", r.Matter, &matter.Forget{Reason: "来信"})
	o.must("disp", into.Matter, &matter.Decline{Reason: "不属受理范围"})
	o.refuses("forget_early", "admin", r.Matter, &matter.Forget{Reason: "来信"})
	o.setNow(o.clock().Plus(10 * year))
	o.must("admin", r.Matter, &matter.Forget{Reason: "来信"})
}

// TestForgottenComesBack: where a backup brings back what an event says is erased, the proof names it and the server
// destroys it again; so does whoever restored the whole city, by the list that was kept outside.
func TestForgottenComesBack(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	o := newOffice(t)
	a, b := o.named("张三"), o.named("李四")
	key, data, _ := o.boxes(a)
	o.erase(a)
	o.execute(`UPDATE contacts SET key = $1, data = $2, forgotten = 0 WHERE city = 4304 AND key IS NULL`, key, data)
	if told, _ := o.contactsSay(); len(told) != 1 || !strings.Contains(told[0], "was forgotten") {
		t.Errorf("back: %q", told)
	}
	if n, err := o.Bind(ctx); n != 1 || err != nil {
		t.Errorf("destroyed again: %d %v", n, err)
	}
	o.sound()
	o.reads(b, "李四", "")

	var list []desk.Forgotten
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		list = nil
		return desk.EachForgotten(ctx, tx, 4304, func(x desk.Forgotten) error {
			list = append(list, x)
			return nil
		})
	})
	if len(list) != 1 || list[0].By != matter.ByOffice {
		t.Fatalf("list: %+v", list)
	}
	// the city as it was before: another office in which the report is there and its erasure is not
	p := newOffice(t)
	var id desk.Command
	id.ID = o.id()
	copy(id.ID[:], o.cause(a))
	id.Contact, id.Body = &desk.Contact{Name: "张三"}, &matter.Report{Area: village, Text: "路灯不亮"}
	back, err := p.Do(ctx, p.who["disp"], id)
	if err != nil {
		t.Fatal(err)
	}
	p.reads(back.Matter, "张三", "")
	if _, err := p.ForgetAgain(ctx, p.who["admin"], list); fault.Code(err) != "not_allowed" {
		t.Errorf("by an administrator: %v", err)
	}
	for i, want := range []int{1, 0} {
		if done, err := p.ForgetAgain(ctx, org.Caller{System: true}, list); done != want || err != nil {
			t.Errorf("again %d: %d %v", i, done, err)
		}
	}
	p.reads(back.Matter, "", "contact_none")
	p.sound()
	unknown := desk.Forgotten{Command: strings.Repeat("0", 32)}
	if done, err := p.ForgetAgain(ctx, org.Caller{System: true}, []desk.Forgotten{unknown}); done != 0 || err != nil {
		t.Errorf("a report that is not there: %d %v", done, err)
	}
}

func (o *office) cause(id int64) (command []byte) {
	o.t.Helper()
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		return tx.QueryRow(ctx, "SELECT command FROM events WHERE city = 4304 AND seq = $1", id).Scan(&command)
	})
	return command
}

// TestProofOfForgotten: what is gone without an event, or waits without a wish, is named.
func TestProofOfForgotten(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.report()
	for text, want := range map[string]string{
		"UPDATE contacts SET key = NULL, data = NULL, forgotten = 5": "no event says so",
		"UPDATE contacts SET due = 5":                                "nobody asked",
	} {
		o.says(text, want)
	}
	if err := o.asks(r); err != nil {
		t.Fatal(err)
	}
	o.says("UPDATE contacts SET due = 0", "waits for nothing")
}

// says wants the proof to name what a statement does, which is taken back.
func (o *office) says(text, want string) {
	o.t.Helper()
	var told []string
	err := o.Exclusive(o.t.Context(), func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Script(ctx, text); err != nil {
			return err
		}
		_, err := desk.CheckContacts(ctx, tx, 4304, make([]byte, 32), func(s string) { told = append(told, s) })
		if err != nil {
			return err
		}
		return context.Canceled
	})
	if err == nil || !strings.Contains(strings.Join(told, "\n"), want) {
		o.t.Errorf("%s: %q (%v)", text, told, err)
	}
}

// TestTermIsPolicys: a city's own term, and what was asked for before it was shortened.
func TestTermIsPolicys(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	r := o.report()
	o.must("disp", r.Matter, &matter.Decline{Reason: "不属受理范围"})
	if err := o.asks(r); err != nil {
		t.Fatal(err)
	}
	o.due(0)
	src := bytes.Replace(policy.Default().Source(), []byte("archive: {years: 10"), []byte("archive: {days: 30"), 1)
	if err := o.SetPolicy(t.Context(), o.who["admin"], o.id(), src); err != nil {
		t.Fatal(err)
	}
	if k, err := o.Kept(t.Context(), o.who["admin"], r.Matter); err != nil || k.Free != morning.Plus(30*day) {
		t.Errorf("%+v %v", k, err)
	}
	o.setNow(o.clock().Plus(30*day - 1))
	o.due(0)
	o.setNow(o.clock().Plus(day))
	o.due(1)
}

// TestKeyLeavesTheFile: what was erased is in no page of a city's file any more, nor in the log beside it.
func TestKeyLeavesTheFile(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a := o.named("张三")
	key, data, _ := o.boxes(a)
	var file string
	var n int
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		if tx.Engine() != store.SQLite {
			return nil
		}
		return tx.QueryRow(ctx, "PRAGMA database_list").Scan(&n, new(string), &file)
	})
	if file == "" {
		return // a server's pages are its own: docs/operations.md says how long they last
	}
	holds := func() (held []string) {
		for _, name := range []string{file, file + "-wal"} {
			b, err := os.ReadFile(name)
			if err != nil && !errors.Is(err, fs.ErrNotExist) {
				t.Fatal(err)
			}
			if bytes.Contains(b, key) || bytes.Contains(b, data) {
				held = append(held, filepath.Base(name))
			}
		}
		return held
	}
	if len(holds()) == 0 {
		t.Fatal("it is nowhere to begin with")
	}
	o.erase(a)
	o.Close()
	o.db.Close()
	if held := holds(); len(held) > 0 {
		t.Errorf("the key or what it sealed is still in %q", held)
	}
}
