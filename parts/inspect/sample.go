package inspect

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/parts/secondlook"
)

// Sampling says which points of a round's frame are looked at.
type Sampling string

// The ways to sample.
const (
	All    Sampling = "all"
	Random Sampling = "random" // by lots that follow from a seed which was committed to when the round was planned
	// what failed last time first, then what was not seen for longest; lots decide between equals
	Risk Sampling = "risk"
)

// Samplings lists them.
func Samplings() []Sampling { return []Sampling{All, Random, Risk} }

// Candidate is a point that a round could look at, as it stood when the round was planned.
type Candidate struct {
	Point  int64            `json:"p"`
	Area   area.Code        `json:"a"`
	Kind   string           `json:"k"`
	Seen   calendar.Instant `json:"s,omitempty"` // µs of its last inspection, 0 for never
	Failed int              `json:"f,omitempty"` // items that failed then and are not put right by a later look
}

// MaxFrame is how many points a round may choose from: its frame stands in one event.
const MaxFrame = 8000

// Sample draws at most n points (all of them for All) and gives their ids, ascending. The same seed, name and frame
// give the same sample, in whatever order the frame is; by Random each point's lot is its own, so that adding or
// leaving out others moves it only at the edge.
func Sample(how Sampling, n int, seed [32]byte, name string, frame []Candidate) []int64 {
	out := make([]int64, 0, len(frame))
	switch how {
	case Random:
		list := make([]secondlook.Candidate, len(frame))
		for i, c := range frame {
			list[i] = secondlook.Candidate{Matter: c.Point}
		}
		for _, d := range secondlook.Draw(seed, name, list, func(int64) int { return 0 }, n, nil) {
			out = append(out, d.Matter)
		}
	case Risk:
		list := slices.Clone(frame)
		slices.SortFunc(list, riskier(seed, name, list))
		for _, c := range list[:min(n, len(list))] {
			out = append(out, c.Point)
		}
	default:
		for _, c := range frame {
			out = append(out, c.Point)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// riskier puts before others what failed in more items, then what was seen longest ago.
func riskier(seed [32]byte, name string, list []Candidate) func(a, b Candidate) int {
	lots := make(map[int64][32]byte, len(list))
	for _, c := range list {
		lots[c.Point] = secondlook.Lot(seed, name, c.Point)
	}
	return func(a, b Candidate) int {
		x, y := lots[a.Point], lots[b.Point]
		return cmp.Or(-cmp.Compare(a.Failed, b.Failed), cmp.Compare(a.Seen, b.Seen), bytes.Compare(x[:], y[:]),
			cmp.Compare(a.Point, b.Point))
	}
}

// FrameDigest names a frame, in hex: SHA-256 over one line "point area kind seen failed" each, by the point.
func FrameDigest(frame []Candidate) string {
	list := slices.Clone(frame)
	slices.SortFunc(list, func(a, b Candidate) int { return cmp.Compare(a.Point, b.Point) })
	h := sha256.New()
	for _, c := range list {
		fmt.Fprintf(h, "%d %s %s %d %d\n", c.Point, c.Area, c.Kind, c.Seen, c.Failed)
	}
	return hex.EncodeToString(h.Sum(nil))
}
