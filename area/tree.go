package area

import (
	"fmt"
	"slices"
	"strings"
)

// Area is one area of a city.
type Area struct {
	Code   Code   `json:"code"`
	Name   string `json:"name"`
	Former bool   `json:"former,omitempty"` // abolished: keeps its history, takes no new matters
}

// Tree is the areas of a city in memory. It does not change and is safe for concurrent use.
type Tree struct {
	areas    []Area // by code
	index    map[Code]int
	children map[Code][]Area
}

// NewTree makes a tree. It refuses codes that are not valid or occur twice; an area whose parent is missing hangs below the nearest one there is.
func NewTree(areas []Area) (*Tree, error) {
	t := &Tree{areas: slices.Clone(areas), index: make(map[Code]int, len(areas)), children: map[Code][]Area{}}
	slices.SortFunc(t.areas, func(a, b Area) int { return int(a.Code - b.Code) })
	for i, a := range t.areas {
		if !a.Code.Valid() {
			return nil, fmt.Errorf("area %s %q: the code is not valid", a.Code, a.Name)
		}
		if _, twice := t.index[a.Code]; twice {
			return nil, fmt.Errorf("area %s %q: the code occurs twice", a.Code, a.Name)
		}
		t.index[a.Code] = i
	}
	for _, a := range t.areas {
		up := a.Code.Parent()
		for up != 0 {
			if _, ok := t.index[up]; ok {
				break
			}
			up = up.Parent()
		}
		t.children[up] = append(t.children[up], a)
	}
	return t, nil
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

// Children lists the areas directly below one, by code; below 0 those without a parent. The caller must not change the slice.
func (t *Tree) Children(c Code) []Area { return t.children[c] }

// Path lists the areas from the city down to this one.
func (t *Tree) Path(c Code) []Area {
	var p []Area
	for l := City; l <= c.Level(); l++ {
		if a, ok := t.Get(c.Ancestor(l)); ok {
			p = append(p, a)
		}
	}
	return p
}

// FullName is the names of the path, the city's left out below it: "珠晖区 广东路街道 某社区". An unknown code is its digits.
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

// Search finds areas in use within one whose name holds the text, higher ones first, at most limit.
func (t *Tree) Search(text string, within Code, limit int) []Area {
	text = strings.TrimSpace(text)
	var found []Area
	for _, a := range t.areas {
		if !a.Former && (within == 0 || within.Contains(a.Code)) && strings.Contains(a.Name, text) {
			found = append(found, a)
		}
	}
	slices.SortStableFunc(found, func(a, b Area) int { return int(a.Code.Level() - b.Code.Level()) })
	if len(found) > limit {
		found = found[:limit]
	}
	return found
}
