package policy

import (
	"slices"

	"go.yaml.in/yaml/v3"
)

// Change is one line of the difference between two policies.
type Change struct {
	Path string `json:"path"` // limits.problem.general.deadline
	Old  string `json:"old,omitempty"`
	New  string `json:"new,omitempty"`
}

// Diff lists what b says differently from a, by path; comments do not count.
func Diff(a, b *Policy) []Change {
	old, now := flatten(a.source), flatten(b.source)
	paths := map[string]bool{}
	for p := range old {
		paths[p] = true
	}
	for p := range now {
		paths[p] = true
	}
	var out []Change
	for p := range paths {
		if old[p] != now[p] {
			out = append(out, Change{p, old[p], now[p]})
		}
	}
	slices.SortFunc(out, func(a, b Change) int {
		if a.Path < b.Path {
			return -1
		}
		return 1
	})
	return out
}

func flatten(source []byte) map[string]string {
	out := map[string]string{}
	var doc yaml.Node
	if yaml.Unmarshal(source, &doc) == nil && len(doc.Content) > 0 {
		walk("", doc.Content[0], out)
	}
	return out
}

func walk(path string, n *yaml.Node, out map[string]string) {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			walk(join(path, n.Content[i].Value), n.Content[i+1], out)
		}
	case yaml.SequenceNode:
		all := ""
		for i, x := range n.Content {
			if x.Kind == yaml.MappingNode {
				walk(join(path, name(x)), x, out)
				continue
			}
			if i > 0 {
				all += ", "
			}
			all += x.Value
		}
		if all != "" {
			out[path] = all
		}
	default:
		out[path] = n.Value
	}
}

// name is what an entry of a list is known by.
func name(n *yaml.Node) string {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if k := n.Content[i].Value; k == "code" || k == "key" {
			return n.Content[i+1].Value
		}
	}
	return "?"
}

func join(a, b string) string {
	if a == "" {
		return b
	}
	return a + "." + b
}
