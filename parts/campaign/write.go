package campaign

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/secondlook"
	"xiaohao/platform/store"
)

// Plan is what a campaign is opened with.
type Plan struct {
	Name       string           `json:"name"`
	Scope      area.Code        `json:"scope"`
	Items      []string         `json:"items,omitempty"`
	Categories []string         `json:"categories,omitempty"`
	Kinds      []string         `json:"kinds,omitempty"`
	Trend      int64            `json:"trend,omitempty"`
	Deadline   calendar.Instant `json:"deadline"` // µs
	Text       string           `json:"text"`
}

// Longest is how long a campaign may run, in µs: 92 days.
const Longest = 92 * 24 * 3600 * 1_000_000

// most is how many items, categories or kinds a campaign may name.
const most = 50

func (x *Campaigns) clean(ctx context.Context, p Plan, now calendar.Instant) (Plan, error) {
	var err error
	if p.Name, err = words(p.Name, "name", matter.MaxTitle); err != nil {
		return p, err
	}
	if p.Text, err = words(p.Text, "text", matter.MaxNote); err != nil {
		return p, err
	}
	if a, ok := x.Org().Tree().Get(p.Scope); !ok || a.Former {
		return p, fault.New(fault.Invalid, "area_unknown", "code", p.Scope.String()).On("scope")
	}
	for _, list := range []*[]string{&p.Items, &p.Categories, &p.Kinds} {
		*list = slices.DeleteFunc(slices.Clone(*list), func(s string) bool { return strings.TrimSpace(s) == "" })
		slices.Sort(*list)
		if *list = slices.Compact(*list); len(*list) > most {
			return p, fault.New(fault.Invalid, "campaign_many", "max", most).On("items")
		}
	}
	if len(p.Items)+len(p.Categories) == 0 {
		return p, fault.New(fault.Invalid, "campaign_what").On("items")
	}
	if p.Deadline <= now || p.Deadline > now+Longest {
		return p, fault.New(fault.Invalid, "campaign_deadline").On("deadline")
	}
	return p, x.known(ctx, p)
}

// known wants items and kinds of point that the standard in force has, and categories of the policy.
func (x *Campaigns) known(ctx context.Context, p Plan) error {
	item, kind, err := x.Known(ctx)
	if err != nil {
		return err
	}
	category := func(code string) bool { _, ok := x.Policy().Category(code); return ok }
	for _, list := range []struct {
		field, fault string
		codes        []string
		has          func(string) bool
	}{{"items", "campaign_item_unknown", p.Items, item},
		{"categories", "campaign_category_unknown", p.Categories, category},
		{"kinds", "campaign_kind_unknown", p.Kinds, kind}} {
		for _, code := range list.codes {
			if !list.has(code) {
				return fault.New(fault.Invalid, list.fault, "code", code).On(list.field)
			}
		}
	}
	return nil
}

// words are a line or some that must be there and not be too long.
func words(s, field string, most int) (string, error) {
	s = strings.TrimSpace(matter.Clean(s))
	if s == "" {
		return s, fault.New(fault.Invalid, "campaign_words").On(field)
	}
	if n := len([]rune(s)); n > most {
		return s, fault.New(fault.Invalid, "campaign_long", "max", most, "n", n).On(field)
	}
	return s, nil
}

// Open opens a campaign and gives its id. Supervisors of the scope may. Faults: campaign_what without item and
// category, campaign_deadline, campaign_words, campaign_long, area_unknown, and campaign_item_unknown,
// campaign_category_unknown, campaign_kind_unknown with the code that is not in force.
func (x *Campaigns) Open(ctx context.Context, caller org.Caller, id ledger.ID, p Plan) (int64, error) {
	a, err := x.Desk.Keep(ctx, caller, id, []any{"open", p}, func(ctx context.Context, _ *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		p, err := x.clean(ctx, p, now)
		if err != nil {
			return nil, err
		}
		rule, key := x.Policy().Recheck, fmt.Sprintf("%x", id[:])
		b := &Opened{Name: p.Name, Scope: p.Scope, Foot: Foot(x.Org().Tree(), p.Scope), Items: p.Items,
			Categories: p.Categories, Kinds: p.Kinds, Trend: p.Trend,
			Deadline: p.Deadline, Text: p.Text, Share: rule.Share, Least: rule.Least, Key: key,
			Commitment: Commitment(secondlook.Seed(x.Secret, x.City, drawName(key)), key)}
		return []desk.Fact{{Type: OpenedType, Subject: ledger.New, Areas: []area.Code{p.Scope}, Body: b}}, nil
	})
	return a.Subject, err
}

// Instruct adds what an area has to say to all below it. It gives "campaign_over" when nothing can be done any more.
func (x *Campaigns) Instruct(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64, a area.Code,
	text string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"instruct", campaign, a, text}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		c, err := get(ctx, tx, x.City, campaign)
		if err != nil {
			return nil, err
		}
		if !c.Scope.Contains(a) {
			return nil, missing()
		}
		if c.Over(now) {
			return nil, fault.New(fault.Conflict, "campaign_over")
		}
		text, err := words(text, "text", matter.MaxNote)
		return []desk.Fact{{Type: InstructedType, Subject: campaign, Areas: []area.Code{a},
			Body: &Instructed{a, text}}}, err
	})
	return err
}

// Finding is what an area found in itself.
type Finding struct {
	Area     area.Code `json:"area"`
	Place    string    `json:"place"`
	Text     string    `json:"text"`
	Category string    `json:"category,omitempty"`
	Lat      *float64  `json:"lat,omitempty"`
	Lng      *float64  `json:"lng,omitempty"`
	Photos   []string  `json:"photos,omitempty"`
}

// Source is the matter's source of what an area found in itself.
const Source = "self_check"

// Find reports a finding as a matter, counts it, and gives the matter's id. The area itself may, and the township
// above it. The faults are those of a report, "campaign_over" and "campaign_elsewhere" for an area that does not take
// part.
func (x *Campaigns) Find(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64,
	f Finding) (int64, error) {
	no := findingNo(campaign, id)
	c, _, err := x.part(ctx, caller, FoundType, campaign, f.Area)
	if err != nil {
		return 0, err
	}
	if c.Over(x.Now()) {
		if _, again, err := views.BySource(ctx, x.DB.Read(), x.City, Source, no); err != nil || !again {
			return 0, fault.New(fault.Conflict, "campaign_over").By(err)
		}
	}
	r, err := x.Desk.Do(ctx, caller, desk.Command{ID: id, Said: []any{"found", campaign, f},
		Body: &matter.Report{Kind: matter.Problem, Source: Source, SourceNo: no, Area: f.Area,
			Place: f.Place, Text: f.Text,
			Category: f.Category, Lat: f.Lat, Lng: f.Lng, Photos: f.Photos}})
	if err != nil {
		return 0, err
	}
	return r.Matter, x.counted(ctx, caller, campaign, r.Matter, f.Area)
}

// part reads a campaign and an area that takes part in it, for somebody who may do something there.
func (x *Campaigns) part(ctx context.Context, caller org.Caller, typ event.Type, campaign int64,
	a area.Code) (*Campaign, *Cell, error) {
	r := x.DB.Read()
	c, err := get(ctx, r, x.City, campaign)
	if err != nil {
		return nil, nil, err
	}
	cell, err := cellOf(ctx, r, x.City, campaign, a)
	if err != nil {
		return nil, nil, err
	}
	if !x.Org().MayAct(caller, typ, a) {
		return nil, nil, fault.New(fault.Denied, "not_allowed")
	}
	return c, cell, nil
}

// Zero signs that an area looked and found nothing. A person of that area may, with the name of his account. Faults:
// campaign_sign when the name is another, campaign_over, campaign_elsewhere, campaign_zero_found after a finding,
// campaign_zero_again.
func (x *Campaigns) Zero(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64, a area.Code,
	name string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"zero", campaign, a, name}, func(ctx context.Context, tx *store.Tx,
		now calendar.Instant) ([]desk.Fact, error) {
		c, err := get(ctx, tx, x.City, campaign)
		if err != nil {
			return nil, err
		}
		cell, err := cellOf(ctx, tx, x.City, campaign, a)
		if err != nil {
			return nil, err
		}
		who, _ := x.Org().Person(caller.Person)
		switch {
		case c.Over(now):
			err = fault.New(fault.Conflict, "campaign_over")
		case cell.Founded > 0:
			err = fault.New(fault.Conflict, "campaign_zero_found", "n", cell.Founded)
		case cell.Zero > 0:
			err = fault.New(fault.Conflict, "campaign_zero_again", "name", cell.Signed)
		case !x.Org().MayAct(caller, ZeroType, a):
			err = fault.New(fault.Denied, "not_allowed")
		case strings.TrimSpace(name) != who.Name || who.Name == "":
			err = fault.New(fault.Invalid, "campaign_sign", "name", who.Name).On("signed")
		}
		return []desk.Fact{{Type: ZeroType, Subject: campaign, Areas: []area.Code{a}, Body: &Zeroed{a, who.Name}}}, err
	})
	return err
}

// Close ends a campaign before its deadline, for a reason, and draws the zeros to be looked at. Supervisors of the
// scope may. It gives "campaign_closed" when it is.
func (x *Campaigns) Close(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64, reason string) error {
	reason, err := words(reason, "reason", matter.MaxNote)
	if err != nil {
		return err
	}
	if err := x.close(ctx, caller, id, campaign, reason); err != nil {
		return err
	}
	return x.draw(ctx, campaign)
}

func (x *Campaigns) close(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64, reason string) error {
	_, err := x.Desk.Keep(ctx, caller, id, []any{"close", campaign, reason}, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		c, err := get(ctx, tx, x.City, campaign)
		if err != nil {
			return nil, err
		}
		if c.Closed > 0 {
			return nil, fault.New(fault.Conflict, "campaign_closed")
		}
		cells, err := cellsOf(ctx, tx, x.City, campaign, c.Scope)
		return []desk.Fact{{Type: ClosedType, Subject: campaign, Areas: []area.Code{c.Scope},
			Body: &Closed{reason, notStarted(cells)}}}, err
	})
	return err
}

// Verdict is what an inspector saw where nothing was said to be. A false zero needs a place and what is there.
type Verdict struct {
	Area     area.Code `json:"area"`
	False    bool      `json:"false"`
	Note     string    `json:"note"`
	Place    string    `json:"place,omitempty"`
	Category string    `json:"category,omitempty"`
	Lat      *float64  `json:"lat,omitempty"`
	Lng      *float64  `json:"lng,omitempty"`
	Photos   []string  `json:"photos,omitempty"`
}

// SpotCheck records what an inspector saw; what he found becomes a matter. He who was drawn may, nobody else. It gives
// "campaign_looked" the second time.
func (x *Campaigns) SpotCheck(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64, v Verdict) error {
	_, cell, err := x.part(ctx, caller, SpotCheckedType, campaign, v.Area)
	if err != nil {
		return err
	}
	if cell.Spot == NotDrawn || caller.Person == 0 || cell.Person != caller.Person {
		return fault.New(fault.Denied, "not_allowed")
	}
	b := &SpotCheck{Area: v.Area, False: v.False}
	if b.Note, err = words(v.Note, "note", matter.MaxNote); err != nil {
		return err
	}
	if v.False && cell.Spot == Waiting {
		if b.Matter, err = x.reportFound(ctx, caller, campaign, b.Note, v); err != nil {
			return err
		}
	}
	return x.spotChecked(ctx, caller, id, campaign, b, []any{"look", campaign, v})
}

// spotChecked records a look at a zero that waits for it.
func (x *Campaigns) spotChecked(ctx context.Context, caller org.Caller, id ledger.ID, campaign int64,
	b *SpotCheck, said any) error {
	_, err := x.Desk.Keep(ctx, caller, id, said, func(ctx context.Context, tx *store.Tx,
		_ calendar.Instant) ([]desk.Fact, error) {
		now, err := cellOf(ctx, tx, x.City, campaign, b.Area)
		if err != nil {
			return nil, err
		}
		if now.Spot != Waiting {
			return nil, fault.New(fault.Conflict, "campaign_looked")
		}
		return []desk.Fact{{Type: SpotCheckedType, Subject: campaign, Areas: []area.Code{b.Area}, Body: b}}, nil
	})
	return err
}
