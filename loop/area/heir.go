package area

import "slices"

// An abolished area may have successors 继任: the first of them takes what nothing else assigns. Successors may be
// abolished later in their turn; the chain is followed to its living ends.

// maxHeirs bounds how far a chain of successors is followed, so that a circle ends.
const maxHeirs = 64

// Heirs are the areas in use that stand in an abolished one's place today, the default one first; none for an area in
// use, for one that is not known, and for one that nobody succeeded. An abolished area without successors of its own
// has those of the area above it.
func (t *Tree) Heirs(c Code) []Code {
	var out []Code
	seen := map[Code]bool{}
	todo := t.successors(c)
	for len(todo) > 0 && len(seen) < maxHeirs {
		next := todo[0]
		todo = todo[1:]
		if seen[next] {
			continue
		}
		seen[next] = true
		if a, ok := t.Get(next); ok && !a.Former {
			out = append(out, next)
			continue
		}
		todo = append(slices.Clone(t.successors(next)), todo...)
	}
	return out
}

// successors are the nearest ones that an abolished area or one above it names; none for an area in use.
func (t *Tree) successors(c Code) []Code {
	if a, ok := t.Get(c); !ok || !a.Former {
		return nil
	}
	for up := c; up != 0; up = up.Parent() {
		if a, ok := t.Get(up); ok && a.Former && len(a.Successors) > 0 {
			return a.Successors
		}
	}
	return nil
}

// Heir is the one area in use that something in an abolished area belongs to; it is the code itself for an area in
// use and for one that nobody succeeded. Where there are several, choose picks one of them: its answer may be an area
// below one of the choices, and 0 leaves it to the default. choose may be nil.
func (t *Tree) Heir(c Code, choose func([]Code) Code) Code {
	heirs := t.Heirs(c)
	if len(heirs) == 0 {
		return c
	}
	if len(heirs) > 1 && choose != nil {
		got := choose(heirs)
		if a, ok := t.Get(got); ok && !a.Former && covered(heirs, got) {
			return got
		}
	}
	return heirs[0]
}

// Living is where something new in an area goes: the area itself when it is in use, its heir as Heir gives it, or,
// when nobody succeeded it, the nearest area in use above it. ok is false for a code that the tree does not know.
func (t *Tree) Living(c Code, choose func([]Code) Code) (living Code, ok bool) {
	if _, ok := t.Get(c); !ok {
		return 0, false
	}
	for at := t.Heir(c, choose); at != 0; at = at.Parent() {
		if a, ok := t.Get(at); ok && !a.Former {
			return at, true
		}
	}
	return 0, false
}

// Succeeded lists the abolished areas that have heirs, by code.
func (t *Tree) Succeeded() []Code {
	var out []Code
	for _, a := range t.areas {
		if a.Former && len(t.Heirs(a.Code)) > 0 {
			out = append(out, a.Code)
		}
	}
	return out
}

// Now are the areas under which one finds what an area ever held: the code itself, which still has what was not moved
// yet, and the heirs of it and of everything below it, by code, none within another. An area in use is itself alone.
func (t *Tree) Now(c Code) []Code {
	out := []Code{c}
	if a, ok := t.Get(c); !ok || !a.Former {
		return out
	}
	add := func(list []Code) {
		for _, h := range list {
			if !covered(out, h) {
				out = append(slices.DeleteFunc(out, h.Contains), h)
			}
		}
	}
	add(t.Heirs(c))
	lo, hi := c.Range()
	at, _ := slices.BinarySearchFunc(t.areas, lo, func(a Area, c Code) int { return int(a.Code - c) })
	for ; at < len(t.areas) && t.areas[at].Code <= hi; at++ {
		add(t.Heirs(t.areas[at].Code))
	}
	slices.Sort(out)
	return out
}

func covered(list []Code, c Code) bool {
	return slices.ContainsFunc(list, func(x Code) bool { return x.Contains(c) })
}
