package intake

import (
	"context"
	"crypto/rand"
	"fmt"
	"log/slog"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/sheet"
)

// Limits of what waits here.
const (
	MaxFile  = 32 << 20         // bytes of a list
	lifetime = int64(3600e6)    // µs after which a list that nobody uses is gone
	ofOne    = 3                // lists of one person that wait; the oldest makes room
	ofAll    = 30               // lists of all
	longName = 100              // characters of a file's name
	quick    = 20 * time.Second // how long a caller may wait for a list at most
)

// State is how far a list is.
type State uint8

// The states. What is looked at or taken has an account, or an error that says why not.
const (
	Looking State = iota // a dry run is under way
	Looked               // it is known what the list would do
	Taking               // it is being written
	Taken                // the writing has ended
)

func (s State) String() string { return [...]string{"looking", "looked", "taking", "taken"}[s] }

// List is a list as its sender sees it.
type List struct {
	ID      string
	Kind    sheet.Kind
	File    string // its name, as it was sent
	Options sheet.Options
	State   State
	By      string           // who sent it
	Since   calendar.Instant // when the state began, µs
	Until   calendar.Instant // when it is gone unless it is used, µs

	Looked, In, Percent int64 // rows looked at and written, and how much of the file was read
	Writing             bool  // every row was looked at

	Account sheet.Account
	Err     error  // why it was not looked at to the end or not written whole; nil when all is well
	Bad     string // file with the rows that were left out; "" for none
}

// Ended says that nothing is under way.
func (l *List) Ended() bool { return l.State == Looked || l.State == Taken }

// Ready says that it may be taken in, or that a writing which broke off may go on.
func (l *List) Ready() bool {
	a := &l.Account
	switch l.State {
	case Looked:
		return l.Err == nil && a.Taken+a.Changed+a.Joined > 0
	case Taken:
		return l.Err != nil && fault.Code(l.Err) != "import_bad"
	}
	return false
}

// list is a List with what only this package needs.
type list struct {
	List
	person int64
	path   string // "" once it is gone
	watch  *sheet.Watch
	cancel context.CancelFunc
	done   chan struct{} // closed when nothing is under way
}

// Intake keeps the lists of one city. Safe for concurrent use.
type Intake struct {
	city sheet.City
	now  func() calendar.Instant
	log  *slog.Logger
	all  context.Context // ends with the program
	end  context.CancelFunc

	mu      sync.Mutex
	dir     string // of the files; made when it is first needed
	lists   map[string]*list
	running *list // the one that is looked at or written
	ended   bool
}

// New makes the intake of a city.
func New(b part.Base, c sheet.City) *Intake {
	x := &Intake{city: c, now: b.Now, log: b.Log, lists: map[string]*list{}}
	if x.log == nil {
		x.log = slog.New(slog.DiscardHandler)
	}
	x.all, x.end = context.WithCancel(context.Background())
	return x
}

// City is what lists are written to.
func (x *Intake) City() sheet.City { return x.city }

// Send takes over a file and begins to look what it would do. It is the caller's alone. Name is how the file was
// called; the language is that of the options. Faults: not_allowed, import_running, imports_many.
func (x *Intake) Send(caller org.Caller, kind, name, file string, o sheet.Options) (id string, err error) {
	k, err := sheet.KindOf(kind)
	if err == nil && (caller.Person == 0 || !k.May(caller, x.city)) {
		err = fault.New(fault.Denied, "not_allowed")
	}
	if err != nil {
		return "", err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	x.expire()
	if err := x.free(o.Lang); err != nil {
		return "", err
	}
	x.makeRoom(caller.Person)
	if len(x.lists) >= ofAll {
		return "", fault.New(fault.Busy, "imports_many")
	}
	if r := []rune(name); len(r) > longName {
		name = string(r[:longName]) + "…"
	}
	l := &list{List: List{ID: rand.Text(), Kind: k, File: name, By: caller.Name}, person: caller.Person}
	if l.path, err = x.keep(file, l.ID); err != nil {
		return "", err
	}
	x.lists[l.ID] = l
	x.start(l, caller, o, true)
	return l.ID, nil
}

// Look looks at the same file again, with other options.
func (x *Intake) Look(caller org.Caller, id string, o sheet.Options) error {
	return x.begin(caller, id, o, true)
}

// Take writes what was looked at. Sent twice it does it once.
func (x *Intake) Take(caller org.Caller, id, language string) error {
	return x.begin(caller, id, sheet.Options{Lang: language}, false)
}

func (x *Intake) begin(caller org.Caller, id string, o sheet.Options, dry bool) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	l, err := x.of(caller, id)
	switch {
	case err != nil:
		return err
	case !dry && l.State != Looked && !l.Ready():
		return nil // it is under way, or done
	case !dry && !l.Ready():
		return fault.New(fault.Conflict, "import_not_ready")
	case !l.Kind.May(caller, x.city):
		return fault.New(fault.Denied, "not_allowed")
	case l.path == "":
		return fault.New(fault.Conflict, "import_done")
	}
	if err := x.free(o.Lang); err != nil {
		return err
	}
	if !dry {
		given := o.Lang
		o = l.Options
		o.Lang = given
	}
	x.start(l, caller, o, dry)
	return nil
}

// free says whether nothing is under way, or who is busy, since when and how far.
func (x *Intake) free(language string) error {
	l := x.running
	switch {
	case x.ended:
		return fault.New(fault.Busy, "import_elsewhere")
	case l == nil:
		return nil
	}
	return sheet.Busy(language, x.now(), ledger.Doing{By: l.By, What: l.Kind.Name, Since: l.Since,
		Rows: max(l.watch.Looked(), l.watch.In()), Done: l.watch.Percent(), Total: 100})
}

// start looks at a list, or writes it, in a goroutine of its own.
func (x *Intake) start(l *list, caller org.Caller, o sheet.Options, dry bool) {
	ctx, cancel := context.WithCancel(x.all)
	skip := o.BadFile != ""
	l.Options = o
	l.Options.BadFile = ""
	if skip {
		l.Options.BadFile = l.path + ".bad"
	}
	l.watch, l.cancel, l.done = &sheet.Watch{}, cancel, make(chan struct{})
	l.State, l.Since, l.Err, l.Account = Taking, x.now(), nil, sheet.Account{}
	if dry {
		l.State = Looking
	}
	run := l.Options
	run.Caller, run.DryRun, run.Watch, run.File = caller, dry, l.watch, l.File
	x.running = l
	x.touch(l)
	go x.run(ctx, l, run)
}

// run does it and keeps the account.
func (x *Intake) run(ctx context.Context, l *list, o sheet.Options) {
	a, err := x.bring(ctx, l, o)
	x.mu.Lock()
	defer x.mu.Unlock()
	defer close(l.done)
	stopped := ctx.Err() != nil
	l.cancel()
	x.running = nil
	if err != nil && stopped {
		err = fault.New(fault.Conflict, "import_stopped").By(err)
	}
	if f := fault.Of(err); err != nil && f.Kind == fault.Internal {
		x.log.Error("import", "kind", l.Kind.Name, "error", err.Error())
	}
	l.Account, l.Err, l.Since = a, err, x.now()
	l.State++
	l.Bad = ""
	if a.Bad() > 0 && o.BadFile != "" {
		l.Bad = o.BadFile
	}
	if x.touch(l); l.State == Taken && err == nil {
		x.drop(l.path)
		l.path = ""
	}
}

// bring is sheet.Import; a panic is an error.
func (x *Intake) bring(ctx context.Context, l *list, o sheet.Options) (a sheet.Account, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("panic: %v\n%s", p, debug.Stack())
		}
	}()
	return sheet.Import(ctx, x.city, l.Kind.Name, l.path, o)
}

// Stop interrupts what is under way. Its sender may, and who administers the city.
func (x *Intake) Stop(caller org.Caller, id string) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.lists[id]
	if l == nil || !x.mayStop(caller, l) {
		return fault.New(fault.Missing, "import_gone")
	}
	l.cancel()
	return nil
}

// MayStop says whether the caller may interrupt a list.
func (x *Intake) MayStop(caller org.Caller, id string) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	l := x.lists[id]
	return l != nil && x.mayStop(caller, l)
}

func (x *Intake) mayStop(caller org.Caller, l *list) bool {
	return caller.Person != 0 && l.person == caller.Person ||
		x.city.Desk.Org().MayAdminister(caller, area.Code(x.city.Desk.City()*1e8))
}

// Get is a list of the caller's. The fault is import_gone, also for those of others.
func (x *Intake) Get(caller org.Caller, id string) (List, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	l, err := x.of(caller, id)
	if err != nil {
		return List{}, err
	}
	x.touch(l)
	return l.seen(), nil
}

// Mine are the caller's lists, the latest first.
func (x *Intake) Mine(caller org.Caller) (out []List) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.expire()
	for _, l := range x.lists {
		if l.person == caller.Person {
			out = append(out, l.seen())
		}
	}
	slices.SortFunc(out, func(a, b List) int { return int(min(max(b.Since-a.Since, -1), 1)) })
	return out
}

// Running is the list that is under way, of whomever, and whether there is one. Those who may bring lists in may know.
func (x *Intake) Running() (List, bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.running == nil {
		return List{}, false
	}
	return x.running.seen(), true
}

// Elsewhere is what another program of the city is importing, the command line among them, and whether there is
// something.
func (x *Intake) Elsewhere(ctx context.Context) (ledger.Doing, bool, error) {
	if _, here := x.Running(); here {
		return ledger.Doing{}, false, nil
	}
	return x.city.Desk.Ledger().Doing(ctx, "import")
}

// seen is the list as it is now.
func (l *list) seen() List {
	out := l.List
	out.Looked, out.In, out.Percent, out.Writing = l.watch.Looked(), l.watch.In(), l.watch.Percent(), l.watch.Writing()
	return out
}

// Wait waits until a list has ended, but not long.
func (x *Intake) Wait(ctx context.Context, id string, most time.Duration) {
	x.mu.Lock()
	var done chan struct{}
	if l := x.lists[id]; l != nil {
		done = l.done
	}
	x.mu.Unlock()
	if done == nil {
		return
	}
	t := time.NewTimer(min(most, quick))
	defer t.Stop()
	select {
	case <-done:
	case <-t.C:
	case <-ctx.Done():
	}
}

// of is a list of the caller's.
func (x *Intake) of(caller org.Caller, id string) (*list, error) {
	x.expire()
	l := x.lists[id]
	if l == nil || caller.Person == 0 || l.person != caller.Person {
		return nil, fault.New(fault.Missing, "import_gone")
	}
	return l, nil
}

// End interrupts what is under way, for a program that is about to leave, waits until it has ended, and takes the files
// away.
func (x *Intake) End(ctx context.Context) error {
	x.mu.Lock()
	x.ended = true
	x.end()
	var done chan struct{}
	if x.running != nil {
		done = x.running.done
	}
	x.mu.Unlock()
	if done != nil {
		select {
		case <-done:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	for _, l := range x.lists {
		x.forget(l)
	}
	return x.leave()
}
