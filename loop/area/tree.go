package area

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Area is one area of a city. Its parent is Code.Parent.
type Area struct {
	Code   Code   `json:"code"`
	Name   string `json:"name"`
	Former bool   `json:"former,omitempty"` // abolished: keeps its history, takes no new matters

	// Successors stand in an abolished area's place, the default one first; see Tree.Heirs
	Successors []Code `json:"successors,omitempty"`
}

// Tree is the areas of a city in memory. It does not change and is safe for concurrent use.
type Tree struct {
	areas    []Area // by code
	index    map[Code]int
	children map[Code][]Area

	naming sync.Once
	names  map[string][]int // for Named
}

// TreeError says which area cannot be part of a tree, and why.
type TreeError struct {
	Area   Area
	Reason string
}

func (e *TreeError) Error() string {
	return fmt.Sprintf("area %s %q: %s", e.Area.Code, e.Area.Name, e.Reason)
}

// NewTree makes a tree. It refuses codes that are not valid or occur twice, with a *TreeError. The parent follows
// from the code, so that no table can contradict it; an area whose parent is missing hangs below the nearest one
// there is, and Orphans names it.
func NewTree(areas []Area) (*Tree, error) {
	t := &Tree{areas: slices.Clone(areas), index: make(map[Code]int, len(areas)), children: map[Code][]Area{}}
	slices.SortStableFunc(t.areas, func(a, b Area) int { return cmp.Compare(a.Code, b.Code) })
	for i, a := range t.areas {
		if reason := a.Code.fault(); reason != "" {
			return nil, &TreeError{a, reason}
		}
		if first, twice := t.index[a.Code]; twice {
			return nil, &TreeError{a, fmt.Sprintf("the code already stands for %q", t.areas[first].Name)}
		}
		t.index[a.Code] = i
	}
	for _, a := range t.areas {
		up := t.above(a.Code)
		t.children[up] = append(t.children[up], a)
	}
	return t, nil
}

// above is the nearest area of the tree that holds a code, 0 if there is none.
func (t *Tree) above(c Code) Code {
	for up := c.Parent(); up != 0; up = up.Parent() {
		if _, ok := t.index[up]; ok {
			return up
		}
	}
	return 0
}

// Orphans lists the areas below the level of a city whose parent is not in the tree, by code. Counters of the missing
// level do not show them, so whoever loads a table should say so.
func (t *Tree) Orphans() []Area {
	var out []Area
	for _, a := range t.areas {
		if _, ok := t.index[a.Code.Parent()]; !ok && a.Code.Level() > City {
			out = append(out, a)
		}
	}
	return out
}

// Len is how many areas there are.
func (t *Tree) Len() int { return len(t.areas) }

// All lists all areas by code. The caller must not change the slice.
func (t *Tree) All() []Area { return t.areas }

// Get finds an area.
func (t *Tree) Get(c Code) (Area, bool) {
	i, ok := t.index[c]
	if !ok {
		return Area{}, false
	}
	return t.areas[i], true
}

// Children lists the areas directly below one, by code; below 0 those without a parent. The caller must not change
// the slice.
func (t *Tree) Children(c Code) []Area { return t.children[c] }

// Path lists the areas from the city down to this one, those that the tree knows.
func (t *Tree) Path(c Code) []Area {
	var p []Area
	for l := City; l <= c.Level(); l++ {
		if a, ok := t.Get(c.Ancestor(l)); ok {
			p = append(p, a)
		}
	}
	return p
}

// FullName is the names of the path, the city's left out below it: "珠晖区 广东路街道 某社区". A code of which nothing is known
// is its digits.
func (t *Tree) FullName(c Code) string {
	p := t.Path(c)
	if len(p) == 0 {
		return c.String()
	}
	if len(p) > 1 {
		p = p[1:]
	}
	names := make([]string, len(p))
	for i, a := range p {
		names[i] = a.Name
	}
	return strings.Join(names, " ")
}

// Search finds areas in use within one (0 is everywhere) whose name holds the text, higher ones first, then by code,
// at most limit.
func (t *Tree) Search(text string, within Code, limit int) []Area {
	text = strings.TrimSpace(text)
	var found []Area
	for _, a := range t.areas {
		if !a.Former && (within == 0 || within.Contains(a.Code)) && strings.Contains(a.Name, text) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b Area) int { return cmp.Compare(a.Code.Level(), b.Code.Level()) })
	return found[:min(len(found), max(limit, 0))]
}
