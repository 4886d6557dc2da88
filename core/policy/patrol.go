package policy

import "go.yaml.in/yaml/v3"

// Patrol is how long a track is kept, and what kinds of patches there are 巡林、图斑. What is walked for are the themes of
// Chiefs.
type Patrol struct {
	TrackDays int // after which a track is destroyed
	Corners   int // that a patch keeps at most
	Patches   []PatchKind
}

// PatchKind is a kind of patches seen from above 图斑, and the category of the matters that they become.
type PatchKind struct {
	Code     string
	Category string // "" for none
	Name
}

// Patch is the kind of a code, or of a name as files have it.
func (p Patrol) Patch(s string) (PatchKind, bool) {
	for _, k := range p.Patches {
		if s == k.Code || s == k.Zh || s == k.En {
			return k, true
		}
	}
	return PatchKind{}, false
}

func (r *reader) patrol(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"track_days", "corners", "patches"}, nil)
	p.Patrol = Patrol{TrackDays: 30, Corners: 200,
		Patches: []PatchKind{{Code: "felling", Name: Name{"疑似违法采伐", "Felling"}},
			{Code: "occupation", Name: Name{"疑似违法占地", "Occupation"}},
			{Code: "digging", Name: Name{"疑似采石采砂", "Digging"}}, {Code: "fire", Name: Name{"火烧迹地", "Burnt"}},
			{Code: "other", Name: Name{"其他变化", "Other change"}}}}
	x := &p.Patrol
	if t["track_days"] != nil {
		x.TrackDays = r.number(t["track_days"], 1, 365)
	}
	if t["corners"] != nil {
		x.Corners = r.number(t["corners"], 20, 2000)
	}
	if list := t["patches"]; list != nil {
		x.Patches = nil
		r.entries(list, []string{"category"}, func(code string, name Name, t map[string]*yaml.Node) {
			k := PatchKind{Code: code, Name: name}
			if c := t["category"]; c != nil {
				if k.Category = r.text(c); !p.has(k.Category) {
					r.wrong(c, "patch_category", "code", k.Category)
				}
			}
			x.Patches = append(x.Patches, k)
		})
	}
}

// has says whether a category of that code was read.
func (p *Policy) has(code string) bool { _, ok := p.index[code]; return ok }

// entries reads a list of things that have a code and a name, and gives each to take.
func (r *reader) entries(n *yaml.Node, more []string, take func(string, Name, map[string]*yaml.Node)) {
	seen := map[string]bool{}
	for _, x := range r.list(n) {
		t := r.table(x, append([]string{"code", "zh", "en"}, more...), []string{"code", "zh"})
		code, name := r.text(t["code"]), Name{r.text(t["zh"]), r.text(t["en"])}
		switch {
		case !codePattern.MatchString(code):
			r.wrong(x, "category_code", "code", code)
		case seen[code]:
			r.wrong(x, "double_key", "key", code)
		default:
			if name.En == "" {
				name.En = name.Zh
			}
			take(code, name, t)
		}
		seen[code] = true
	}
}
