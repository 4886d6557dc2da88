package topic

import (
	"cmp"
	"maps"
	"math"
	"slices"

	"xiaohao/loop/calendar"
	"xiaohao/platform/text/gram"
)

// Voice is a message as grouping sees it.
type Voice struct {
	ID int64
	At calendar.Instant // µs
	// where it is, as exactly as areas go; 0 where nobody knows. Messages of two areas are never of one thing
	Area  int64
	Where string // the place in words
	Title string
	Text  string
	Who   string // reporter or device, as a digest; "" counts as somebody of his own
	Likes int64  // others who said "me too"
}

// Group is messages about the same thing at the same place.
type Group struct {
	Title  string  // of the message most like all others
	Voices []int64 // the most typical first
	People int     // distinct reporters
	Likes  int64
	From   calendar.Instant // the earliest and the latest, µs
	To     calendar.Instant
	Heat   float64
}

// How alike messages must be: the cosine of their rare pieces, of two messages to be looked at, and on average of two
// groups to become one. Found on real messages with several topics; a tenth more or less changes a group in ten.
const (
	alike  = 0.20
	joined = 0.11

	titleWeight = 3    // a piece of the title counts as often
	commonest   = 0.03 // a piece that stands in a larger share of messages, or in more than 200, tells nothing
	// messages that are thought to be there besides, so that among ten messages, too, a shared name tells something
	few       = 1000
	textLimit = 300 // characters of a text that are read: the place and the thing stand at the beginning
)

// Find groups messages and gives the groups of at least least messages, the hottest first, as seen at an instant. The
// same words sent many times are looked at once.
func Find(voices []Voice, now calendar.Instant, least int) []Group {
	firsts, copies := distinct(voices)
	vectors := weigh(firsts)
	parent := make([]int, len(firsts))
	members := make([][]int, len(firsts))
	for i := range parent {
		parent[i], members[i] = i, []int{i}
	}
	for _, p := range pairs(vectors) {
		a, b := parent[p.a], parent[p.b]
		if a == b || apart(firsts[members[a][0]], firsts[members[b][0]]) ||
			between(vectors, members[a], members[b]) < joined {
			continue
		}
		if len(members[a]) < len(members[b]) {
			a, b = b, a
		}
		for _, i := range members[b] {
			parent[i] = a
		}
		members[a], members[b] = append(members[a], members[b]...), nil
	}
	var out []Group
	for _, m := range members {
		n := 0
		for _, i := range m {
			n += len(copies[i])
		}
		if n >= least {
			typical(vectors, firsts, m)
			var all []Voice
			for _, i := range m {
				all = append(all, copies[i]...)
			}
			out = append(out, describe(all, now))
		}
	}
	slices.SortFunc(out, func(a, b Group) int {
		return cmp.Or(cmp.Compare(b.Heat, a.Heat), cmp.Compare(a.Voices[0], b.Voices[0]))
	})
	return out
}

// apart says whether two messages are known to be of different areas.
func apart(a, b Voice) bool { return a.Area != b.Area }

// distinct gives the first of all messages with the same words, and all of them.
func distinct(voices []Voice) (firsts []Voice, copies [][]Voice) {
	at := map[uint64]int{}
	for _, v := range voices {
		f := fingerprint(v)
		i, ok := at[f]
		if !ok {
			i = len(firsts)
			at[f], firsts, copies = i, append(firsts, v), append(copies, nil)
		}
		copies[i] = append(copies[i], v)
	}
	return firsts, copies
}

// fingerprint is the same for the same words, however they are spaced.
func fingerprint(v Voice) uint64 {
	h := uint64(0)
	gram.Each(gram.Normal(v.Where+" "+v.Title+" "+v.Text), 1, 1, func(x uint64) { h = h*1099511628211 + x })
	return h ^ uint64(v.Area)
}

// vector is a message's rare pieces, in order, with weights; its length is one.
type vector struct {
	at []uint64
	by []float64
}

func (v vector) dot(w vector) float64 {
	sum, j := 0.0, 0
	for i, x := range v.at {
		for j < len(w.at) && w.at[j] < x {
			j++
		}
		if j < len(w.at) && w.at[j] == x {
			sum += v.by[i] * w.by[j]
		}
	}
	return sum
}

func weigh(voices []Voice) []vector {
	all := make([]vector, len(voices))
	in := map[uint64]int{}
	for i, v := range voices {
		often := map[uint64]float64{}
		gram.Each(gram.Normal(v.Where+" "+v.Title), 2, 2, func(h uint64) { often[h] += titleWeight })
		text := []rune(gram.Normal(v.Text))
		gram.Each(string(text[:min(len(text), textLimit)]), 2, 2, func(h uint64) { often[h]++ })
		all[i].at = slices.Sorted(maps.Keys(often))
		for _, h := range all[i].at {
			in[h]++
			all[i].by = append(all[i].by, 1+math.Log(often[h]))
		}
	}
	n := float64(len(voices) + few)
	most := max(20, min(200, int(commonest*float64(len(voices)))))
	for i := range all {
		v, out, sum := all[i], vector{}, 0.0
		for j, h := range v.at {
			x := v.by[j] * math.Log(n/float64(in[h]))
			if k := in[h]; k > 1 && k <= most {
				out.at, out.by = append(out.at, h), append(out.by, x)
				sum += x * x
			} else if k == 1 {
				sum += x * x // its own words make it less like others
			}
		}
		for j := range out.by {
			out.by[j] /= math.Sqrt(sum)
		}
		all[i] = out
	}
	return all
}

type pair struct {
	a, b int
	like float64
}

// pairs are all pairs that are alike, the likest first.
func pairs(vectors []vector) []pair {
	type entry struct {
		i  int
		by float64
	}
	postings := map[uint64][]entry{}
	var out []pair
	score := make([]float64, len(vectors))
	for b, v := range vectors {
		var touched []int
		for j, h := range v.at {
			for _, e := range postings[h] {
				if score[e.i] == 0 {
					touched = append(touched, e.i)
				}
				score[e.i] += e.by * v.by[j]
			}
		}
		for _, a := range touched {
			if score[a] >= alike {
				out = append(out, pair{a, b, score[a]})
			}
			score[a] = 0
		}
		for j, h := range v.at {
			postings[h] = append(postings[h], entry{b, v.by[j]})
		}
	}
	slices.SortFunc(out, func(x, y pair) int {
		return cmp.Or(cmp.Compare(y.like, x.like), cmp.Compare(x.a, y.a), cmp.Compare(x.b, y.b))
	})
	return out
}

// between is how alike two groups are on average; of large ones forty members stand for all.
func between(vectors []vector, a, b []int) float64 {
	a, b = some(a), some(b)
	sum := 0.0
	for _, i := range a {
		for _, j := range b {
			sum += vectors[i].dot(vectors[j])
		}
	}
	return sum / float64(len(a)*len(b))
}

func some(list []int) []int {
	const most = 40
	if len(list) <= most {
		return list
	}
	out := make([]int, 0, most)
	for i := range most {
		out = append(out, list[i*len(list)/most])
	}
	return out
}

// typical puts those that are most like all others first.
func typical(vectors []vector, voices []Voice, m []int) {
	like, sample := map[int]float64{}, some(m)
	for _, i := range m {
		for _, j := range sample {
			like[i] += vectors[i].dot(vectors[j])
		}
	}
	slices.SortFunc(m, func(a, b int) int {
		return cmp.Or(cmp.Compare(like[b], like[a]), cmp.Compare(voices[a].ID, voices[b].ID))
	})
}

// describe sums a group up; its first message gives the title.
func describe(voices []Voice, now calendar.Instant) Group {
	g := Group{Title: voices[0].Title, From: math.MaxInt64, Heat: Heat(voices, now)}
	people := map[string]bool{}
	for _, v := range voices {
		g.Voices = append(g.Voices, v.ID)
		g.From, g.To = min(g.From, v.At), max(g.To, v.At)
		g.Likes += v.Likes
		if v.Who == "" || !people[v.Who] {
			g.People++
		}
		people[v.Who] = true
	}
	return g
}
