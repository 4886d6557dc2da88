package secondlook

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// Candidate is a matter that was struck off in the week.
type Candidate struct {
	Matter   int64
	Seq      int64 // of the strike-off
	Unit     int64 // the lead unit
	Area     area.Code
	Verifier int64
	Units    []int64 // every unit that had a part in it
}

// Inspector is somebody who could look again.
type Inspector struct {
	Person int64
	Areas  []area.Code // of his posts as inspector or verifier
	Units  []int64     // he belongs to, and all above and below them
}

// Drawn is a matter that was drawn, and who is to look; Person is 0 when nobody from elsewhere was to be had.
type Drawn struct {
	Matter int64 `json:"matter"`
	Person int64 `json:"person,omitempty"`
}

// Week names the ISO week of an instant in China: "2026-W40".
func Week(at calendar.Instant) string {
	y, w := at.Time().In(calendar.China()).ISOWeek()
	return fmt.Sprintf("%04d-W%02d", y, w)
}

// Seed is the week's secret. It follows from the city's own secret, so that it needs no table and no process can
// choose it.
func Seed(secret []byte, city int64, week string) [32]byte {
	h := hmac.New(sha256.New, secret)
	fmt.Fprintf(h, "xiaohao recheck seed\n%d\n%s\n", city, week)
	return [32]byte(h.Sum(nil))
}

// Commitment is what the ledger gets before the week: SHA-256 of "xiaohao recheck commitment", the week and the seed,
// each ended by a line feed.
func Commitment(seed [32]byte, week string) string {
	h := sha256.Sum256(fmt.Appendf(nil, "xiaohao recheck commitment\n%s\n%x\n", week, seed))
	return hex.EncodeToString(h[:])
}

// lot is a candidate's number in the draw: SHA-256 of the seed, the week, the matter and the strike-off, so that
// nobody who does not know the seed can tell it and nobody can steer it.
func lot(seed [32]byte, week string, c Candidate, what string) [32]byte {
	return sha256.Sum256(fmt.Appendf(nil, "xiaohao recheck %s\n%x\n%s\n%d %d\n", what, seed, week, c.Matter, c.Seq))
}

// Lot is the number of something else that is drawn or put in an order by the same rule, a point of a round for
// instance: nobody who does not know the seed can tell it.
func Lot(seed [32]byte, name string, id int64) [32]byte {
	return lot(seed, name, Candidate{Matter: id}, "lot")
}

// Draw draws. A matter is drawn when the first eight bytes of its lot, as a fraction of 2^64, lie below its unit's
// share (percent); if fewer than least are, those with the smallest lots are drawn too. Each candidate's lot is its
// own: adding, leaving out or reordering others changes nothing for it, but for the least.
func Draw(seed [32]byte, week string, all []Candidate, share func(unit int64) int, least int,
	inspectors []Inspector) []Drawn {
	type ticket struct {
		Candidate
		lot [32]byte
	}
	tickets := make([]ticket, len(all))
	for i, c := range all {
		tickets[i] = ticket{c, lot(seed, week, c, "lot")}
	}
	slices.SortFunc(tickets, func(a, b ticket) int {
		return cmp.Or(bytes.Compare(a.lot[:], b.lot[:]), cmp.Compare(a.Matter, b.Matter))
	})
	var out []Drawn
	for i, t := range tickets {
		n := binary.BigEndian.Uint64(t.lot[:8])
		if i < least || n < below(share(t.Unit)) {
			out = append(out, Drawn{t.Matter, choose(seed, week, t.Candidate, inspectors)})
		}
	}
	slices.SortFunc(out, func(a, b Drawn) int { return cmp.Compare(a.Matter, b.Matter) })
	return out
}

func below(percent int) uint64 {
	if percent >= 100 {
		return 1<<64 - 1
	}
	return uint64(percent) * (1<<64/100 - 1)
}

// choose picks one of those who may look: the one whose lot together with the matter's is the smallest.
func choose(seed [32]byte, week string, c Candidate, inspectors []Inspector) int64 {
	best, who := [32]byte{}, int64(0)
	for _, p := range inspectors {
		if !elsewhere(p, c) {
			continue
		}
		h := lot(seed, week, Candidate{Matter: c.Matter, Seq: p.Person}, "inspector")
		if who == 0 || bytes.Compare(h[:], best[:]) < 0 {
			best, who = h, p.Person
		}
	}
	return who
}

// elsewhere says whether somebody may look again: he did not verify it, belongs to no unit that had a part in it, and
// does not hold his post within the matter's county. Who inspects the whole city does.
func elsewhere(p Inspector, c Candidate) bool {
	if p.Person == c.Verifier || slices.ContainsFunc(p.Units,
		func(u int64) bool { return slices.Contains(c.Units, u) }) {
		return false
	}
	county := c.Area.Ancestor(area.County)
	return slices.ContainsFunc(p.Areas, func(a area.Code) bool { return !county.Contains(a) })
}

// Digest names the candidates of a week, in hex: SHA-256 over one line "matter seq unit" each, by the strike-off.
func Digest(all []Candidate) string {
	list := slices.Clone(all)
	slices.SortFunc(list, func(a, b Candidate) int { return cmp.Compare(a.Seq, b.Seq) })
	h := sha256.New()
	for _, c := range list {
		fmt.Fprintf(h, "%d %d %d\n", c.Matter, c.Seq, c.Unit)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func hexed(seed [32]byte) string { return hex.EncodeToString(seed[:]) }
