package desk

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/calendar"
	"xiaohao/loop/care"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// Command is one write to one matter. The ID is made by the client: the same ID again is the same command and gives
// the first answer.
type Command struct {
	ID      ledger.ID
	Matter  int64 // 0 for report
	Body    matter.Command
	Contact *Contact // report only

	// Said is what a person or his program said under this id, as it was read: the same id with something else is a
	// conflict. nil for ids that the program makes of other things, which are not compared. See Desk.content.
	Said any

	// Evidence and After are photos that were recorded before, with an inspection for instance: as it was found, and
	// after it was put right on the spot. Report and attach take them beside their uploads; no face sets them.
	Evidence, After []matter.Photo

	// Beside is what a part says with the report of a person in need, as JSON: it is sealed with the words of the case.
	Beside json.RawMessage
}

// Result is what a command led to. It is durable when the caller has it.
type Result struct {
	Matter   int64
	Seq      int64 // of the command's first event
	At       calendar.Instant
	Repeated bool
	Receipt  string // of a report: the code that the reporter keeps
}

// told is what the command's id stands for: what was said, and about what; nil where nothing was.
func (c *Command) told() any {
	if c.Said == nil {
		return nil
	}
	name := matter.CommandName("")
	if _, ok := c.Said.(matter.Command); ok {
		name = c.Body.Name()
	}
	return []any{name, c.Matter, c.Said, c.Contact}
}

// Do gives a command. Anybody may call it; what he may do is decided inside. Errors are *fault.Error.
func (d *Desk) Do(ctx context.Context, caller org.Caller, c Command) (Result, error) {
	if c.ID == (ledger.ID{}) {
		return Result{}, fault.New(fault.Invalid, "command_id").On("id")
	}
	a, err := d.ledger.Append(ctx, d.request(ctx, caller, &c))
	return d.result(ctx, caller, c, a, err)
}

// DoAll gives several commands in their order, each on its own; they share commits. Errors stand at their places.
func (d *Desk) DoAll(ctx context.Context, caller org.Caller, list []Command) []error {
	requests := make([]ledger.Request, len(list))
	for i := range list {
		requests[i] = d.request(ctx, caller, &list[i])
	}
	errs := make([]error, len(list))
	for i, o := range d.ledger.AppendAll(ctx, requests) {
		_, errs[i] = d.result(ctx, caller, list[i], o.Answer, o.Err)
	}
	return errs
}

func (d *Desk) request(ctx context.Context, caller org.Caller, c *Command) ledger.Request {
	said := d.content(ctx, caller, c.ID, c.told())
	original := d.lay(caller, c)
	cmd := *c
	return ledger.Request{ID: c.ID, Actor: caller.Person, About: c.Matter, Digest: said,
		Decide: func(ctx context.Context, tx *store.Tx, now calendar.Instant) ([]ledger.Draft, error) {
			return d.decide(ctx, tx, now, caller, cmd, original)
		}}
}

func (d *Desk) result(ctx context.Context, caller org.Caller, c Command, a ledger.Answer, err error) (Result, error) {
	if err != nil {
		return Result{}, translate(d.otherwise(ctx, caller, words(c.Said), err))
	}
	d.noteForgotten(ctx, c)
	r := Result{Matter: a.Subject, Seq: a.First, At: a.At, Repeated: a.Repeated}
	if c.Matter != 0 {
		if a.Repeated && a.Subject != c.Matter {
			return Result{}, fault.New(fault.Conflict, "command_foreign").On("id")
		}
		r.Matter = c.Matter
		return r, nil
	}
	r.Receipt = d.receipt(c.ID)
	return r, nil
}

func (d *Desk) decide(ctx context.Context, tx *store.Tx, now calendar.Instant, caller org.Caller, c Command,
	original *Contact) ([]ledger.Draft, error) {
	var m *matter.Matter
	if c.Matter != 0 {
		var err error
		if m, err = d.views.Current(ctx, tx, c.Matter); err != nil {
			return nil, err
		}
	}
	rule, ok := matter.RuleOf(c.Body.Name())
	if !ok {
		return nil, fault.New(fault.Invalid, "command_unknown", "command", c.Body.Name())
	}
	actor, err := d.Org().May(caller, rule, d.Policy().May(rule.Command), m)
	if err != nil {
		return nil, err
	}
	veil, err := d.veil(ctx, tx, &c, m)
	if err != nil {
		return nil, err
	}
	f, err := d.facts(ctx, tx, now, actor, caller, m, c)
	if err != nil {
		return nil, err
	}
	f.Contact = original != nil
	events, err := matter.Decide(m, c.Body, f)
	if err != nil {
		return nil, d.explain(ctx, tx, m, err)
	}
	if err := veil.finish(ctx, events); err != nil {
		return nil, err
	}
	drafts := make([]ledger.Draft, len(events))
	for i, e := range events {
		subject := e.Subject
		if subject == 0 {
			subject = c.Matter // of a report: ledger.New, the event's own number
		}
		drafts[i] = ledger.Draft{Type: event.Type(e.Body.Type()), Subject: subject, Body: e.Body}
	}
	return drafts, d.beside(ctx, tx, c, m, events, original)
}

// beside writes what a decision means for the personal data beside the ledger. It is the last thing a decision does.
func (d *Desk) beside(ctx context.Context, tx *store.Tx, c Command, m *matter.Matter, events []matter.Event,
	original *Contact) error {
	if original != nil {
		return d.keep(ctx, tx, c.ID, *original)
	}
	for _, e := range events {
		switch e.Body.(type) {
		case *matter.WasForgotten:
			return d.shred(ctx, tx, m.ID)
		case *matter.WasForgetAsked:
			return d.remind(ctx, tx, m.ID)
		}
	}
	return nil
}

// lay takes the reporter's personal data out of a report: what goes on goes into the ledger, what comes back is kept
// encrypted beside it.
func (d *Desk) lay(caller org.Caller, c *Command) *Contact {
	r, ok := c.Body.(*matter.Report)
	if !ok {
		c.Body = public(caller, c.Body)
		return nil
	}
	cp := *r
	if r.Kind == matter.Help { // all of it is sealed: nothing is taken out of it
		cp.Mandated = r.Mandated || care.Suspects(r.Title+"\n"+r.Text)
		c.Body = &cp
		if c.Contact == nil || c.Contact.clean() == (Contact{}) {
			return nil
		}
		out := c.Contact.clean()
		return &out
	}
	text, hit := redact.Text(matter.Clean(r.Text))
	title, hit2 := lined(caller, r.Title)
	place, hit3 := lined(caller, r.Place)
	answers, typed := redacted(r.Attributes)
	out := Contact{}
	if c.Contact != nil {
		out = *c.Contact
		out = out.clean()
	}
	if hit || hit2 || hit3 {
		out.Original = r.Title + "\n" + r.Place + "\n" + r.Text
	}
	if typed != "" {
		out.Original = strings.TrimPrefix(out.Original+"\n"+typed, "\n")
	}
	cp.Text, cp.Title, cp.Place, cp.Attributes = text, title, place, answers
	c.Body = &cp
	if out == (Contact{}) {
		return nil
	}
	return &out
}

// redacted takes personal numbers out of answers; typed are those in which one stood, as they were typed.
func redacted(list []matter.Answer) (out []matter.Answer, typed string) {
	for _, a := range list {
		said := matter.Answer{Code: a.Code}
		for _, v := range a.Values {
			text, hit := redact.Text(matter.Clean(v))
			if hit {
				typed += "\n" + a.Code + ": " + v
			}
			said.Values = append(said.Values, text)
		}
		out = append(out, said)
	}
	return out, strings.TrimPrefix(typed, "\n")
}

// public takes personal numbers out of what residents will read: of whatever somebody without a login says, and of
// what staff says in a step that the holder of a receipt is shown. Here nothing is laid aside, since the report has the
// contact if there is one. What staff says to staff stays as it is.
func public(caller org.Caller, b matter.Command) matter.Command {
	if !outsider(caller) && !shownToReporters(b) {
		return b
	}
	return matter.Reworded(b, func(k matter.FieldKind, s string) string {
		if k == matter.LineField {
			s, _ = lined(caller, s)
			return s
		}
		s, _ = redact.Text(matter.Clean(s))
		return s
	})
}

// lined takes personal numbers out of a title or a place. A plate that staff puts there is what the matter is about,
// the car before the hydrant, and found by search; a resident's is not.
func lined(caller org.Caller, s string) (string, bool) {
	if outsider(caller) {
		return redact.Text(matter.Clean(s))
	}
	return redact.Text(matter.Clean(s), redact.Plate)
}

// outsider says that nobody who works here speaks.
func outsider(c org.Caller) bool { return c.Person == 0 && !c.System && !c.Clock }

// shownToReporters says that what a command says may be read by the holder of a receipt.
func shownToReporters(b matter.Command) bool {
	if c, ok := b.(*matter.Comment); ok {
		return c.Public
	}
	d, _ := matter.Describe(b.Name())
	return slices.ContainsFunc(d.Events, func(e func() matter.Body) bool {
		return slices.Contains(forReporters, event.Type(e().Type()))
	})
}

// explain tells the second of two who acted at once what the first one did.
func (d *Desk) explain(ctx context.Context, tx *store.Tx, m *matter.Matter, err error) error {
	var f *fault.Error
	if m == nil || !errors.As(err, &f) || f.Code != "state_forbids" {
		return err
	}
	last, ok, lost := ledger.Latest(ctx, tx, d.city, m.ID)
	if lost != nil || !ok {
		return err
	}
	f.Args["last"], f.Args["who"] = "@event."+string(last.Type), ""
	if p, ok := d.Org().Person(last.Actor); ok {
		f.Args["who"] = p.Name
	}
	return f
}

// Many gives the same command for several matters, each on its own: one that may not is reported and does not hinder
// the others. They share commits. The same batch again gives the same commands.
func (d *Desk) Many(ctx context.Context, caller org.Caller, batch ledger.ID, ids []int64,
	body matter.Command) map[int64]error {
	if len(ids) > MaxMany {
		ids = ids[:MaxMany]
	}
	list := make([]Command, len(ids))
	for i, id := range ids {
		list[i] = Command{ID: derive(batch, id), Matter: id, Body: matter.Copy(body), Said: body}
	}
	failed := map[int64]error{}
	for i, err := range d.DoAll(ctx, caller, list) {
		if err != nil {
			failed[ids[i]] = err
		}
	}
	return failed
}

// MaxMany is how many matters one gesture may touch.
const MaxMany = 200

// derive makes the command id of one of several commands that are given in one gesture.
func derive(batch ledger.ID, parts ...int64) ledger.ID {
	h := sha256.New()
	h.Write(batch[:])
	for _, n := range parts {
		_ = json.NewEncoder(h).Encode(n)
	}
	id := batch
	copy(id[6:], h.Sum(nil)[:10])
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id
}

// translate gives the ledger's and the store's errors a sentence.
func translate(err error) error {
	var f *fault.Error
	switch {
	case errors.As(err, &f):
		return f
	case errors.Is(err, ledger.ErrForeignCommand):
		return fault.New(fault.Conflict, "command_foreign").On("id").By(err)
	case errors.Is(err, views.ErrNone):
		return fault.New(fault.Missing, "matter_missing").By(err)
	}
	return fault.Of(err) // what the store and the ledger cannot do has its own sentences
}
