package inspect

import (
	"embed"
	"encoding/json"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/matter"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
	"xiaohao/platform/store"
)

//go:embed schema
var schema embed.FS

// Steps are the steps by which this part's tables are made.
func Steps() []store.Step { return store.Steps(schema, "inspect", 17) }

var (
	supervisors = []org.Right{{In: org.Over, Posts: []matter.Post{matter.Supervisor}}}
	// where they are sent is the round's to say
	inspectors = []org.Right{{In: org.Any, Posts: []matter.Post{matter.Inspector}}}
)

// Part is what others must know of rounds and inspections 督查.
var Part = part.Part{
	Name:  "inspect",
	Uses:  []string{"standard", "recheck", "point"},
	Steps: Steps(),
	Acts: []org.Act{{Type: PlannedType, Rights: supervisors}, {Type: OpenedType, Rights: supervisors},
		{Type: ClosedType, Rights: supervisors}, {Type: MadeType, Rights: inspectors},
		// the clock's where an inspector was cut off
		{Type: LinkedType, Rights: append([]org.Right{{Clock: true}}, inspectors...)}},
	Make: func(b part.Base) (part.Made, error) {
		c := Config{Base: b}
		c.Standard, _ = part.Find[*standard.Standard](b.Others)
		if r, ok := part.Find[*point.Register](b.Others); ok {
			c.Points = register{r}
		}
		x := New(c)
		return part.Made{Value: x, Followers: []ledger.Follower{x.Follower()}, Jobs: []part.Job{{Do: x.Tick}}}, nil
	},
	Check: Check,
	Files: files,
}

// files are those of the photos that an inspection brought.
func files(e ledger.Event) (out []string, err error) {
	if e.Type != MadeType {
		return nil, nil
	}
	var b Made
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return nil, err
	}
	for _, ph := range PhotosOf(&b) {
		out = append(out, ph.ID, ph.View, ph.Thumb)
	}
	return out, nil
}
