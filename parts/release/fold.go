package release

import (
	"encoding/json"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
)

// apply folds an event into where a release stands.
func (s *Stand) apply(e ledger.Event) error {
	s.Matter, s.At, s.By = e.Subject, e.At, e.Actor
	var err error
	switch e.Type {
	case DraftedType:
		var b Drafted
		err = json.Unmarshal(e.Body, &b)
		s.State, s.Step, s.Need, s.Hands, s.Seq = Waits, 1, b.Need, []int64{e.Actor}, e.Seq
		s.Draft, s.Last = &b.Release, nil
	case PassedType:
		var b Passed
		err = json.Unmarshal(e.Body, &b)
		s.Step++
		s.Hands = append(slices.Clone(s.Hands), e.Actor)
		if b.Need > 0 {
			s.Need = b.Need
		}
	case RefusedType:
		var b Refused
		err = json.Unmarshal(e.Body, &b)
		s.State, s.Reason, s.Draft, s.Last, s.Step = Back, b.Reason, nil, s.Draft, 0
	case WithdrawnType:
		var b Withdrawn
		err = json.Unmarshal(e.Body, &b)
		s.State, s.Reason, s.Draft, s.Shown, s.Step = Taken, b.Reason, nil, nil, 0
		if b.Why != "" {
			s.Reason = "." + string(b.Why)
		}
	case PhotoOutType:
		var b PhotoOut
		err = json.Unmarshal(e.Body, &b)
		s.Draft, s.Shown, s.Last = without(s.Draft, b.Original), without(s.Shown, b.Original),
			without(s.Last, b.Original)
	case RuledType:
		var b Ruled
		err = json.Unmarshal(e.Body, &b)
		s.State, s.Draft, s.Shown, s.Step, s.Reason = Out, nil, &b.Release, 0, ""
	}
	if err == nil && s.Draft != nil && s.Step >= s.Need {
		s.State, s.Shown, s.Draft, s.Last, s.Step, s.Reason = Out, s.Draft, nil, nil, 0, ""
	}
	return err
}

// without is a release without one of its photos.
func without(r *org.Release, original string) *org.Release {
	if r == nil {
		return nil
	}
	out := *r
	out.Photos = slices.DeleteFunc(slices.Clone(r.Photos), func(p org.ReleasedPhoto) bool {
		return p.Original == original
	})
	return &out
}

// has says that a release shows a photo of the matter.
func has(r *org.Release, original string) bool {
	return r != nil && slices.ContainsFunc(r.Photos, func(p org.ReleasedPhoto) bool { return p.Original == original })
}

// Files are the names of the files that an event of this part rests on: the public copies of photos. An event of
// another type has none. verify proves that they are there.
func Files(e ledger.Event) ([]string, error) {
	var r org.Release
	switch e.Type {
	case DraftedType:
		var b Drafted
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return nil, err
		}
		r = b.Release
	case RuledType:
		var b Ruled
		if err := json.Unmarshal(e.Body, &b); err != nil {
			return nil, err
		}
		r = b.Release
	}
	var out []string
	for _, p := range r.Photos {
		out = append(out, p.Copy, p.Thumb)
	}
	return out, nil
}
