package file

import (
	"context"
	"embed"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

//go:embed schema
var schema embed.FS

// Steps are the steps by which this part's tables are made.
func Steps() []store.Step { return store.Steps(schema, "file") }

// acts say who may hang a file on anything at all. On what, the part that owns the thing says: for a matter rule does.
func acts() []org.Act {
	right := org.Right{In: org.Some, Posts: []matter.Post{matter.Dispatcher, matter.Supervisor, matter.UnitClerk,
		matter.UnitHead, matter.Verifier, matter.Inspector, matter.Leader}, System: true}
	return []org.Act{{Type: KeptType, Rights: []org.Right{right}}, {Type: WithdrawnType, Rights: []org.Right{right}}}
}

// Part is what others must know of files 附件.
var Part = part.Part{
	Name:  "file",
	Steps: Steps(),
	Acts:  acts(),
	Make: func(b part.Base) (part.Made, error) {
		x := New(b)
		return part.Made{Value: x, Views: []ledger.View{view{b.City}}, Knows: desk.Knows{Files: x.count}}, nil
	},
	Check: func(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
		f := part.Fold{View: view{city}, Types: []event.Type{typePrefix}, Steps: Steps()}
		if err := part.Refold(ctx, r, city, f, progress, tell); err != nil {
			return fmt.Errorf("check the files: %w", err)
		}
		return nil
	},
	Files: names,
}
