package desk_test

import (
	"bytes"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// TestSameIDOtherWords gives a command twice: with the same words it is a repeat, with other words a conflict that shows
// both texts to the same person, and to a resident only that it is one. What an earlier program remembered, without a
// digest, is repeated as it was.
func TestSameIDOtherWords(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	resident := org.Caller{Voice: "d1"}
	give := func(c org.Caller, cmd desk.Command) (desk.Result, error) { return o.Do(t.Context(), c, cmd) }
	report := desk.Command{ID: o.id(), Given: true, Body: &matter.Report{Area: village, Text: "路灯不亮，电话 13812345678"}}
	first, err := give(resident, report)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := give(resident, report); err != nil || !again.Repeated || again.Receipt != first.Receipt {
		t.Errorf("the same again: %+v %v", again, err)
	}
	other := report
	other.Body = &matter.Report{Area: village, Text: "路灯不亮，电话 13812345679"}
	_, err = give(resident, other)
	if fault.Code(err) != "command_other" || strings.Contains(lang.Error(lang.Zh, fault.Of(err)), "路灯") {
		t.Errorf("a resident's other words: %v", err)
	}

	say := func(text string) desk.Command {
		return desk.Command{ID: report.ID, Matter: first.Matter, Given: true, Body: &matter.Comment{Text: text}}
	}
	note, changed := say("已电话核实"), say("已现场核实")
	note.ID = o.id()
	changed.ID = note.ID
	if _, err := give(o.who["disp"], note); err != nil {
		t.Fatal(err)
	}
	_, err = give(o.who["disp"], changed)
	said := lang.Error(lang.Zh, fault.Of(err))
	if fault.Code(err) != "command_other_words" || !strings.Contains(said, "已电话核实") ||
		!strings.Contains(said, "已现场核实") {
		t.Errorf("both texts: %v, %s", err, said)
	}
	if _, err := give(o.who["disp-city"], changed); fault.Code(err) != "command_foreign" {
		t.Errorf("another person: %v", err)
	}
	changed.Given = false
	if again, err := give(o.who["disp"], changed); err != nil || !again.Repeated {
		t.Errorf("an id that the program made is not compared: %+v %v", again, err)
	}
}

// TestPhotosByContent sends the same picture under another token: that is the same command.
func TestPhotosByContent(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	with := func(shade uint8) *matter.Report {
		u, err := o.Upload(t.Context(), org.Caller{}, bytes.NewReader(picture(t, shade, 90)))
		if err != nil {
			t.Fatal(err)
		}
		return &matter.Report{Area: village, Text: "井盖破了", Photos: []string{u.Token}}
	}
	c := desk.Command{ID: o.id(), Given: true, Body: with(10)}
	if _, err := o.Do(t.Context(), org.Caller{}, c); err != nil {
		t.Fatal(err)
	}
	c.Body = with(10)
	if again, err := o.Do(t.Context(), org.Caller{}, c); err != nil || !again.Repeated {
		t.Errorf("the same picture: %+v %v", again, err)
	}
	c.Body = with(200)
	if _, err := o.Do(t.Context(), org.Caller{}, c); fault.Code(err) != "command_other" {
		t.Errorf("another picture: %v", err)
	}
}
