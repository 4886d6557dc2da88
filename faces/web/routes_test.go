package web_test

import (
	"embed"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"xiaohao/faces"
	"xiaohao/faces/gate"
	"xiaohao/faces/web"
	"xiaohao/faces/web/kit"
	"xiaohao/platform/store"
)

// TestRoutes compares the addresses of all rooms, and who may open each, with the list in testdata/routes.txt: what
// moves from room to room gets lost nowhere, and a new address is written down there once.
func TestRoutes(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile("testdata/routes.txt")
	if err != nil {
		t.Fatal(err)
	}
	want := strings.Split(strings.TrimSpace(string(b)), "\n")
	have := []string{"anyone\t/"} // of package web itself: no such page
	for _, r := range faces.Rooms() {
		for _, x := range r.Routes {
			have = append(have, x.Access.String()+"\t"+x.Pattern)
		}
	}
	for _, x := range have {
		if !slices.Contains(want, x) {
			t.Errorf("%q is new: write it into testdata/routes.txt", x)
		}
	}
	for _, x := range want {
		if !slices.Contains(have, x) {
			t.Errorf("%q is answered by no room any more", x)
		}
	}
}

//go:embed testdata
var noTemplates embed.FS

// TestRoomsThatDoNotFit: each mistake in the list of rooms is refused at start, with a sentence that says where to
// look.
func TestRoomsThatDoNotFit(t *testing.T) {
	t.Parallel()
	here := func(*kit.Call) error { return nil }
	page := func(name string) fstest.MapFS {
		return fstest.MapFS{"templates/a.html": {Data: []byte(`{{define "` + name + `"}}x{{end}}`)}}
	}
	now := kit.Section{Group: "now", Key: "a", URL: "/a"}
	for want, rooms := range map[string][]kit.Room{
		"room 1 of the list has no name": {{}},
		"two rooms are called a":         {{Name: "a"}, {Name: "a"}},
		"room a shows the part weather":  {{Name: "a", Part: "weather"}},
		`rooms a and b both answer "GET /a"`: {{Name: "a", Routes: []kit.Route{kit.Staff("GET /a", here)}},
			{Name: "b", Routes: []kit.Route{kit.Anyone("GET /a", here)}}},
		`room b answers "GET /a/{x}"`: {{Name: "a",
			Routes: []kit.Route{kit.Staff("GET /a/{id}", here)}},
			{Name: "b", Routes: []kit.Route{kit.Staff("GET /a/{x}", here)}}},
		`room a answers "GET a"`: {{Name: "a", Routes: []kit.Route{kit.Staff("GET a", here)}}},
		`the template "x" of room b is there already`: {{Name: "a", Templates: page("x")},
			{Name: "b", Templates: page("x")}},
		`the template "form" of room a is there`: {{Name: "a", Templates: page("form")}},
		"room a has no templates/*.html":         {{Name: "a", Templates: noTemplates}},
		`room a has a section in the group "nowhere"`: {{Name: "a",
			Sections: []kit.Section{{Group: "nowhere", Key: "a"}}}},
		"rooms a and b both have the section a": {{Name: "a", Sections: []kit.Section{now}},
			{Name: "b", Sections: []kit.Section{now}}},
	} {
		_, err := web.New(&gate.Gate{}, rooms, []string{"score"})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	if _, err := web.New(&gate.Gate{}, []kit.Room{{Name: "a", Part: "score", Templates: page("x")}},
		[]string{"score"}); err != nil {
		t.Error(err)
	}
}

var asked = regexp.MustCompile(`part\.(?:Get|Find)\[\*(\w+)\.`)

// TestRoomsNameTheirParts: a room names every part that its handlers ask for, so that a program without one is refused
// when it starts and not when somebody opens the page.
func TestRoomsNameTheirParts(t *testing.T) {
	t.Parallel()
	for _, r := range faces.Rooms() {
		files, err := filepath.Glob(r.Name + "/*.go")
		if err != nil || len(files) == 0 {
			t.Fatalf("room %s is not in the folder of its name: %v", r.Name, err)
		}
		for _, f := range files {
			b, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range asked.FindAllStringSubmatch(string(b), -1) {
				name := store.PartOf("parts/" + m[1])
				if name != r.Part && !slices.Contains(r.Needs, name) {
					t.Errorf("%s asks for a value of the part %s, which %s names neither as Part nor among Needs", f,
						name, r.Name)
				}
			}
		}
	}
}
