package screen

import (
	"encoding/binary"
	"slices"

	"xiaohao/platform/text/gram"
)

// sampled is how many pieces of a text are kept: those whose hashes are the lowest, so that two texts which are nearly
// the same keep nearly the same pieces.
const sampled = 64

// The rule by which a text is doubted.
const (
	run    = 3   // characters of a piece
	rarer  = 3   // a piece speaks for spam when it stood in so many times more spam than in reports that were taken up
	least  = 8   // a text with fewer pieces says too little
	enough = 0.6 // the share of its pieces that must speak for spam
)

// pieces are the sampled pieces of a text, ascending.
func pieces(text string) []uint64 {
	var all []uint64
	gram.Each(gram.Normal(text), run, run, func(h uint64) { all = append(all, h) })
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.Clone(all[:min(len(all), sampled)])
}

// Piece is how often a piece stood in what.
type Piece struct{ Spam, Good int64 }

// speaks says whether a piece speaks for spam.
func (p Piece) speaks() bool { return p.Spam > 0 && p.Spam >= rarer*p.Good }

// Likely says whether a text reads like what was marked as spam: of its pieces a large share stood in spam, and hardly
// in what was taken up. known are the pieces that stood in spam.
func Likely(of []uint64, known map[uint64]Piece) bool {
	if len(of) < least {
		return false
	}
	n := 0
	for _, h := range of {
		if known[h].speaks() {
			n++
		}
	}
	return float64(n) >= enough*float64(len(of))
}

// packed and unpacked turn pieces into bytes and back.
func packed(list []uint64) []byte {
	b := make([]byte, 0, 8*len(list))
	for _, h := range list {
		b = binary.BigEndian.AppendUint64(b, h)
	}
	return b
}

func unpacked(b []byte) (list []uint64) {
	for ; len(b) >= 8; b = b[8:] {
		list = append(list, binary.BigEndian.Uint64(b))
	}
	return list
}
