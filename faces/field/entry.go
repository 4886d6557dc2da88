package field

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/patrol"
	"xiaohao/platform/lang"
)

// entryIn is one entry of a phone's outbox. Both readings of the phone's clock come along: when it was made, and now.
type entryIn struct {
	ID     string           `json:"id"`
	Kind   string           `json:"kind"` // inspection, remark, tally…, patrol_…, patch_look, or one of sendable
	Matter int64            `json:"matter,omitempty"`
	At     calendar.Instant `json:"at"`   // µs
	Sent   calendar.Instant `json:"sent"` // µs
	Body   json.RawMessage  `json:"body"`
}

// entryOut says what became of it, in words too.
type entryOut struct {
	Message  string `json:"message"`
	Matter   int64  `json:"matter,omitempty"`
	Repeated bool   `json:"repeated,omitempty"`
	// seconds that the phone's clock is fast (slow: negative), when it matters
	Off     int64 `json:"clock_off,omitempty"`
	Counted *bool `json:"counted,omitempty"` // an inspection: in its round's score
}

// saidIn is what an entry of the kinds about matters holds.
type saidIn struct {
	Area     string   `json:"area"`
	Place    string   `json:"place"`
	Text     string   `json:"text"` // what was found, done, seen or is missing
	Category string   `json:"category"`
	Lat      *float64 `json:"lat"`
	Lng      *float64 `json:"lng"`
	Photos   []string `json:"photos"` // tokens of uploads
	// the patrol that it was found on
	Patrol *patrol.Head `json:"patrol,omitempty"`
}

// sendable are the commands that a phone can give, by the kind of their entries: those described as given outside.
// Phones have called a fix "fixed" from the first day on. The app draws the form of each by hand (static/matter.js,
// static/report.js): a form for one thumb shares nothing but its fields with the one of a desk.
var sendable = func() map[string]matter.Description {
	out := map[string]matter.Description{}
	for _, d := range matter.Descriptions() {
		switch {
		case d.Command == matter.CmdFix:
			out["fixed"] = d
		case d.Outside():
			out[string(d.Command)] = d
		}
	}
	return out
}()

// outside is when an entry was made, by both clocks.
func (f *Field) outside(in entryIn) *matter.Outside {
	now := f.desk.Now()
	o := &matter.Outside{At: foundAt(now, in.At, in.Sent), Phone: in.At}
	if off, most := in.Sent.Since(now), int64(f.desk.Policy().Inspect.ClockOff)*60e6; off > most || off < -most {
		o.Off = off / 1e6
	}
	return o
}

// entry takes an entry in: a command to the desk, or an inspection.
func (f *Field) entry(w http.ResponseWriter, r *http.Request) (any, error) {
	var in entryIn
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := ledger.ParseID(in.ID)
	if err != nil {
		return nil, fault.New(fault.Invalid, "command_id").On("id").By(err)
	}
	if in.At <= 0 || in.Sent <= 0 {
		return nil, fault.New(fault.Invalid, "date_form").On("at")
	}
	// a clock that was set back in between: what it showed first counts as how far it was off
	in.Sent = max(in.Sent, in.At)
	caller, l := gate.From(r).Caller, language(r)
	caller.Lang = l
	switch in.Kind {
	case "inspection":
		return f.inspection(r.Context(), caller, id, in)
	case "patrol_part", "patrol_end":
		return f.piece(r.Context(), caller, id, in)
	case "patch_look":
		return f.look(r.Context(), caller, id, in)
	case "tally":
		return f.count(r.Context(), caller, id, in)
	case "tally_miss":
		return f.miss(r.Context(), caller, id, in)
	}
	var s saidIn
	if err := json.Unmarshal(in.Body, &s); err != nil {
		return nil, fault.New(fault.Invalid, "json_broken", "why", err.Error()).On("body")
	}
	out := entryOut{Matter: in.Matter}
	when := f.outside(in)
	out.Off = when.Off
	c := desk.Command{ID: id, Matter: in.Matter, Said: []any{in.Kind, s}}
	key := "phone.done." + in.Kind
	if c.Body, err = f.body(r.Context(), caller, in, s, when); err != nil {
		return nil, err
	}
	if _, ok := c.Body.(*matter.Comment); ok && len(s.Photos) > 0 {
		key = "phone.done.bare"
	}
	res, err := f.desk.Do(r.Context(), caller, c)
	if err != nil {
		return nil, f.meanwhile(r.Context(), caller, in.Matter, err)
	}
	if s.Patrol != nil && in.Kind == "report" {
		if err := f.patrols.Found(r.Context(), caller, *s.Patrol, res.Matter); err != nil {
			return nil, err
		}
	}
	out.Matter, out.Repeated = res.Matter, res.Repeated
	out.Message = lang.T(l, key, nil)
	return out, nil
}

// body is the command of an entry about a matter, or of a report.
func (f *Field) body(ctx context.Context, caller org.Caller, in entryIn, s saidIn,
	when *matter.Outside) (matter.Command, error) {
	if in.Kind != "report" && in.Matter <= 0 {
		return nil, fault.New(fault.Missing, "matter_missing")
	}
	if in.Kind == "remark" {
		return f.remark(ctx, caller, in.Matter, s)
	}
	d, ok := sendable[in.Kind]
	if !ok {
		return nil, fault.New(fault.Invalid, "command_unknown", "command", in.Kind).On("kind")
	}
	c := d.New()
	if r, ok := c.(*matter.Report); ok {
		code, err := area.Parse(s.Area)
		if err != nil {
			return nil, fault.New(fault.Invalid, "area_unknown", "code", s.Area).On("area").By(err)
		}
		r.Source, r.Area, r.Place, r.Category, r.FoundAt = source(caller), code, s.Place, s.Category, when.At
	}
	s.put(d, c)
	d.PutOutside(c, when)
	return c, nil
}

// put fills in what an entry says: its words, its place, its photos.
func (s *saidIn) put(d matter.Description, c matter.Command) {
	for i, f := range d.Fields {
		switch {
		case f.Kind == matter.WordsField:
			d.Put(c, i, s.Text)
		case f.Kind == matter.LatField:
			d.Put(c, i, s.Lat)
		case f.Kind == matter.LngField:
			d.Put(c, i, s.Lng)
		case f.Kind == matter.PhotosField:
			d.Put(c, i, s.Photos)
		}
	}
}

// remark is what is left of an entry that came too late: photos with words where the matter still takes photos, else
// the words.
func (f *Field) remark(ctx context.Context, caller org.Caller, id int64, s saidIn) (matter.Command, error) {
	m, err := f.desk.Matter(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	if len(s.Photos) > 0 && m.Open() {
		return &matter.Attach{Note: s.Text, Photos: s.Photos}, nil
	}
	return &matter.Comment{Text: s.Text}, nil
}

// source is how a report by staff came about.
func source(c org.Caller) matter.Source {
	for _, p := range c.Posts {
		if p.Kind == matter.Inspector {
			return matter.FromInspector
		}
	}
	return matter.FromSelfCheck
}

// meanwhile tells of a refusal what happened to the matter since the phone last saw it: its state, who has it, the
// last step.
func (f *Field) meanwhile(ctx context.Context, caller org.Caller, id int64, err error) error {
	e := fault.Of(err)
	if id == 0 || e.Kind != fault.Conflict && e.Kind != fault.Denied {
		return err
	}
	m, gone := f.desk.Matter(ctx, caller, id)
	if gone != nil {
		return err
	}
	l := caller.Lang
	now, last, number := lang.T(l, "state."+m.State.String(), nil), "", m.Number
	if u, ok := f.desk.Org().Unit(m.Lead); ok {
		now += " · " + u.Name(l)
	}
	if list, err := f.desk.History(ctx, caller, id, 0, 500); err == nil && len(list) > 0 {
		x := list[len(list)-1]
		last = strings.TrimSpace(x.Name + " " + lang.T(l, "event."+string(x.Type), nil) + " " + lang.DateTime(l, x.At))
	}
	if number == "" {
		number = strconv.FormatInt(m.ID, 10)
	}
	out := fault.New(e.Kind, "meanwhile", "reason", lang.Error(l, e), "now", now, "last", last, "number", number,
		"code", e.Code).By(err)
	return out
}
