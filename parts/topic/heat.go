package topic

import (
	"maps"
	"math"
	"slices"

	"xiaohao/loop/calendar"
)

// halfLife is after how many days a message warms half as much.
const halfLife = 30.0

// Heat is how hot a group of messages is at an instant:
//
//	Σ over people  2^(−d/30) × (1 + log2(1 + likes) / 2)
//
// where d is the days since the person's latest message in the group and likes are those of all his messages. One
// person warms a group once, however often he writes; likes count by their logarithm, so that a crowd that only nods
// does not outweigh people who write.
func Heat(voices []Voice, now calendar.Instant) float64 {
	type person struct {
		last  calendar.Instant
		likes int64
	}
	people := map[string]*person{}
	var alone []*person
	for _, v := range voices {
		p := people[v.Who]
		if p == nil {
			p = &person{}
			if v.Who == "" {
				alone = append(alone, p)
			} else {
				people[v.Who] = p
			}
		}
		p.last, p.likes = max(p.last, v.At), p.likes+max(0, v.Likes)
	}
	for _, who := range slices.Sorted(maps.Keys(people)) {
		alone = append(alone, people[who])
	}
	sum := 0.0
	for _, p := range alone {
		days := max(0, float64(now.Since(p.last))/86400e6)
		sum += math.Exp2(-days/halfLife) * (1 + math.Log2(1+float64(p.likes))/2)
	}
	return sum
}
