package matter

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// plain are the texts of commands that nobody says in his own words, each with what it is. A text that stands neither
// here nor among a command's free fields would lie open in the ledger for ever.
var plain = map[string]string{
	"Admit.As":           "one of Ways",
	"Amend.Category":     "a code of policy",
	"Amend.Deadline":     "one of DeadlineFates",
	"Appeal.Ground":      "one of policy's grounds",
	"Draw.Week":          "of the clock",
	"List.Category":      "a code of policy",
	"MeToo.Voice":        "a digest; nobody adds a voice to a case",
	"Unmark.Mark":        "one of the marks",
	"Attach.Photos[]":    "refused in a case",
	"DoneRoot.Photos[]":  "refused in a case",
	"Fix.Photos[]":       "refused in a case",
	"Recheck.Photos[]":   "refused in a case",
	"Reject.Photos[]":    "refused in a case",
	"Reopen.Photos[]":    "refused in a case",
	"StrikeOff.Photos[]": "refused in a case",
}

// TestWhatIsSaidIsVeiled fills every text of every command with words and wants none of them left once it is veiled,
// but for those that are named here; and takes each of these for what it is: with words in it the command is refused.
func TestWhatIsSaidIsVeiled(t *testing.T) {
	const words = "标记甲女孩"
	found := map[string]bool{}
	for _, name := range CommandNames() {
		if name == CmdReport { // its event is veiled whole: see below
			continue
		}
		c, _ := NewCommand(name)
		for _, at := range textsOf(reflect.ValueOf(c).Elem(), "") {
			c, _ := NewCommand(name)
			set(reflect.ValueOf(c).Elem(), at, words)
			veiled, _, err := Veiled(c, func(string) string { return Token("ABCDEFGHJKMNPQRSTVWX") })
			if err != nil {
				t.Errorf("%s: %v", name, err)
				continue
			}
			raw, err := json.Marshal(veiled)
			if err != nil {
				raw = []byte(err.Error())
			}
			if strings.Contains(string(raw), words) {
				found[reflect.TypeOf(c).Elem().Name()+at] = true
			}
		}
	}
	for _, at := range slices.Sorted(maps.Keys(found)) {
		if plain[at] == "" {
			t.Errorf("%s lies open, and nobody says what it is", at)
		}
	}
	for at := range plain {
		if !found[at] {
			t.Errorf("%s is named here and is veiled, or is not there", at)
		}
	}
}

// TestWhatAReportSaysIsVeiled does the same with the events that veil takes apart.
func TestWhatAReportSaysIsVeiled(t *testing.T) {
	const words = "标记甲女孩"
	open := map[string]string{"Category": "a code of policy", "Sealed": "the token", "Source": "one of Sources",
		"SourceNo": "another system's number, by which a repeat is known", "Receipt": "a digest",
		"Doubt":      "one of four",
		"Via[].Name": "of a program", "Via[].Token": "another system's number", "Members[].As": "one of five",
		"Number": "of the list",
		"Reason": "veiled in the command"}
	for _, b := range []Body{&WasReported{}, &WasListed{}, &WasAmended{}} {
		for _, at := range textsOf(reflect.ValueOf(b).Elem(), "") {
			b := reflect.New(reflect.TypeOf(b).Elem()).Interface().(Body)
			set(reflect.ValueOf(b).Elem(), at, words)
			err := Veil(b, func(string) string { return "走失儿童" }, Opening{}, func(Opening) (string, error) {
				return Token("ABCDEFGHJKMNPQRSTVWX"), nil
			})
			raw, _ := json.Marshal(b)
			if strings.HasPrefix(at, ".Photos") { // refused in a case
				continue
			}
			if err != nil || strings.Contains(string(raw), words) && open[strings.TrimPrefix(at, ".")] == "" {
				t.Errorf("%T%s lies open: %s %v", b, at, raw, err)
			}
		}
	}
}

// textsOf are the paths of all texts in a struct, those in lists of structs among them.
func textsOf(v reflect.Value, path string) (out []string) {
	switch v.Kind() {
	case reflect.String:
		return []string{path}
	case reflect.Struct:
		for i := range v.NumField() {
			out = append(out, textsOf(v.Field(i), path+"."+v.Type().Field(i).Name)...)
		}
	case reflect.Slice, reflect.Pointer:
		out = textsOf(reflect.New(v.Type().Elem()).Elem(), path+"[]")
	}
	return out
}

func set(v reflect.Value, path, words string) {
	switch {
	case path == "":
		v.SetString(words)
	case strings.HasPrefix(path, "[]") && v.Kind() == reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		set(v.Elem(), path[2:], words)
	case strings.HasPrefix(path, "[]"):
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		set(v.Index(0), path[2:], words)
	default:
		name, _, _ := strings.Cut(path[1:], ".")
		name, _, _ = strings.Cut(name, "[")
		set(v.FieldByName(name), path[1+len(name):], words)
	}
}
