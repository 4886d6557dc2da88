package api_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xiaohao/faces/gate"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// TestEveryCommand walks all commands through all that a command must have: a place in the transition table, events,
// words in both languages, photos that the door claims and verify proves, a form where a person may give it on a
// matter's page, and a body in the description of this interface. Whoever adds one learns here what is missing.
func TestEveryCommand(t *testing.T) {
	o := newOffice(t, gate.Options{TrustLoopback: true})
	bodies := o.judge.Schema("Bodies")["properties"].(map[string]any)
	m := &matter.Matter{ID: 1, Kind: matter.Problem, Area: 430405001000, Severity: matter.General}
	for _, d := range matter.Descriptions() {
		if r, ok := matter.RuleOf(d.Command); !ok || len(r.From) == 0 || r.To == "" {
			t.Errorf("%s has no place in the transition table", d.Command)
		}
		spoken(t, d)
		if d.Brings(matter.PhotosField) {
			photographed(t, d)
		}
		if d.ClockOnly() {
			if bodies[string(d.Command)] != nil {
				t.Errorf("the description offers %s, which only the clock gives", d.Command)
			}
			continue
		}
		if !d.Elsewhere {
			shown := 0
			for _, in := range o.desk.Form(d.Command, m) {
				if shown++; in.Field.Hidden {
					t.Errorf("the form of %s asks for %s", d.Command, in.Name)
				}
			}
			if wants := slices.ContainsFunc(d.Fields, func(f matter.Field) bool {
				return !f.Hidden
			}); wants != (shown > 0) {
				t.Errorf("%s has no form", d.Command)
			}
		}
		schema := bodies[string(d.Command)]
		if schema == nil {
			t.Errorf("components.schemas.Bodies has no entry for %s; it should be\n%s: %s", d.Command, d.Command,
				flow(bodySchema(d)))
			continue
		}
		if diff := cmp.Diff(plain(bodySchema(d)), schema); diff != "" {
			t.Errorf("%s: the command (-) and its entry in components.schemas.Bodies (+):\n%sit should be\n%s: %s",
				d.Command, diff, d.Command, flow(bodySchema(d)))
		}
	}
	for name := range bodies {
		if _, ok := matter.Describe(matter.CommandName(name)); !ok {
			t.Errorf("components.schemas.Bodies describes %s, which is no command", name)
		}
	}
}

// spoken says that everything about a command that people read has its words.
func spoken(t *testing.T, d matter.Description) {
	t.Helper()
	keys := []string{"command." + string(d.Command)}
	if !d.ClockOnly() && !d.Elsewhere {
		keys = append(keys, "hint."+string(d.Command))
		if d.Command != "reveal" { // which answers with what was asked for
			keys = append(keys, "flash."+string(d.Command))
		}
	}
	for _, mk := range d.Events {
		keys = append(keys, "event."+string(mk().Type()))
	}
	for _, f := range d.Fields {
		if !f.Hidden && !d.ClockOnly() && !d.Elsewhere && f.Kind != matter.LatField && f.Kind != matter.LngField {
			keys = append(keys, f.Label())
		}
		for _, k := range []string{f.Yes, f.No} {
			if k != "" {
				keys = append(keys, k)
			}
		}
		if f.Kind == matter.VerdictField && (f.Yes == "" || f.No == "") {
			t.Errorf("%s: the answers of %s have no words", d.Command, f.Name)
		}
	}
	for _, k := range keys {
		if zh, en := lang.T(lang.Zh, k, nil), lang.T(lang.En, k, nil); !lang.Has(k) || zh == "" || en == "" {
			t.Errorf("%s: no words for %s", d.Command, k)
		}
	}
}

// photographed says that the photos of a command are found by the door, and those of its event by verify.
func photographed(t *testing.T, d matter.Description) {
	t.Helper()
	c := d.New()
	for i, f := range d.Fields {
		if f.Kind == matter.PhotosField {
			d.Put(c, i, []string{"token"})
		}
	}
	if !slices.Equal(matter.UploadsOf(c), []string{"token"}) {
		t.Errorf("the door does not find the photos of %s", d.Command)
	}
	proven := false
	for _, mk := range d.Events {
		b := mk()
		for v, i := reflect.ValueOf(b).Elem(), 0; i < v.NumField(); i++ {
			if v.Field(i).Type() == reflect.TypeFor[[]matter.Photo]() {
				v.Field(i).Set(reflect.ValueOf([]matter.Photo{{ID: "a"}}))
			}
		}
		proven = proven || len(matter.PhotosOf(b)) == 1
	}
	if !proven {
		t.Errorf("verify finds no photos of %s", d.Command)
	}
}

// bodySchema is what the description must say of a command's body.
func bodySchema(d matter.Description) map[string]any {
	properties := map[string]any{}
	var required []string
	for _, f := range d.Fields {
		if f.Kind == matter.VoiceField {
			continue // the door says it
		}
		properties[f.Name] = fieldSchema(f)
		if f.Demand == matter.Required {
			required = append(required, f.Name)
		}
	}
	s := map[string]any{"type": "object"}
	if len(properties) > 0 {
		s["properties"] = properties
	}
	if len(required) > 0 {
		s["required"] = required
	}
	return s
}

var orNull = []string{"number", "null"}

func fieldSchema(f matter.Field) map[string]any {
	id := map[string]any{"type": "integer", "format": "int64"}
	switch f.Kind {
	case matter.LatField:
		return map[string]any{"type": orNull, "minimum": -90, "maximum": 90}
	case matter.LngField:
		return map[string]any{"type": orNull, "minimum": -180, "maximum": 180}
	case matter.UnitField, matter.PersonField, matter.MatterField, matter.PointField, matter.NoticeField,
		matter.InstantField, matter.DayField:
		return id
	case matter.UnitsField, matter.MattersField:
		return limited(map[string]any{"type": "array", "items": id}, "maxItems", f.Max)
	case matter.PhotosField:
		return limited(map[string]any{"type": "array", "items": map[string]any{"type": "string"}}, "maxItems", f.Max)
	case matter.YesField, matter.VerdictField:
		return map[string]any{"type": "boolean"}
	case matter.NumberField:
		return limited(map[string]any{"type": "integer", "minimum": 0}, "maximum", f.Max)
	}
	s := limited(map[string]any{"type": "string"}, "maxLength", f.Max)
	if words := f.Enum(); words != nil {
		s["enum"] = words
	}
	return s
}

func limited(s map[string]any, key string, most int) map[string]any {
	if most > 0 {
		s[key] = most
	}
	return s
}

// plain is a value as JSON reads it back.
func plain(v any) (out any) {
	raw, _ := json.Marshal(v)
	_ = json.Unmarshal(raw, &out)
	return out
}

// flow writes a value as YAML on one line.
func flow(v any) string {
	raw, _ := json.Marshal(v)
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(string(raw), `"`, ""), ":", ": "), ",", ", ")
}
