package policy

import "go.yaml.in/yaml/v3"

// Inspection is what is asked of whoever inspects a point 督查.
type Inspection struct {
	FailPhotos int  // photos with a failed item
	FailNote   bool // words with a failed item
	FixPhotos  int  // photos after an on-the-spot fix
	Place      bool // where the inspector stood
	ClockOff   int  // minutes by which a phone's clock may be off before it is flagged
}

func (r *reader) inspection(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"fail_photos", "fail_note", "fix_photos", "place", "clock_minutes"}, nil)
	p.Inspect = Inspection{FailPhotos: 1, FailNote: true, FixPhotos: 1, ClockOff: 10}
	if t["fail_photos"] != nil {
		p.Inspect.FailPhotos = r.number(t["fail_photos"], 0, 9)
	}
	if t["fix_photos"] != nil { // without a photo nothing would tell an on-the-spot fix from a word
		p.Inspect.FixPhotos = r.number(t["fix_photos"], 1, 9)
	}
	if t["fail_note"] != nil {
		p.Inspect.FailNote = r.truth(t["fail_note"])
	}
	if t["place"] != nil {
		p.Inspect.Place = r.truth(t["place"])
	}
	if t["clock_minutes"] != nil {
		p.Inspect.ClockOff = r.number(t["clock_minutes"], 1, 1440)
	}
}
