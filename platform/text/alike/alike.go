// Package alike says how likely two reports are about the same thing: by place, words, category, time and photo.
//
// It is arithmetic on what it is handed: no clock, no table, no city. Each part is a weight of evidence in log-odds,
// so that parts add up and each can be told as a reason. Its laws are tested: it is the same both ways, farther apart
// is never likelier, blanks and marks strewn into a text change nothing.
package alike

import (
	"math"
	"slices"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/place"
	"xiaohao/platform/photo"
	"xiaohao/platform/text/gram"
)

// The most pieces of a text that are kept.
const (
	maxHead  = 80
	maxWhole = 320
)

// Text is what a report says, read for comparison: the pieces of the place in words, of the first sentence, and of
// all that is said of the thing. Each is sorted and holds a piece once; Whole holds those of Head.
type Text struct{ Where, Head, Whole []uint32 }

// Read takes a text apart. Whoever gave no title has said the most in his first sentence.
func Read(where, title, text string) Text {
	if strings.TrimSpace(title) == "" {
		title = first(text)
	}
	head := pieces(title, maxHead)
	return Text{Where: pieces(where, maxHead), Head: head, Whole: union(head, pieces(text, maxWhole), maxWhole)}
}

// placed is the text with where it is among its words, for those whose coordinates do not say.
func (t Text) placed() Text {
	if len(t.Where) == 0 {
		return t
	}
	return Text{Head: union(t.Where, t.Head, 2*maxHead), Whole: t.All()}
}

// All is every piece of the text.
func (t Text) All() []uint32 {
	if len(t.Where) == 0 {
		return t.Whole
	}
	return union(t.Where, t.Whole, maxHead+maxWhole)
}

// first is the first sentence, at most 40 characters of it.
func first(text string) string {
	text = strings.TrimSpace(text)
	if i := strings.IndexAny(text, "。！？!?；;\n"); i > 0 {
		text = text[:i]
	}
	if r := []rune(text); len(r) > 40 {
		return string(r[:40])
	}
	return text
}

// pieces are the first different pairs of characters, or words, of a text, by number, at most limit of them.
func pieces(s string, limit int) []uint32 {
	out := make([]uint32, 0, 64)
	gram.Each(gram.Normal(s), 2, 2, func(h uint64) { out = append(out, uint32(h^h>>32)) })
	if len(out) > limit {
		out = firstOf(out, limit)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// firstOf are the first different numbers of a list, at most limit of them.
func firstOf(list []uint32, limit int) (out []uint32) {
	seen := make(map[uint32]bool, limit)
	for _, g := range list {
		if len(out) < limit && !seen[g] {
			seen[g] = true
			out = append(out, g)
		}
	}
	return out
}

// union keeps all of a head; where there is no room for all of the rest, what is kept of it is the same in every
// text, so that texts stay comparable.
func union(head, rest []uint32, most int) []uint32 {
	out := slices.Concat(head, rest)
	slices.Sort(out)
	out = slices.Compact(out)
	room := most - len(head)
	return slices.DeleteFunc(out, func(g uint32) bool {
		if _, in := slices.BinarySearch(head, g); in {
			return false
		}
		room--
		return room < 0
	})
}

// Report is one of the two that are compared. Instants are µs.
type Report struct {
	Text     Text
	Lat, Lng float64 // WGS-84; see Placed
	Placed   bool
	Category string           // "" while nobody has said
	At       calendar.Instant // when it was reported
	Prints   []photo.Print
}

// Placed says whether coordinates can be meant: a device that knows none sends 0, 0.
func Placed(lat, lng float64) bool { return place.Check(lat, lng) == nil }

// Elsewhere says that two reports whose distance nobody knows are of two places all the same: neither area holds the
// other. What a whole county says fits each of its townships.
func Elsewhere(a, b area.Code) bool { return a != 0 && b != 0 && !a.Contains(b) && !b.Contains(a) }

// Rules are what policy says for a category.
type Rules struct {
	Radius float64 // metres within which the same thing may be seen from
	Span   int64   // µs after which two reports are hardly of one thing
}

// Likeness is what a comparison came to.
type Likeness struct {
	Score    float64 // 0 to 1
	Metres   float64 // apart, -1 when either place is unknown
	Words    float64 // 0 to 1: how much of what one says the other says too
	Gap      int64   // µs between them
	Category bool    // the same
	Photo    bool    // of the same view
}

// The weights, in log-odds. Those of words are fitted to pairs of messages read by a person, those of place and time
// to a city's own marks of duplicates; see docs/patterns.md.
const (
	prior      = -2.2
	here       = 2.8  // at the same spot; falls to 0 at the radius and on below it
	away       = -9.0 // where it stops falling
	noPlace    = 1.2  // nobody knows where: the words must say
	wordsAt    = 0.30 // as many words shared as speak neither for nor against
	wordsSlope = 9.0
	wordsMost  = 4.2
	wordsLeast = -2.4
	telling    = 18.0 // nats of rarity that shared words must have to be believed wholly
	sameKind   = 0.9
	otherKind  = -1.5
	soon       = 1.4 // reported at the same moment; falls to 0 after a span and on below it
	late       = -9.0
	sameView   = 4.0
	mapped     = 0.5 // of the weight of shared words where the place is known too: it has spoken
)

// Compare says how likely two reports are about the same thing.
func Compare(a, b *Report, w Weights, r Rules) Likeness {
	l := Likeness{Metres: -1, Gap: max(a.At.Since(b.At), b.At.Since(a.At)),
		Category: a.Category != "" && a.Category == b.Category}
	sum := prior + l.where(a, b, r) + kinds(a, b)
	x, y := a.Text, b.Text
	if l.Metres < 0 {
		x, y = x.placed(), y.placed()
	}
	words := l.words(&x, &y, w)
	if words > 0 {
		if there := mapped * words; l.Metres >= 0 {
			words = there
		} else {
			words = min(words, here-noPlace+there) // not to know where never says more than the same spot
		}
	} else if l.Metres >= 0 && l.Category {
		words *= mapped // two say it in words of their own
	}
	sum += words + max(late, soon*(1-float64(l.Gap)/float64(max(1, r.Span))))
	if l.Photo = sameViews(a.Prints, b.Prints); l.Photo {
		sum += sameView
	}
	l.Score = 1 / (1 + math.Exp(-sum))
	return l
}

func (l *Likeness) where(a, b *Report, r Rules) float64 {
	if !a.Placed || !b.Placed {
		return noPlace
	}
	l.Metres = place.Distance(a.Lat, a.Lng, b.Lat, b.Lng)
	return max(away, here*(1-l.Metres/max(1, r.Radius)))
}

func kinds(a, b *Report) float64 {
	switch {
	case a.Category == "" || b.Category == "":
		return 0
	case a.Category == b.Category:
		return sameKind
	}
	return otherKind
}

// words compares what was said: how much of each head stands in the other's whole, by rarity. Shared words that
// everybody uses are believed less.
func (l *Likeness) words(a, b *Text, w Weights) float64 {
	if len(a.Head) == 0 || len(b.Head) == 0 {
		return 0
	}
	x, said := held(a.Head, b.Whole, w)
	y, told := held(b.Head, a.Whole, w)
	l.Words = (x + y) / 2
	sum := wordsSlope * (l.Words - wordsAt)
	if sum > 0 {
		sum *= min(1, max(said, told)/telling)
	}
	return min(wordsMost, max(wordsLeast, sum))
}

// held is the share of a head that a whole holds, each piece by the square of its rarity, and the rarity of what is
// shared.
func held(head, whole []uint32, w Weights) (share, shared float64) {
	var all, in float64
	j := 0
	for _, g := range head {
		x := w.Weight(g)
		all += x * x
		for j < len(whole) && whole[j] < g {
			j++
		}
		if j < len(whole) && whole[j] == g {
			in += x * x
			shared += x
		}
	}
	if all == 0 {
		return 0, 0
	}
	return in / all, shared
}

func sameViews(a, b []photo.Print) bool {
	for _, x := range a {
		for _, y := range b {
			if _, same := photo.Same(x, y); same {
				return true
			}
		}
	}
	return false
}

// The reasons a likeness can be explained by.
const (
	Near     = "near"     // value is metres
	Said     = "said"     // value is percent of the words
	SameKind = "category" // both are filed under one category
	SameView = "photo"    // the photos show the same
	Soon     = "soon"     // value is minutes
)

// Reason is why two reports may be the same.
type Reason struct {
	Code  string `json:"code"`
	Value int64  `json:"value,omitempty"`
}

// Reasons are what speaks for it, the strongest first.
func (l Likeness) Reasons(r Rules) []Reason {
	var out []Reason
	if l.Photo {
		out = append(out, Reason{SameView, 0})
	}
	if l.Metres >= 0 && l.Metres <= r.Radius {
		out = append(out, Reason{Near, int64(math.Round(l.Metres))})
	}
	if l.Words > wordsAt {
		out = append(out, Reason{Said, int64(math.Round(100 * l.Words))})
	}
	if l.Category {
		out = append(out, Reason{SameKind, 0})
	}
	if l.Gap < r.Span/4 {
		out = append(out, Reason{Soon, l.Gap / 60e6})
	}
	return out
}
