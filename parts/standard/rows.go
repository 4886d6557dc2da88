package standard

import "encoding/json"

// Keys says what each row of a draft is about, by row: the version itself, a kind of point, a node. What cannot be read
// is not among them.
func (d *Draft) Keys() map[int]string {
	out := map[int]string{}
	if d.title != 0 {
		out[d.title] = titleRow
	}
	for i, row := range d.kinds {
		out[row] = kindRow + " " + d.Kinds[i].Code
	}
	for i, row := range d.nodes {
		out[row] = "node " + d.Nodes[i].Code
	}
	return out
}

// Says is what a version says of each thing that Keys names.
func (v *Version) Says() map[string]string {
	text := func(x any) string { b, _ := json.Marshal(x); return string(b) } // as the event has it
	out := map[string]string{titleRow: text([]any{v.Title, v.From})}
	for _, k := range v.Kinds {
		out[kindRow+" "+k.Code] = text(k)
	}
	for _, n := range v.Nodes {
		out["node "+n.Code] = text(n)
	}
	return out
}
