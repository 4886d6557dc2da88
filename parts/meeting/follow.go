package meeting

import (
	"context"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/fault"
)

// NoSet says that a row's task is not followed by nodes.
const NoSet = "none"

// Follow says by which set of nodes the task of a row is followed once it is handed out: a code of policy, NoSet for
// none, "" for the one that is usual for the kind of thing (SetOf). Fault node_set.
func (x *Meetings) Follow(ctx context.Context, caller org.Caller, id ledger.ID, breakdown int64, s Step) error {
	return x.row(ctx, caller, id, breakdown, RowFollowedType, s, func(r Row) (Row, error) {
		if _, ok := x.Policy().Nodes.NodeSet(s.Set); !ok && s.Set != "" && s.Set != NoSet {
			return r, fault.New(fault.Invalid, "node_set").On("set")
		}
		r.Set = s.Set
		return r, nil
	})
}

// usualSets are the sets of nodes by kind of thing: what a meeting decided is a decision, what came from above or was
// written by a leader is supervised.
var usualSets = map[Kind]string{Meeting: "decision", Document: "supervision", Instruction: "supervision"}

// SetOf is the set of nodes by which a row's task is followed; ok is false for none.
func (x *Meetings) SetOf(k Kind, r Row) (policy.NodeSet, bool) {
	code := r.Set
	if code == "" {
		code = usualSets[k]
	}
	return x.Policy().Nodes.NodeSet(code)
}
