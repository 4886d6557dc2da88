package desk_test

import (
	"bytes"
	"errors"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// TestSameIDOtherWords gives a command twice: with the same words it is a repeat, with other words a conflict that
// shows both texts to the same person, and to a resident his own. What an earlier program remembered, without a
// digest, is repeated as it was.
func TestSameIDOtherWords(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	resident := org.Caller{Voice: "d1"}
	give := func(c org.Caller, cmd desk.Command) (desk.Result, error) { return o.Do(t.Context(), c, cmd) }
	say := func(b *matter.Report) desk.Command { return desk.Command{Body: b, Said: b} }
	report := say(&matter.Report{Area: village, Text: "路灯不亮，电话 13812345678"})
	report.ID = o.id()
	first, err := give(resident, report)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := give(resident, report); err != nil || !again.Repeated || again.Receipt != first.Receipt {
		t.Errorf("the same again: %+v %v", again, err)
	}
	other := say(&matter.Report{Area: village, Text: "路灯不亮，电话 13812345679"})
	other.ID = report.ID
	_, err = give(resident, other)
	if fault.Code(err) != "command_other" || !strings.Contains(lang.Error(lang.Zh, fault.Of(err)), "13812345679") ||
		strings.Contains(lang.Error(lang.Zh, fault.Of(err)), "13812345678") {
		t.Errorf("a resident's other words: %v", err)
	}

	comment := func(text string) desk.Command {
		b := &matter.Comment{Text: text}
		return desk.Command{Matter: first.Matter, Body: b, Said: b}
	}
	note, changed := comment("已电话核实"), comment("已现场核实")
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
	changed.Said = nil
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
	give := func(id ledger.ID, b *matter.Report) (desk.Result, error) {
		return o.Do(t.Context(), org.Caller{}, desk.Command{ID: id, Body: b, Said: b})
	}
	id := o.id()
	if _, err := give(id, with(10)); err != nil {
		t.Fatal(err)
	}
	if again, err := give(id, with(10)); err != nil || !again.Repeated {
		t.Errorf("the same picture: %+v %v", again, err)
	}
	if _, err := give(id, with(200)); fault.Code(err) != "command_other" {
		t.Errorf("another picture: %v", err)
	}
}

// TestSameIDOtherChange does the same with a change of the organisation.
func TestSameIDOtherChange(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	who := o.who["admin"]
	id := o.id()
	unit := func(name string) []org.Change {
		return []org.Change{&org.UnitSet{Code: "lamp", Zh: name, Area: village}}
	}
	change := func(name string) error {
		_, err := o.Change(t.Context(), who, id, unit(name))
		return err
	}
	if err := errors.Join(change("路灯所"), change("路灯所")); err != nil {
		t.Fatal(err)
	}
	if err := change("路灯管理所"); fault.Code(err) != "command_other_words" {
		t.Errorf("another unit under the same id: %v", err)
	}
}
