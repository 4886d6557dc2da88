package city

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/platform/store"
)

// Proving says which city is proved, and how. All fields but City may be empty.
type Proving struct {
	City  int64
	Allow []string // tables, views and triggers beside the program's that are an operator's own

	// Secret is the city's; without it personal data is counted and not opened.
	Secret []byte

	// Owners are those whose tables are proved, "ledger", "views", "schema" or parts by their names; nil for all.
	Owners []string

	// Visit gets each event once it is proven to follow from the one before; its error ends the proof.
	Visit func(ledger.Event) error

	// Progress is told what is proved now.
	Progress func(owner string) part.Progress
}

// Proven is what a proof looked at.
type Proven struct {
	Head   ledger.Head
	Tables []string       // those whose rows were compared, by name
	Stands []ledger.Stand // of what follows the ledger, also of what is at its end

	// Unbound is how much personal data is not yet bound to its matter: the server does it by and by.
	Unbound int64
}

// Behind are those that still have more than so many events to take.
func (p Proven) Behind(lag int64) (out []ledger.Stand) {
	for _, s := range p.Stands {
		if s.Late > lag {
			out = append(out, s)
		}
	}
	return out
}

// Prove proves what lies in the database of a city: the chain of events, the cursors, the schema, the views, the
// tables of every part. Each fault is told with the name of its table in front; the error is for what hindered the
// proof. It reads only. r must see one instant, as a Snapshot does: head, cursors and tables are compared with each
// other, what follows as of its own cursor.
func (l *List) Prove(ctx context.Context, r store.Reader, p Proving, tell func(string)) (Proven, error) {
	if p.Progress == nil {
		p.Progress = func(string) part.Progress { return func(int64, int64) {} }
	}
	for _, step := range []struct {
		owner string
		prove func(context.Context, store.Reader, Proving, func(string)) error
	}{{"ledger", chain}, {"schema", l.schema}, {"views", proveViews}} {
		if !p.looksAt(step.owner) {
			continue
		}
		if err := step.prove(ctx, r, p, tell); err != nil {
			return Proven{}, err
		}
	}
	if err := l.check(ctx, r, p, tell); err != nil {
		return Proven{}, err
	}
	out := Proven{}
	if p.looksAt("desk") {
		var err error
		if out.Unbound, err = desk.CheckContacts(ctx, r, p.City, p.Secret, tell); err != nil {
			return out, err
		}
		if err := desk.CheckSealed(ctx, r, p.City, p.Secret, tell); err != nil {
			return out, err
		}
	}
	if p.looksAt("ledger") {
		if err := desk.CheckCommands(ctx, r, p.City, p.Secret, tell); err != nil {
			return out, err
		}
	}
	err := l.proven(ctx, r, p, &out, tell)
	return out, err
}

func (p Proving) looksAt(owner string) bool {
	return p.Owners == nil || slices.Contains(p.Owners, owner)
}

// chain proves the events, the head row and the remembered commands.
func chain(ctx context.Context, r store.Reader, p Proving, tell func(string)) error {
	err := ledger.Prove(ctx, r, p.City, p.Progress("ledger"), p.Visit)
	var broken *ledger.BrokenError
	if errors.As(err, &broken) {
		tell(broken.Error())
		return nil
	}
	return err
}

// schema tells what nobody made, and the lists of steps that do not fit.
func (l *List) schema(ctx context.Context, r store.Reader, p Proving, tell func(string)) error {
	return store.Strange(ctx, r, l.steps, p.Allow, tell)
}

func proveViews(ctx context.Context, r store.Reader, p Proving, tell func(string)) error {
	return views.Check(ctx, r, p.City, p.Progress("views"), tell)
}

// check proves the tables of the parts. A part whose proof fails for another reason, such as an unreadable row, is told
// too and hinders no other.
func (l *List) check(ctx context.Context, r store.Reader, p Proving, tell func(string)) error {
	for _, x := range l.parts {
		if x.Check == nil || !p.looksAt(x.Name) {
			continue
		}
		if err := x.Check(ctx, r, p.City, p.Progress(x.Name), tell); err != nil {
			if ctx.Err() != nil {
				return err
			}
			tell(fmt.Sprintf("part %s cannot be proved: %v", x.Name, err))
		}
	}
	return nil
}

// proven says what was looked at and how far it goes, and tells what the cursors say that cannot be.
func (l *List) proven(ctx context.Context, r store.Reader, p Proving, out *Proven, tell func(string)) (err error) {
	if out.Head, err = ledger.End(ctx, r, p.City); err != nil {
		return err
	}
	o, err := l.LedgerOptions(p.City, "", nil)
	if err != nil {
		return err
	}
	var own []ledger.Stand
	for _, x := range l.parts {
		if x.Stands == nil {
			continue
		}
		list, err := x.Stands(ctx, r, p.City, out.Head.Seq)
		if err != nil {
			return fmt.Errorf("how far part %s has come: %w", x.Name, err)
		}
		own = append(own, list...)
	}
	if out.Stands, err = ledger.Stands(ctx, r, o, own, tell); err != nil {
		return err
	}
	tables, err := store.Tables(ctx, r)
	if err != nil {
		return err
	}
	owners, err := store.Owners(l.steps)
	for _, t := range tables {
		if owners[t.Name] != "" && Unproven[t.Name] == "" {
			out.Tables = append(out.Tables, t.Name)
		}
	}
	for _, index := range []string{"search", "search_public"} {
		if !slices.Contains(out.Tables, index) {
			out.Tables = append(out.Tables, index) // a file's text index is no table to the store
		}
	}
	return err
}
