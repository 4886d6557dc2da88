package help_test

import (
	"strings"
	"testing"
	"time"

	"xiaohao/core/org"
	"xiaohao/loop/care"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
)

// referred is a referral to a relief station that shares what happened and nothing else.
func referred() help.Send {
	return help.Send{Kind: "shelter", Way: care.OutReferral, To: "标记外救助站", For: "标记外借宿一晚", Back: "社会事务办 0734-1234567",
		Share: []string{"text"}}
}

func moved() help.Send {
	s := referred()
	s.Kind, s.Way = "police", care.OutTransfer
	return s
}

// send issues a paper and gives its address.
func (o *town) send(id int64, s help.Send) (help.Code, string) {
	o.T.Helper()
	made, err := o.Send(o.ctx, o.Who["clerk"], o.ID(), id, s)
	o.must(err)
	p, _, err := o.Paper(o.ctx, o.Who["clerk"], id, made.N)
	o.must(err)
	return made, p.Address
}

// reads is what somebody with an address and a session reads.
func (o *town) reads(address, session string) string {
	o.T.Helper()
	s, err := o.Seen(o.ctx, address, session)
	o.must(err)
	if s.Shared == nil {
		return ""
	}
	said := s.Shared.For
	for _, p := range s.Shared.Pieces {
		said += "/" + p.Text
	}
	return said
}

func (o *town) enter(address, code string) string {
	o.T.Helper()
	session, err := o.Enter(o.ctx, o.ID(), address, code)
	o.must(err)
	return session
}

func (o *town) shut(address, code string) {
	o.T.Helper()
	_, err := o.Enter(o.ctx, o.ID(), address, code)
	o.refused("help_paper_nothing", err)
}

func wrong(code string) string { return string('0'+(code[0]-'0'+1)%10) + code[1:] }

// TestAReferralOutside: read once by a code within half an hour, answered late with the same code, and marked as late.
func TestAReferralOutside(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.Set("2027-08-09 13:00")
	id := o.girl()
	o.inHand(id)
	made, address := o.send(id, referred())
	o.shut(address, wrong(made.Code))
	o.shut("0000-0000-0000-0000-0000", made.Code)
	session := o.enter(strings.ToLower(address[:5]+"-"+address[5:]), made.Code[:5]+" "+made.Code[5:])
	if said := o.reads(address, session); said != "标记外借宿一晚/标记甲女孩12岁，来见网友，手机丢了" {
		t.Errorf("shared: %q", said)
	}
	if _, err := o.Seen(o.ctx, address, session[1:]+"A"); fault.Code(err) != "help_paper_nothing" {
		t.Errorf("another browser reads: %v", err)
	}
	o.refused("help_words", o.Reply(o.ctx, o.ID(), address, session, care.OutTakes, help.Reply{Name: "标记外张"}))
	o.must(o.Reply(o.ctx, o.ID(), address, session, care.OutTakes, help.Reply{Name: "标记外张", Phone: "13933332222"}))
	o.Advance(31 * time.Minute)
	if _, err := o.Seen(o.ctx, address, session); fault.Code(err) != "help_paper_nothing" {
		t.Errorf("after half an hour it is read: %v", err)
	}
	session = o.enter(address, made.Code)
	if said := o.reads(address, session); said != "" {
		t.Errorf("the same code reads again: %q", said)
	}
	o.Advance(24 * time.Hour)
	o.overdue(1)
	o.overdue(0)
	session = o.enter(address, made.Code)
	if said := o.reads(address, session); said != "" {
		t.Errorf("read after its time: %q", said)
	}
	o.must(o.Reply(o.ctx, o.ID(), address, session, care.OutAnswers, help.Reply{Name: "标记外张", Phone: "13933332222",
		Text: "标记外住了一晚"}))
	o.shut(address, made.Code)
	o.refused("help_paper_nothing", o.Reply(o.ctx, o.ID(), address, session, care.OutRefuses,
		help.Reply{Name: "标记外张", Phone: "1", Text: "再说一次"}))
	s := o.sheet("clerk", id)
	if p := s.Papers[0]; !p.Late || p.Taken == 0 || p.Answered == 0 || p.Overdue == 0 || p.Opens != 3 || s.Over() {
		t.Errorf("it ends as %+v", p)
	}
	said := ""
	for _, m := range s.Timeline {
		said += m.Note.Whom + m.Note.No + m.Note.Text
	}
	if !strings.Contains(said, "标记外张13933332222标记外住了一晚") {
		t.Errorf("the timeline says %s", said)
	}
	o.looked(id, 3)
	o.proven()
}

// overdue has the clock tell of papers that nobody answered.
func (o *town) overdue(want int) {
	o.T.Helper()
	if n, err := o.PapersDue(o.ctx); n != want || err != nil {
		o.T.Errorf("%d papers are overdue (%v), want %d", n, err, want)
	}
}

// looked wants openings from outside to stand among the readings that who answers for the case is shown.
func (o *town) looked(id int64, want int) {
	o.T.Helper()
	o.Office.Give("clerk", id, &matter.Admit{Person: o.Who["sup"].Person, As: "supervisor", Reason: "督办"})
	list, _, err := o.Readings(o.ctx, o.Who["sup"], id, 0, 100)
	o.must(err)
	n := 0
	for _, r := range list {
		if r.Paper && r.Name == "shelter" {
			n++
		}
	}
	if n != want {
		o.T.Errorf("%d openings among the readings %+v, want %d", n, list, want)
	}
}

// TestATransferOutside takes effect when the receiver accepts: then the case ends, and the call afterwards is waited
// for. Until then, and after a refusal or without an answer, it is the case of who has it.
func TestATransferOutside(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	clerk := o.Who["clerk"]
	first, address := o.send(id, moved())
	_, err := o.Send(o.ctx, clerk, o.ID(), id, moved())
	o.refused("help_paper_waits", err)
	session := o.enter(address, first.Code)
	if o.sheet("clerk", id).Over() {
		t.Fatal("it ended before anybody accepted")
	}
	o.refused("help_paper_nothing", o.Reply(o.ctx, o.ID(), address, session, care.OutAnswers,
		help.Reply{Name: "某", Phone: "1", Text: "一个答复"}))
	o.must(o.Reply(o.ctx, o.ID(), address, session, care.OutRefuses, help.Reply{Name: "某", Phone: "1", Text: "不归我们"}))
	if o.sheet("clerk", id).Over() {
		t.Fatal("a refusal ends it")
	}
	second, address := o.send(id, moved()) // nobody answers
	o.Advance(2*time.Hour + time.Minute)
	o.shut(address, second.Code)
	o.overdue(1)
	third, address := o.send(id, moved())
	session = o.enter(address, third.Code)
	again := o.ID()
	for range 2 { // a double tap
		o.must(o.Reply(o.ctx, again, address, session, care.OutTakes, help.Reply{Name: "标记外王警官", Phone: "110"}))
	}
	if o.reads(address, session) == "" {
		t.Error("who accepted cannot read on in his half hour")
	}
	s := o.sheet("clerk", id)
	if !s.Over() || s.How != "transferred" || !s.Waits() || s.Papers[2].Late {
		t.Errorf("accepted, it is %+v", s.Case)
	}
	o.Office.Give("clerk", id, &matter.Fix{Note: "派出所接走"})
	o.must(o.Told(o.ctx, clerk, o.ID(), id, help.Note{Whom: "派出所"}))
	o.refused("help_follow_waits", o.strike(id))
	_, err = o.Send(o.ctx, clerk, o.ID(), id, moved())
	o.refused("help_ended", err)
	o.must(o.Follow(o.ctx, clerk, o.ID(), id, true, help.Note{Text: "已到家"}))
	o.must(o.strike(id))
	o.proven()
}

// TestFiveWrongCodes shut a paper, for the right code too; the sender makes a new one. Each wrong try looks like an
// address that is not there.
func TestFiveWrongCodes(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	clerk := o.Who["clerk"]
	made, address := o.send(id, referred())
	same := o.ID()
	for range 3 { // the same request again is one try
		_, err := o.Enter(o.ctx, same, address, wrong(made.Code))
		o.refused("help_paper_nothing", err)
	}
	_, err := o.Enter(o.ctx, same, address, made.Code) // and says nothing of another code under its id
	o.refused("help_paper_nothing", err)
	if n := o.sheet("clerk", id).Papers[0].Tries; n != 1 {
		t.Errorf("%d tries", n)
	}
	for range care.OutTries - 1 {
		o.shut(address, wrong(made.Code))
	}
	o.shut(address, made.Code)
	if p := o.sheet("clerk", id).Papers[0]; p.Shut == 0 || p.Tries != care.OutTries {
		t.Errorf("after five it is %+v", p)
	}
	again := o.ID()
	fresh, err := o.Recode(o.ctx, clerk, again, id, 1)
	o.must(err)
	if twice, err := o.Recode(o.ctx, clerk, again, id, 1); err != nil || twice != fresh || fresh.Code == made.Code {
		t.Errorf("a double tap gives %v (%v), the first %v", twice, err, fresh)
	}
	o.shut(address, made.Code)
	session := o.enter(address, fresh.Code)
	if o.reads(address, session) == "" {
		t.Error("the new code reads nothing")
	}
	_, err = o.Recode(o.ctx, clerk, again, id, 1)
	o.refused("help_code_shown", err)
	o.must(o.Withdraw(o.ctx, clerk, o.ID(), id, 1, help.Note{Text: "标记外弄错了"}))
	if _, err := o.Seen(o.ctx, address, session); fault.Code(err) != "help_paper_nothing" {
		t.Errorf("withdrawn, it is read on: %v", err)
	}
	o.shut(address, fresh.Code)
	_, err = o.Recode(o.ctx, clerk, o.ID(), id, 1)
	o.refused("help_paper_over", err)
	o.proven()
}

// TestWhoMaySend: members who keep the case, and nobody by what a paper gives.
func TestWhoMaySend(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	made, _ := o.send(id, referred())
	for _, c := range []org.Caller{o.Who["far"], o.Who["lead"], o.Who["admin"], {}, {Paper: id}} {
		_, err := o.Send(o.ctx, c, o.ID(), id, referred())
		o.refused("matter_missing", err)
		_, err = o.Recode(o.ctx, c, o.ID(), id, made.N)
		if err == nil {
			t.Errorf("%+v makes a code", c)
		}
		if err := o.Withdraw(o.ctx, c, o.ID(), id, made.N, help.Note{Text: "收回"}); err == nil {
			t.Errorf("%+v withdraws", c)
		}
		_, _, err = o.Paper(o.ctx, c, id, made.N)
		o.refused("matter_missing", err)
	}
	o.Office.Give("clerk", id, &matter.Admit{Person: o.Who["ver"].Person, Reason: "核查"})
	_, err := o.Send(o.ctx, o.Who["ver"], o.ID(), id, referred())
	o.refused("member_keeper", err)
	_, _, err = o.Paper(o.ctx, o.Who["ver"], id, made.N)
	o.refused("member_keeper", err)
	if _, err := o.Shared(o.ctx, org.Caller{Paper: id + 1}, id, "x"); fault.Code(err) != "matter_missing" {
		t.Errorf("the paper of another case: %v", err)
	}
	bad := referred()
	bad.Until = o.Cases.Now().Plus(-1)
	_, err = o.Send(o.ctx, o.Who["clerk"], o.ID(), id, bad)
	o.refused("help_until", err)
	bad = moved()
	bad.Kind = "other" // a cousin is no office
	_, err = o.Send(o.ctx, o.Who["clerk"], o.ID(), id, bad)
	o.refused("help_paper_office", err)
	bad = referred()
	bad.Kind = "neighbour"
	_, err = o.Send(o.ctx, o.Who["clerk"], o.ID(), id, bad)
	o.refused("help_choice", err)
}

// TestAPaperIsForgotten: nothing of it is left in any table, neither what was shared nor who received it, and neither
// address nor code ever lay there.
func TestAPaperIsForgotten(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.girl()
	o.inHand(id)
	made, address := o.send(id, moved())
	session := o.enter(address, made.Code)
	o.must(o.Reply(o.ctx, o.ID(), address, session, care.OutTakes, help.Reply{Name: "标记外王警官", Phone: "13977778888"}))
	o.must(o.Told(o.ctx, o.Who["clerk"], o.ID(), id, help.Note{Whom: "派出所"}))
	o.must(o.Waive(o.ctx, o.Who["clerk"], o.ID(), id, help.Note{Text: "派出所负责"}))
	o.Office.Give("clerk", id, &matter.Fix{Note: "派出所接走"})
	o.must(o.strike(id))
	look := func(when string, without ...string) {
		t.Helper()
		o.CatchUp()
		all := o.dump()
		for name, said := range all {
			for _, w := range []string{"标记", "13977778888", made.Code, address, session} {
				if strings.Contains(said, w) {
					t.Errorf("%s: %s holds %s", when, name, w)
				}
			}
		}
		for _, name := range without {
			if strings.TrimSpace(all[name]) != "" {
				t.Errorf("%s: %s is not empty", when, name)
			}
		}
	}
	look("sealed")
	o.Advance(3655 * 24 * time.Hour)
	if n, err := o.ForgetDue(o.ctx); n != 1 || err != nil {
		t.Fatalf("forgotten: %d %v", n, err)
	}
	look("forgotten", "sealed_words", "help_papers")
	o.shut(address, made.Code)
	o.proven()
}
