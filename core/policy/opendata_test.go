package policy

import (
	"errors"
	"strings"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/loop/calendar"
)

// withOpenData is the default file with another section open_data.
func withOpenData(section string) []byte {
	head, _, _ := strings.Cut(string(defaultSource), "\nopen_data:")
	return []byte(head + "\n" + section + "\n")
}

// TestOpenData reads the section: what is not written is off and exact, and the first category that fits counts.
func TestOpenData(t *testing.T) {
	t.Parallel()
	for _, source := range [][]byte{withOpenData(""), defaultSource} {
		p, err := Parse(source)
		if err != nil {
			t.Fatal(err)
		}
		o := p.OpenData
		if o.On || o.Hour != 3 || o.Days != 365 || o.Metres("env.dump") != 0 || o.Licence.URL == "" {
			t.Errorf("the built-in section is %+v", o)
		}
		if d := gocmp.Diff(Formats(), o.Formats); d != "" {
			t.Error(d)
		}
	}
	p, err := Parse(withOpenData(`open_data: {on: true, hour: 23, formats: [parquet, csv], withdrawn_days: 30,
  licence: {zh: 某协议, url: "http://a.example/l"}, offset: {home.fire: 0, home.*: 300, default: 50}}`))
	if err != nil {
		t.Fatal(err)
	}
	o := p.OpenData
	want := OpenData{On: true, Hour: 23, Days: 30, Formats: []Format{CSV, Parquet}, Else: 50,
		Licence: Licence{Name{"某协议", ""}, "http://a.example/l"}, Offset: []Offset{{"home.fire", 0}, {"home.*", 300}}}
	if d := gocmp.Diff(want, o); d != "" {
		t.Error(d)
	}
	for category, metres := range map[string]int{"home.fire": 0, "home.property": 300, "env.dump": 50} {
		if o.Metres(category) != metres {
			t.Errorf("%s is moved by %d m, want %d", category, o.Metres(category), metres)
		}
	}
}

// TestOpenDataMistakes: each mistake is told, with its code.
func TestOpenDataMistakes(t *testing.T) {
	t.Parallel()
	for section, code := range map[string]string{
		"open_data: yes":                                    "policy.want_table",
		"open_data: {hour: 24}":                             "policy.want_number",
		"open_data: {formats: []}":                          "policy.open_data_format",
		"open_data: {formats: [xlsx]}":                      "policy.open_data_format",
		"open_data: {licence: {zh: 某}}":                     "policy.missing_key",
		"open_data: {licence: {zh: 某, url: example.org}}":   "policy.open_data_url",
		"open_data: {offset: {no.such: 5}}":                 "policy.release_category",
		"open_data: {offset: {default: -1}}":                "policy.want_number",
		"open_data: {offset: {default: 2001}}":              "policy.want_number",
		"open_data: {offset: {default: 1, default: 2}}":     "policy.double_key",
		"open_data: {offset: [default]}":                    "policy.want_table",
		"open_data: {withdrawn_days: 3}":                    "policy.want_number",
		"open_data: {public: true}":                         "policy.unknown_key",
		"open_data: {formats: [csv], on: maybe}":            "policy.want_truth",
		"open_data: {formats: csv}":                         "policy.want_list",
		"open_data: {licence: {zh: '', url: 'http://a.b'}}": "policy.missing_key",
	} {
		_, err := Parse(withOpenData(section))
		var m *Mistakes
		if !errors.As(err, &m) || m.List[0].Code != code {
			t.Errorf("%s: %v, want %s", section, err, code)
		}
	}
}

// TestShows: the digest changes with all that says what the files hold, and with nothing else.
func TestShows(t *testing.T) {
	t.Parallel()
	digest := func(section string) string {
		p, err := Parse(withOpenData(section))
		if err != nil {
			t.Fatal(err)
		}
		return p.Shows()
	}
	base := digest("open_data: {on: true}")
	if base != digest("open_data: {on: true, hour: 7, withdrawn_days: 99}") {
		t.Error("the hour says nothing of what the files hold")
	}
	for _, other := range []string{"open_data: {on: true, offset: {default: 5}}",
		"open_data: {on: true, formats: [csv]}",
		"open_data: {on: true, offset: {env.*: 5}}", "open_data: {on: false}"} {
		if digest(other) == base {
			t.Errorf("%s has the digest of another one", other)
		}
	}
	p, err := Parse([]byte(strings.Replace(string(withOpenData("open_data: {on: true}")), "never: [civic.manners]",
		"never: [civic.manners, env.*]", 1)))
	if err != nil || p.Shows() == base {
		t.Errorf("what is never public changes the digest: %v", err)
	}
}

// TestOpenDataDue: the hour that is over is at most a day old, and on the hour.
func TestOpenDataDue(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		o := OpenData{Hour: rapid.IntRange(0, 23).Draw(t, "hour")}
		now := calendar.Instant(rapid.Int64Range(0, 4e15).Draw(t, "now"))
		due := o.Due(now)
		at := due.Time().In(calendar.China())
		if due > now || now-due >= calendar.Instant(24*time.Hour/time.Microsecond) || at.Hour() != o.Hour ||
			at.Minute() != 0 || at.Second() != 0 {
			t.Fatalf("at %v: %v", now, at)
		}
	})
}
