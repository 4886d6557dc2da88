package policy

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Nodes is how tasks are followed by their nodes 节点: which sets there are by kind of task, who approves the lead
// unit's plan, and after how many working days what happens.
type Nodes struct {
	Sets    []NodeSet
	Plan    int           // within so many working days the lead unit proposes its plan 承办方案; 0 for no plan
	Decide  int           // and within so many a leader decides on it, or it climbs to the next level; 0 for no time
	Approve []matter.Post // who approves
	Judge   []matter.Post // who says whether a reason for being late is good
	Pending int           // working days for which a reason that nobody has judged keeps a node from climbing

	Urge, Supervise int // working days past a node's date at which the clock urges, and sends a 督办单; 0 for never
	Red             int // working days past a node's date from which the lamp is red
	Behind          int // percent behind the schedule from which it is red whatever the days

	Cards []matter.Post // who gives a unit a yellow or red card
	Least int           // a bulletin judges no unit with fewer tasks due
}

// NodeSet are the nodes of a kind of task.
type NodeSet struct {
	Code string
	Name
	Nodes []NodeKind
}

// NodeKind is a node of a set: its share of the whole in percent, and on which working day after the assignment it is
// due where the task has the usual length. Day 0 was reached when the task was assigned.
type NodeKind struct {
	Code string
	Name
	Share int
	Day   int
}

// NodeSet is a set by its code.
func (n *Nodes) NodeSet(code string) (NodeSet, bool) {
	i := slices.IndexFunc(n.Sets, func(s NodeSet) bool { return s.Code == code })
	if i < 0 {
		return NodeSet{}, false
	}
	return n.Sets[i], true
}

// nodePosts may approve, judge and give cards; unit posts never judge themselves.
var nodePosts = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Leader}

const mostNodes = 30

func (r *reader) nodes(p *Policy, n *yaml.Node) {
	x := &p.Nodes
	*x = Nodes{Plan: 7, Decide: 3, Approve: []matter.Post{matter.Leader}, Judge: []matter.Post{matter.Supervisor},
		Pending: 3, Urge: 1, Supervise: 5, Red: 5, Behind: 30, Cards: []matter.Post{matter.Supervisor, matter.Leader},
		Least: 3}
	t := r.table(n, []string{"sets", "plan_days", "decide_days", "approve", "judge", "pending_days", "urge_days",
		"supervise_days", "red_days", "red_behind", "cards", "least"}, nil)
	for name, to := range map[string]*int{"plan_days": &x.Plan, "decide_days": &x.Decide, "pending_days": &x.Pending,
		"urge_days": &x.Urge, "supervise_days": &x.Supervise, "red_days": &x.Red} {
		if t[name] != nil {
			*to = r.number(t[name], 0, 100)
		}
	}
	if t["red_behind"] != nil {
		x.Behind = r.number(t["red_behind"], 1, 100)
	}
	if t["least"] != nil {
		x.Least = r.number(t["least"], 1, 1000)
	}
	for name, to := range map[string]*[]matter.Post{"approve": &x.Approve, "judge": &x.Judge, "cards": &x.Cards} {
		if t[name] != nil {
			*to = r.nodePosts(t[name])
		}
	}
	for _, s := range r.list(t["sets"]) {
		x.Sets = append(x.Sets, r.nodeSet(s))
		if last := x.Sets[len(x.Sets)-1].Code; slices.ContainsFunc(x.Sets[:len(x.Sets)-1], func(s NodeSet) bool {
			return s.Code == last
		}) {
			r.wrong(s, "double_key", "key", last)
		}
	}
}

func (r *reader) nodePosts(n *yaml.Node) (out []matter.Post) {
	for _, x := range r.list(n) {
		post := matter.Post(r.text(x))
		if !slices.Contains(nodePosts, post) {
			r.wrong(x, "node_post", "value", x.Value)
			continue
		}
		out = append(out, post)
	}
	return out
}

// nodeSet reads a set: shares that make a hundred, days that never go back.
func (r *reader) nodeSet(n *yaml.Node) NodeSet {
	t := r.table(n, []string{"code", "zh", "en", "nodes"}, []string{"code", "zh", "nodes"})
	s := NodeSet{Code: r.text(t["code"]), Name: Name{r.text(t["zh"]), r.text(t["en"])}}
	if !codePattern.MatchString(s.Code) {
		r.wrong(n, "node_code", "value", s.Code)
	}
	sum, day := 0, 0
	for _, x := range r.list(t["nodes"]) {
		v := r.table(x, []string{"code", "zh", "en", "share", "day"}, []string{"code", "zh", "share", "day"})
		k := NodeKind{Code: r.text(v["code"]), Name: Name{r.text(v["zh"]), r.text(v["en"])},
			Share: r.number(v["share"], 0, 100), Day: r.number(v["day"], 0, 1000)}
		switch {
		case !codePattern.MatchString(k.Code):
			r.wrong(x, "node_code", "value", k.Code)
		case slices.ContainsFunc(s.Nodes, func(o NodeKind) bool { return o.Code == k.Code }):
			r.wrong(x, "double_key", "key", k.Code)
		case k.Day < day:
			r.wrong(x, "node_days", "value", k.Code)
		}
		sum, day = sum+k.Share, max(day, k.Day)
		s.Nodes = append(s.Nodes, k)
	}
	if sum != 100 || len(s.Nodes) > mostNodes || day == 0 {
		r.wrong(n, "node_shares", "value", s.Code)
	}
	return s
}
