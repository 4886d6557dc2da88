package desk

import (
	"reflect"
	"slices"
	"strings"
	"testing"

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
		got := reflect.ValueOf(unsigned(c)).Elem()
		for i := range got.NumField() {
			name, _, _ := strings.Cut(got.Type().Field(i).Tag.Get("json"), ",")
			if got.Field(i).Kind() != reflect.String || said[name] {
				continue
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
