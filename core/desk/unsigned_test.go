package desk

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/loop/matter"
)

// TestEverythingSaidWithoutALoginIsRedacted looks at every command that somebody without a login may give, by default
// or by a city's policy: no text in it keeps a telephone number.
func TestEverythingSaidWithoutALoginIsRedacted(t *testing.T) {
	const phone = "13812345678"
	texts := 0
	for _, d := range matter.Descriptions() {
		// Desk.lay does a report
		if d.ClockOnly() || slices.Contains(d.Never, matter.Resident) || d.Command == "report" {
			continue
		}
		c := d.New()
		said := map[string]bool{}
		v := reflect.ValueOf(c).Elem()
		for i := range v.NumField() {
			if f := v.Field(i); f.Kind() == reflect.String {
				f.SetString("电话" + phone)
			}
		}
		for _, f := range d.Fields {
			switch f.Kind { // a word of a few, or said by the program
			case matter.ChoiceField, matter.CategoryField, matter.VoiceField:
				said[f.Name] = true
			}
		}
		got := reflect.ValueOf(public(org.Caller{}, c)).Elem()
		for i := range got.NumField() {
			name, _, _ := strings.Cut(got.Type().Field(i).Tag.Get("json"), ",")
			if got.Field(i).Kind() != reflect.String || said[name] ||
				got.Field(i).Type() == reflect.TypeFor[matter.Lost]() {
				continue // a word of a few is said by the clock alone
			}
			if texts++; strings.Contains(got.Field(i).String(), phone) {
				t.Errorf("%s keeps %q in %s", d.Command, got.Field(i), name)
			}
		}
	}
	if texts < 20 {
		t.Errorf("only %d texts were looked at", texts)
	}
}

// TestStaffsReasonsAreRedacted looks at every command whose step the holder of a receipt is shown: no reason or
// remark in it keeps a telephone number or a plate, whoever gave it. A plate in a title or a place is what the matter
// is about.
func TestStaffsReasonsAreRedacted(t *testing.T) {
	t.Parallel()
	const said, where = "机主13812345678、139 1234 5678，车牌湘D·12345", "湘D·12345车旁"
	staff := org.Caller{Person: 7}
	looked := 0
	for _, d := range matter.Descriptions() {
		c := d.New()
		if _, ok := c.(*matter.Report); ok || !shownToReporters(c) {
			continue
		}
		for i, f := range d.Fields {
			switch f.Kind {
			case matter.WordsField:
				d.Put(c, i, said)
			case matter.LineField:
				d.Put(c, i, where)
			}
		}
		got := public(staff, c)
		v, _ := json.Marshal(got)
		for _, f := range d.Fields {
			if f.Kind == matter.WordsField {
				looked++
			}
		}
		if s := string(v); strings.Contains(s, "1234 ") || strings.Contains(s, "138") || strings.Contains(s, "车牌湘") {
			t.Errorf("%s keeps %s", d.Command, s)
		} else if d.Brings(matter.LineField) && !strings.Contains(s, where) {
			t.Errorf("%s loses the place: %s", d.Command, s)
		}
	}
	if looked < 8 {
		t.Errorf("only %d reasons were looked at", looked)
	}
	inside := &matter.Comment{Text: said}
	if got := public(staff, inside).(*matter.Comment).Text; got != said {
		t.Errorf("what staff says to staff became %q", got)
	}
	if got := public(staff, &matter.Comment{Text: said, Public: true}).(*matter.Comment).Text; got == said {
		t.Error("an answer to the reporter keeps numbers")
	}
}
