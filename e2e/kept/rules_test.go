package kept_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
)

// TestCommands reads each command as clients write it, with every field that it has, and writes the same. -keep makes
// the file from what the commands are now.
func TestCommands(t *testing.T) {
	names := matter.CommandNames()
	if *keep {
		var b strings.Builder
		for _, name := range names {
			c, _ := matter.NewCommand(name)
			example(reflect.ValueOf(c).Elem())
			raw, err := json.Marshal(c)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&b, "%s %s\n", name, raw)
		}
		compare(t, "commands.txt", b.String())
	}
	var known []matter.CommandName
	for _, line := range strings.Split(strings.TrimSpace(string(readKept(t, "commands.txt"))), "\n") {
		word, body, _ := strings.Cut(line, " ")
		name := matter.CommandName(word)
		known = append(known, name)
		c, ok := matter.NewCommand(name)
		if !ok {
			t.Errorf("there is no command %s any more", name)
			continue
		}
		d := json.NewDecoder(strings.NewReader(body))
		d.DisallowUnknownFields()
		if err := d.Decode(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if raw, err := json.Marshal(c); err != nil || !bytes.Equal(raw, []byte(body)) {
			t.Errorf("%s was\n%s and is\n%s %v", name, body, raw, err)
		}
	}
	if !slices.Equal(known, names) {
		t.Errorf("the commands are %v, kept were %v", names, known)
	}
}

// example fills every field that JSON carries.
func example(v reflect.Value) {
	if v.Type() == reflect.TypeFor[area.Code]() {
		v.SetInt(430405001001)
		return
	}
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).Tag.Get("json") != "-" && v.Field(i).CanSet() {
				example(v.Field(i))
			}
		}
	case reflect.String:
		v.SetString("字")
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Float64:
		v.SetFloat(26.5)
	case reflect.Int, reflect.Int64:
		v.SetInt(7)
	case reflect.Uint8:
		v.SetUint(1)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		example(v.Elem())
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		example(v.Index(0))
	}
}

// TestPolicy reads the built-in policy and the kept city's: their digests, who may give which command, and the terms
// of every kind, severity and category.
func TestPolicy(t *testing.T) {
	file := filepath.Join(fresh(t).data, "policy.yaml")
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	own, err := policy.Parse(src)
	if err != nil {
		t.Fatal(err)
	}
	compare(t, "policy.txt", "built in\n"+told(t, policy.Default())+"\nof the kept city\n"+told(t, own))
	for _, p := range []*policy.Policy{policy.Default(), own} {
		again, err := policy.Parse(p.Source())
		if err != nil || again.Digest() != p.Digest() || told(t, again) != told(t, p) {
			t.Errorf("a policy's own source is another policy: %v", err)
		}
	}
}

func told(t *testing.T, p *policy.Policy) string {
	t.Helper()
	line := func(v any) string {
		b, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	// The kept file is of when the rule of recurrence was called Return.
	terms := func(t matter.Terms) string { return strings.Replace(line(t), `"Recurrence":`, `"Return":`, 1) }
	var b strings.Builder
	fmt.Fprintf(&b, "digest %s, source %x\n", p.Digest(), sha256.Sum256(p.Source()))
	fmt.Fprintf(&b, "city %s, hash %s, seal %s\n", line(p.City), p.Hash, p.Seal)
	for _, name := range matter.CommandNames() {
		fmt.Fprintf(&b, "may %s %s\n", name, strings.Join(matter.Plain(p.May(name)), " "))
	}
	fmt.Fprintf(&b, "lists %s\nnotices %s\nladder %s\n", line(p.Lists), line(p.Notices), line(p.Ladder))
	fmt.Fprintf(&b, "recheck %s\ninspect %s\npattern %s\n", line(p.Recheck), line(p.Inspect), line(p.Pattern))
	fmt.Fprintf(&b, "columns %s\nmap %s\nassessment %s\n", line(p.Columns), line(p.Map), line(p.Assessment))
	for _, k := range matter.Kinds() {
		for _, s := range matter.Severities() {
			plain := terms(p.Terms(k, "", s))
			fmt.Fprintf(&b, "terms %v %v %s\n", k, s, plain)
			for _, c := range p.Categories() {
				if own := terms(p.Terms(k, c.Code, s)); own != plain {
					fmt.Fprintf(&b, "terms %v %v %s %.16x\n", k, s, c.Code, sha256.Sum256([]byte(own)))
				}
			}
		}
	}
	for _, c := range p.Categories() {
		fmt.Fprintf(&b, "category %s %s %s %s %v %v\n", c.Code, c.Group, c.Zh, c.En, c.Severity, c.Keywords)
	}
	return b.String()
}
