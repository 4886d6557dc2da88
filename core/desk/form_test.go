package desk_test

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xiaohao/core/desk"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// drawn are the inputs of a page for the kinds of fields.
var drawn = map[matter.FieldKind]string{matter.LineField: "text", matter.WordsField: "area",
	matter.CategoryField: "select", matter.SeverityField: "select", matter.AreaField: "areas",
	matter.UnitField: "pick", matter.UnitsField: "pick", matter.MatterField: "text", matter.InstantField: "datetime",
	matter.DayField: "date", matter.NoticeField: "select",
	matter.PersonField: "select", matter.ChoiceField: "radios", matter.VerdictField: "radios",
	matter.PhotosField: "photos", matter.LatField: "place", matter.YesField: "check"}

// forms are what the page of a matter asked for before the forms were made from descriptions: kind, name, label, most,
// "!" where it must be filled.
var forms = map[matter.CommandName]string{
	"list":    asksEntry,
	"amend":   asksEntry + asksReason,
	"decline": asksReason + ", check spam field.spam",
	"genuine": "",
	"merge":   "text into field.into 30!" + asksNote,
	"split":   asksNote,
	"assign": "pick lead field.lead!, pick co field.co, pick co_2 field.co, area goal field.goal 2000, " +
		"datetime due field.due_earlier",
	"sign":             "",
	"bounce":           asksReason,
	"delegate":         "pick to field.to!" + asksNote,
	"ask_extension":    "datetime until field.until!" + asksReason,
	"grant_extension":  "datetime until field.until" + asksNote,
	"deny_extension":   asksReason,
	"ask_suspension":   "date until field.review!" + asksReason,
	"grant_suspension": asksNote,
	"deny_suspension":  asksReason,
	"resume":           asksNote,
	"fix":              "area note field.measure 2000!, photos photos field.photos 9!, place lat field.lat",
	"strike_off":       "area note field.note 2000!, photos photos field.photos 9, place lat field.lat",
	"reject":           asksReason + asksPhotos,
	"reopen":           asksReason + asksPhotos,
	"urge":             asksNote,
	"supervise":        asksNote,
	"hold":             asksReason,
	"drop_hold":        asksReason,
	"instruct":         "area text command.instruct 2000!",
	"sign_notice":      "select notice field.notice!",
	"answer_notice":    "select notice field.notice!, area text command.answer_notice 2000!",
	"appeal":           "radios ground field.ground!" + asksReason,
	"uphold_appeal":    asksReason,
	"dismiss_appeal":   asksReason,
	"unmark":           "radios mark field.mark!" + asksReason,
	"plan_root":        "area cause field.cause 2000!, area measure field.root_measure 2000!, date until field.until!",
	"done_root":        "area note field.note 2000!" + asksPhotos,
	"recheck":          "radios good field.good!, area note field.note 2000!" + asksPhotos,
	"comment":          "area text field.note 2000!, check public field.public",
	"attach":           "photos photos field.photos 9!" + asksNote,
	"rate":             "radios fixed field.fixed!, area text field.note 2000",
	"me_too":           "",
	"follow":           "",
	"admit":            "select person field.member!, radios as field.member_as" + asksReason,
	"leave_case":       "area note field.note 2000", "dismiss": "select person field.member!" + asksReason,
	"transfer":        "pick to field.to!" + asksReason,
	"refer":           "pick unit field.unit!, area service field.service 2000!, datetime until field.referral_until",
	"answer_referral": "area text field.referral_answer 2000!",
	"reveal":          "text reason field.reason 2000",
	"withhold":        "",
	"forget":          "area reason field.forget_reason 2000!",
}

const (
	asksEntry = "select category field.category!, select severity field.severity!, areas area field.area!, " +
		"text place field.place 200, text title field.title 100"
	asksReason = ", area reason field.reason 2000!"
	asksNote   = ", area note field.note 2000"
	asksPhotos = ", photos photos field.photos 9"
)

// asks writes a form down as forms does.
func asks(form []desk.Input) string {
	var out []string
	for _, in := range form {
		s := drawn[in.Field.Kind] + " " + in.Name + " " + in.Field.Label()
		most := in.Field.Max
		if in.Field.Kind == matter.MatterField {
			most = 30
		}
		if most > 0 {
			s += " " + strconv.Itoa(most)
		}
		if in.Required {
			s += "!"
		}
		out = append(out, s)
	}
	return strings.Join(out, ", ")
}

func TestForms(t *testing.T) {
	o := newOffice(t)
	m := &matter.Matter{ID: 1, Kind: matter.Problem, Area: village, Severity: matter.General, Category: "fac.lamp",
		State: matter.InHand}
	for _, d := range matter.Descriptions() {
		want, has := forms[d.Command]
		if !has {
			if !d.Elsewhere && !d.ClockOnly() {
				t.Errorf("%s has a form that nobody wrote down", d.Command)
			}
			continue
		}
		if got := asks(o.Form(d.Command, m)); got != strings.TrimPrefix(want, ", ") {
			t.Errorf("%s asks for\n%s, it was\n%s", d.Command, got, strings.TrimPrefix(want, ", "))
		}
	}
	for _, name := range []matter.CommandName{"report", "read", "apart", "climb", "nonsense"} {
		if f := o.Form(name, m); f != nil {
			t.Errorf("%s has a form: %+v", name, f)
		}
		if _, err := o.Fill(context.Background(), o.who["disp"], name, nil); fault.Code(err) != "page_missing" {
			t.Errorf("%s can be filled: %v", name, err)
		}
	}
}

// options writes down what can be chosen, "*" for what is.
func options(in desk.Input) string {
	var out []string
	for _, x := range in.Among {
		s := x.Value
		if x.Chosen {
			s += "*"
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}

// TestWhatIsKnownIsFilledIn looks at every field that the city or the matter has something to say of.
func TestWhatIsKnownIsFilledIn(t *testing.T) {
	o := newOffice(t)
	m := &matter.Matter{ID: 1, Kind: matter.Problem, Area: village, Severity: matter.Serious, Category: "fac.lamp",
		Title: "路灯", Place: "东门", Lead: o.units["gdl"], Appeals: []string{matter.NotLate},
		Extension: &matter.Ask{Until: morning + day}, Stubborn: &matter.Mark{}, Rating: &matter.Rating{},
		Notices: []matter.Notice{{Seq: 3, Paper: matter.Paper{Kind: "assign"}},
			{Seq: 7, Paper: matter.Paper{Kind: "supervise"}, SignedAt: 1}, {Seq: 8, Paper: matter.Paper{Kind: "hold"}}}}
	input := func(command matter.CommandName, name string) desk.Input {
		t.Helper()
		form := o.Form(command, m)
		i := slices.IndexFunc(form, func(in desk.Input) bool { return in.Name == name })
		if i < 0 {
			t.Fatalf("%s has no %s", command, name)
		}
		return form[i]
	}
	codes := func(in desk.Input) (out []string) {
		for _, u := range in.Units {
			out = append(out, u.Code)
		}
		return out
	}
	lamp := 0
	for _, x := range input("list", "category").Among {
		if x.Chosen != (x.Value == "fac.lamp") || x.Name.Zh == "" || x.Group == "" {
			t.Errorf("%+v", x)
		}
		lamp++
	}
	due := o.Calendar().Add(o.clock(), o.Policy().Terms(m.Kind, m.Category, m.Severity).Deadline)
	for _, c := range []struct{ got, want any }{
		{lamp, len(o.Policy().Categories())}, {input("list", "category").Value, ""},
		{options(input("list", "severity")), "general serious* urgent"},
		{input("amend", "area").Area, village}, {input("amend", "place").Value, "东门"},
		{input("list", "title").Value, "路灯"}, {input("assign", "due").Latest, due},
		{codes(input("assign", "lead")), []string{"gdl-1", "gdl", "cg", "hc"}},
		{len(input("assign", "co").Units), 0}, {codes(input("delegate", "to")), []string{"gdl-1"}},
		{input("grant_extension", "until").At, morning + day},
		{input("ask_extension", "until").At, calendar.Instant(0)},
		{options(input("appeal", "ground")), "remit rework rating"}, {options(input("unmark", "mark")), "stubborn*"},
		{options(input("sign_notice", "notice")), "8"}, {input("sign_notice", "notice").Value, "8"},
		{options(input("answer_notice", "notice")), "7 8"}, {input("answer_notice", "notice").Value, ""},
		{options(input("rate", "fixed")), "1 0*"}, {options(input("recheck", "good")), "1 0"},
		{input("rate", "fixed").Among[1].Word, "rating.not_fixed"},
		{input("recheck", "good").Among[0].Word, "recheck.good"},
	} {
		if d := cmp.Diff(c.want, c.got); d != "" {
			t.Error(d)
		}
	}
	m.Recurrent = &matter.Mark{}
	if got := options(input("unmark", "mark")); got != "recurrent stubborn" {
		t.Errorf("of two marks one is chosen: %s", got)
	}
	m.Spot = true
	if in := input("fix", "photos"); in.Required || in.Least != 0 {
		t.Errorf("what was put right on the spot has its photos: %+v", in)
	}
}

// built is what a page made of a form before this package did.
func built(o *office, name matter.CommandName, v desk.Values) matter.Command {
	instant := func(n string) calendar.Instant { us, _ := lang.ParseInput(v.Get(n)); return us }
	degrees := func(n string) *float64 {
		if f, err := strconv.ParseFloat(v.Get(n), 64); err == nil {
			return &f
		}
		return nil
	}
	unit := func(n string) int64 { u, _ := v.Unit(o.Org(), n); return u }
	number := func(n string) int64 { x, _ := strconv.ParseInt(strings.TrimSpace(v.Get(n)), 10, 64); return x }
	seq := number("notice")
	reason, note, photos := v.Text("reason"), v.Text("note"), v["upload"]
	sev, _ := v.Severity("severity")
	kind, _ := v.Kind("kind")
	where, _ := v.Area("area")
	switch name {
	case "list":
		return &matter.List{Category: v.Get("category"), Severity: sev, Area: where, Place: v.Get("place"),
			Title: v.Get("title"), Kind: kind}
	case "amend":
		return &matter.Amend{Category: v.Get("category"), Severity: sev, Area: where, Place: v.Get("place"),
			Title: v.Get("title"), Reason: reason}
	case "decline":
		return &matter.Decline{Reason: reason, Spam: v.Yes("spam")}
	case "genuine":
		return &matter.Genuine{}
	case "merge":
		into, _ := strconv.ParseInt(v.Get("into"), 10, 64)
		return &matter.Merge{Into: into, Reason: note}
	case "split":
		return &matter.Split{Reason: note}
	case "assign":
		a := &matter.Assign{Lead: unit("lead"), Goal: v.Text("goal"), Due: instant("due")}
		for _, n := range []string{"co", "co_2"} {
			if u := unit(n); u != 0 {
				a.Co = append(a.Co, u)
			}
		}
		return a
	case "sign":
		return &matter.Sign{}
	case "bounce":
		return &matter.Bounce{Reason: reason}
	case "delegate":
		return &matter.Delegate{To: unit("to"), Note: note}
	case "reject":
		return &matter.Reject{Reason: reason, Photos: photos}
	case "strike_off":
		return &matter.StrikeOff{Note: note, Photos: photos, Lat: degrees("lat"), Lng: degrees("lng")}
	case "fix":
		return &matter.Fix{Note: note, Photos: photos, Lat: degrees("lat"), Lng: degrees("lng")}
	case "reopen":
		return &matter.Reopen{Reason: reason, Photos: photos}
	case "recheck":
		return &matter.Recheck{Good: v.Yes("good"), Note: note, Photos: photos}
	case "plan_root":
		return &matter.PlanRoot{Cause: v.Text("cause"), Measure: v.Text("measure"), Until: instant("until")}
	case "done_root":
		return &matter.DoneRoot{Note: note, Photos: photos}
	case "unmark":
		return &matter.Unmark{Mark: v.Get("mark"), Reason: reason}
	case "instruct":
		return &matter.Instruct{Text: v.Text("text")}
	case "sign_notice":
		return &matter.SignNotice{Notice: seq}
	case "answer_notice":
		return &matter.AnswerNotice{Notice: seq, Text: v.Text("text")}
	case "admit":
		return &matter.Admit{Person: number("person"), As: v.Text("as"), Reason: reason}
	case "leave_case":
		return &matter.Leave{Reason: note}
	case "dismiss":
		return &matter.Dismiss{Person: number("person"), Reason: reason}
	case "transfer":
		return &matter.Transfer{To: unit("to"), Reason: reason}
	case "refer":
		return &matter.Refer{Unit: unit("unit"), Service: v.Text("service"), Until: instant("until")}
	case "answer_referral":
		return &matter.AnswerReferral{Text: v.Text("text")}
	}
	return talked(name, v, reason, note, instant("until"))
}

func talked(name matter.CommandName, v desk.Values, reason, note string, until calendar.Instant) matter.Command {
	switch name {
	case "ask_extension":
		return &matter.AskExtension{Until: until, Reason: reason}
	case "grant_extension":
		return &matter.GrantExtension{Until: until, Note: note}
	case "deny_extension":
		return &matter.DenyExtension{Reason: reason}
	case "ask_suspension":
		return &matter.AskSuspension{Until: until, Reason: reason}
	case "grant_suspension":
		return &matter.GrantSuspension{Note: note}
	case "deny_suspension":
		return &matter.DenySuspension{Reason: reason}
	case "resume":
		return &matter.Resume{Note: note}
	case "urge":
		return &matter.UrgeOn{Note: note}
	case "supervise":
		return &matter.SuperviseOn{Note: note}
	case "hold":
		return &matter.HoldOn{Reason: reason}
	case "drop_hold":
		return &matter.DropHold{Reason: reason}
	case "appeal":
		return &matter.Appeal{Ground: v.Text("ground"), Reason: reason}
	case "uphold_appeal":
		return &matter.UpholdAppeal{Reason: reason}
	case "dismiss_appeal":
		return &matter.DismissAppeal{Reason: reason}
	case "comment":
		return &matter.Comment{Text: v.Text("text"), Public: v.Yes("public")}
	case "attach":
		return &matter.Attach{Photos: v["upload"], Note: note}
	case "rate":
		return &matter.Rate{Fixed: v.Yes("fixed"), Text: v.Text("text")}
	case "me_too":
		return &matter.MeToo{}
	case "follow":
		return &matter.Follow{Off: v.Yes("off")}
	case "reveal":
		return &matter.Reveal{Reason: reason}
	case "forget":
		return &matter.Forget{Reason: reason}
	case "withhold":
		return &matter.Withhold{Off: v.Yes("off")}
	}
	return nil
}

// TestFill makes commands of drawn forms, and compares them with what the pages made of the same.
func TestFill(t *testing.T) {
	o := newOffice(t)
	target := strconv.FormatInt(o.report().Matter, 10)
	units := []string{"", "gdl", "城管局", "某社区居委会 · gdl-1"}
	values := map[string][]string{"category": {"", "fac.lamp", "路"}, "severity": {"", "serious", "urgent"},
		"kind": {"", "help"}, "area": {"", " " + village.String()}, "place": {"", " 东门 "}, "title": {"", "灯"},
		"into": {"", target}, "lead": units, "co": units, "co_2": units, "to": units, "goal": {"", "一\r\n二"},
		"due": {"", "2026-11-02T10:00", "2026-11-02"}, "until": {"", "2026-12-01"}, "lat": {"", "26.9"},
		"lng": {"", "112.6"}, "reason": {"", "不行\r\n再说"}, "note": {"", "好\r\n了"}, "text": {"", "看\r\n过"},
		"cause": {"", "桶少"}, "measure": {"", "加桶"}, "notice": {"", " 7 "}, "ground": {"", "late"},
		"mark": {"", "stubborn"}, "good": {"", "0", "1"}, "fixed": {"", "0", "1"}, "public": {"", "1"},
		"off": {"", "1"}, "spam": {"", "1"}, "person": {"", "3"}, "as": {"", "verifier"}, "unit": units,
		"service": {"", "送\r\n医"}}
	rapid.Check(t, func(rt *rapid.T) {
		v := desk.Values{"voice": {"somebody else's"}}
		for _, name := range slices.Sorted(maps.Keys(values)) {
			if rapid.IntRange(0, 3).Draw(rt, name) > 0 {
				v[name] = []string{rapid.SampledFrom(values[name]).Draw(rt, "value")}
			}
		}
		if rapid.Bool().Draw(rt, "photos") {
			v["upload"] = []string{"a", "b"}
		}
		for name := range forms {
			got, err := o.Fill(context.Background(), o.who["disp"], name, v)
			if err != nil {
				rt.Fatalf("%s: %v", name, err)
			}
			if d := cmp.Diff(built(o, name, v), got); d != "" {
				rt.Fatalf("%s: was (-), is (+):\n%s", name, d)
			}
		}
	})
}

// TestFillRefuses wants what cannot be read to be told at its input.
func TestFillRefuses(t *testing.T) {
	o := newOffice(t)
	for _, c := range []struct {
		command            matter.CommandName
		input, value, want string
	}{
		{"list", "severity", "very", "kind_unknown severity"}, {"list", "kind", "x", "kind_unknown kind"},
		{"list", "area", "1", "area_unknown area"}, {"merge", "into", "P2026-999999", "merge_unknown into"},
		{"assign", "lead", "no such", "unit_unknown lead"}, {"assign", "co_2", "no such", "unit_unknown co_2"},
		{"assign", "due", "soon", "date_form due"}, {"fix", "lat", "x", "coordinates_range lat"},
		{"strike_off", "lng", "x", "coordinates_range lat"}, {"sign_notice", "notice", "x", "number_form notice"},
		{"plan_root", "until", "x", "date_form until"},
	} {
		_, err := o.Fill(context.Background(), o.who["disp"], c.command, desk.Values{c.input: {c.value}})
		if e := fault.Of(err); fmt.Sprint(e.Code, " ", e.Field) != c.want {
			t.Errorf("%s with %s %q: got %v, want %s", c.command, c.input, c.value, err, c.want)
		}
	}
}
