package standard

// Node finds a node by its code.
func (v *Version) Node(code string) (Node, bool) {
	i, ok := v.index[code]
	if !ok {
		return Node{}, false
	}
	return v.Nodes[i], true
}

// Children lists the nodes right under one, in order; those at the top for "".
func (v *Version) Children(code string) []Node {
	var out []Node
	for _, i := range v.children[code] {
		out = append(out, v.Nodes[i])
	}
	return out
}

// Above lists the nodes above one, the highest first.
func (v *Version) Above(code string) []Node {
	n, ok := v.Node(code)
	if !ok || n.Parent == "" {
		return nil
	}
	up, _ := v.Node(n.Parent)
	return append(v.Above(n.Parent), up)
}

// Items lists the items that apply to a kind of point ("" for all), in order.
func (v *Version) Items(kind string) []Node {
	var out []Node
	for _, n := range v.Nodes {
		if n.Layer == Item && (kind == "" || n.At(kind)) {
			out = append(out, n)
		}
	}
	return out
}

// Questions lists the questions of an item that apply to a kind of point ("" for all). An item without any is its own
// question.
func (v *Version) Questions(item, kind string) []Node {
	var out []Node
	for _, n := range v.Children(item) {
		if n.Layer == Question && (kind == "" || n.At(kind)) {
			out = append(out, n)
		}
	}
	return out
}

// Kind finds a kind of point.
func (v *Version) Kind(code string) (Kind, bool) {
	for _, k := range v.Kinds {
		if k.Code == code {
			return k, true
		}
	}
	return Kind{}, false
}

// arrange makes the look-ups; the nodes must have been checked.
func (v *Version) arrange() *Version {
	v.index, v.children = make(map[string]int, len(v.Nodes)), map[string][]int{}
	for i, n := range v.Nodes {
		v.index[n.Code] = i
		v.children[n.Parent] = append(v.children[n.Parent], i)
	}
	return v
}
