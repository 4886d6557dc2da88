package matter

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
)

// goTypes are the types that a kind of field can have in the struct of its command.
var goTypes = map[FieldKind][]reflect.Type{
	LineField: {reflect.TypeFor[string]()}, WordsField: {reflect.TypeFor[string]()},
	CodeField: {reflect.TypeFor[string]()}, ChoiceField: {reflect.TypeFor[string]()},
	CategoryField: {reflect.TypeFor[string]()}, SeverityField: {reflect.TypeFor[Severity]()},
	KindField: {reflect.TypeFor[Kind]()}, SourceField: {reflect.TypeFor[Source]()},
	AreaField: {reflect.TypeFor[area.Code]()}, DatumField: {reflect.TypeFor[string]()},
	LatField: {reflect.TypeFor[*float64]()}, LngField: {reflect.TypeFor[*float64]()},
	UnitField: {reflect.TypeFor[int64]()}, UnitsField: {reflect.TypeFor[[]int64]()},
	PersonField: {reflect.TypeFor[int64]()}, MatterField: {reflect.TypeFor[int64]()},
	MattersField: {reflect.TypeFor[[]int64]()}, PointField: {reflect.TypeFor[int64]()},
	NoticeField: {reflect.TypeFor[int64]()}, InstantField: {reflect.TypeFor[calendar.Instant]()},
	DayField: {reflect.TypeFor[calendar.Instant]()}, PhotosField: {reflect.TypeFor[[]string]()},
	YesField: {reflect.TypeFor[bool]()}, VerdictField: {reflect.TypeFor[bool]()},
	NumberField: {reflect.TypeFor[int]()}, VoiceField: {reflect.TypeFor[string]()},
}

// TestEveryFieldIsDescribed compares descriptions with structs: whatever the JSON of a command can hold is described,
// once, under its name, as what it is.
func TestEveryFieldIsDescribed(t *testing.T) {
	for _, d := range Descriptions() {
		typ := reflect.TypeOf(d.New()).Elem()
		var has, said []string
		for i := range typ.NumField() {
			if tag, _, _ := strings.Cut(typ.Field(i).Tag.Get("json"), ","); tag != "-" {
				has = append(has, tag)
			}
		}
		for i, f := range d.Fields {
			said = append(said, f.Name)
			if d.at[i] < 0 {
				t.Errorf("%s has no field %s", d.Command, f.Name)
				continue
			}
			if got := typ.Field(d.at[i]).Type; !slices.Contains(goTypes[f.Kind], got) {
				t.Errorf("%s: %s is a %v, which does not fit its kind %d", d.Command, f.Name, got, f.Kind)
			}
			if f.Kind.Free() != (f.Max > 0 && f.Kind <= WordsField) {
				t.Errorf("%s: %s is a text without a limit", d.Command, f.Name)
			}
		}
		slices.Sort(has)
		slices.Sort(said)
		if !slices.Equal(has, said) {
			t.Errorf("%s: the struct holds %v, the description %v", d.Command, has, said)
		}
	}
}

// TestEveryEventIsDescribedOnce says that no event stands in the file of two commands.
func TestEveryEventIsDescribedOnce(t *testing.T) {
	of := map[EventType]CommandName{}
	for _, d := range Descriptions() {
		for _, mk := range d.Events {
			typ := mk().Type()
			if other := of[typ]; other != "" {
				t.Errorf("%s is described with %s and with %s", typ, other, d.Command)
			}
			of[typ] = d.Command
		}
	}
	if len(of) != len(EventTypes()) {
		t.Errorf("%d events are described, %d are known", len(of), len(EventTypes()))
	}
}

// TestEveryFormHasItsPlace says that each command that a person gives on a matter's page has a place of its own there,
// and no other command has one.
func TestEveryFormHasItsPlace(t *testing.T) {
	of := map[int]CommandName{}
	for _, d := range Descriptions() {
		switch onPage := !d.Elsewhere && !d.ClockOnly(); {
		case onPage != (d.Place > 0):
			t.Errorf("%s stands on a matter's page: %v, its place is %d", d.Command, onPage, d.Place)
		case !onPage && (d.Leads || d.Harsh):
			t.Errorf("%s leads or is harsh, and has no form", d.Command)
		case onPage && of[d.Place] != "":
			t.Errorf("%s and %s stand in the place %d", d.Command, of[d.Place], d.Place)
		}
		of[d.Place] = d.Command
	}
	if first := Placed()[0]; len(Placed()) != len(of)-1 || first.Command != CmdUpholdAppeal {
		t.Errorf("%d forms in %d places, the first is %s", len(Placed()), len(of)-1, first.Command)
	}
}

// ready are matters of which one is as each command wants it.
func ready(s State) []*Matter {
	base := Matter{ID: 1, State: s, Kind: Problem, Area: village, Category: "road", Severity: General, Lead: 10,
		Due: t0 + hour, Left: 30, Notices: []Notice{{Seq: 5, Paper: Paper{Kind: "supervise"}}},
		Recurrent: &Mark{At: 1}}
	asked, parked, done := base, base, base
	asked.Extension, asked.Appeal = &Ask{Until: t0 + hour}, &Appealed{Ground: NotLate}
	asked.Drawn, asked.Draft = &Drawn{Person: 3}, &Draft{}
	parked.Suspension = &Ask{Until: t0 + hour}
	done.Root = &Root{}
	return []*Matter{&base, &asked, &parked, &done}
}

// TestLimitsAreKept gives every command texts that are too long, and none where one is demanded: the decision refuses
// what the description says it does, on the field by its name.
func TestLimitsAreKept(t *testing.T) {
	refused := func(d Description, i int, text string) (codes []string) {
		for _, s := range d.From {
			for _, m := range ready(s) {
				c := d.New()
				n := 0
				for j, f := range d.Fields {
					if f.Kind.Free() {
						d.Put(c, j, "字")
					}
					if v := reflect.ValueOf(c).Elem().Field(d.at[j]); f.Kind == MatterField || f.Kind == NoticeField {
						v.SetInt(5)
					} else if f.Kind == UnitField {
						v.SetInt(10)
					} else if f.Among == GroundsLeft {
						v.SetString(NotOurs)
					} else if f.Among == MarksOf {
						v.SetString(Recurrent)
					} else if f.Kind == AreaField {
						v.SetInt(int64(village))
					}
					n++
				}
				d.Put(c, i, text)
				f := facts(t0, Actor{Person: 3, Level: area.County})
				f.Target = &Matter{ID: 2, State: Listed}
				_, err := Decide(m, c, f)
				code, on := fault.Code(err), fault.Of(err).Field
				codes = append(codes, code)
				if strings.HasPrefix(code, "text_") && on != d.Fields[i].Name {
					t.Errorf("%s: %s of the field %s is told on %q", d.Command, code, d.Fields[i].Name, on)
				}
			}
		}
		return codes
	}
	for _, d := range Descriptions() {
		for i, f := range d.Fields {
			if !f.Kind.Free() {
				continue
			}
			if got := refused(d, i, strings.Repeat("字", f.Max+1)); !slices.Contains(got, "text_long") {
				t.Errorf("%s with a %s of %d characters: %v", d.Command, f.Name, f.Max+1, got)
			}
			if got := refused(d, i, strings.Repeat("字", f.Max)); slices.Contains(got, "text_long") {
				t.Errorf("%s with a %s of %d characters: %v", d.Command, f.Name, f.Max, got)
			}
			missing := slices.Contains(refused(d, i, " "), "text_missing")
			_, policy := f.Demand.Evidence(Terms{})
			if !policy && missing != (f.Demand == Required) {
				t.Errorf("%s without %s is refused: %v, demand %d", d.Command, f.Name, missing, f.Demand)
			}
		}
	}
}

// TestRewording puts a number into every text of every command: all free words are put through, nothing else changes,
// and the command that was given stays as it is.
func TestRewording(t *testing.T) {
	for _, d := range Descriptions() {
		c := d.New()
		n := 0
		example(reflect.ValueOf(c).Elem(), &n)
		was, _ := json.Marshal(c)
		got := Reworded(c, func(_ FieldKind, s string) string { return s + "!" })
		if is, _ := json.Marshal(c); string(is) != string(was) {
			t.Errorf("%s was changed: %s", d.Command, is)
		}
		want := reflect.ValueOf(Copy(c)).Elem()
		for _, f := range d.Fields {
			if v := want.FieldByIndex([]int{placeOf(want.Type(), f.Name)}); f.Kind.Free() {
				v.SetString(v.String() + "!")
			}
		}
		if !reflect.DeepEqual(reflect.ValueOf(got).Elem().Interface(), want.Interface()) {
			t.Errorf("%s: %+v", d.Command, got)
		}
	}
}

// TestOutsideIsFound says that whatever was taken outside says so to whoever asks.
func TestOutsideIsFound(t *testing.T) {
	found := 0
	for _, mk := range bodies {
		b := mk()
		v, n := reflect.ValueOf(b).Elem(), 0
		example(v, &n)
		var want *Outside
		if f := v.FieldByName("Outside"); f.IsValid() {
			want, found = f.Interface().(*Outside), found+1
		}
		if got := OutsideOf(b); got != want {
			t.Errorf("%s: %v, want %v", b.Type(), got, want)
		}
	}
	if found < 4 {
		t.Errorf("only %d events can be taken outside", found)
	}
}
