package inspect

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// receipt says what became of an inspection, in the caller's language too.
func (x *Inspect) receipt(ctx context.Context, caller org.Caller, id int64) (*Receipt, error) {
	i, err := x.Inspection(ctx, caller, id)
	if err != nil {
		return nil, fault.New(fault.Busy, "try_again").By(err) // recorded, but not yet to be read
	}
	r := &Receipt{Inspection: id, Counted: i.Why == "", Why: i.Why, First: i.First, ClockOff: i.Made.Off,
		Got: i.Full - i.Lost, Full: i.Full}
	for _, f := range i.Lines {
		if f.Result != Fail {
			continue
		}
		o := Outcome{Item: f.Item, Lost: f.Lost, Matter: f.Matter, Joined: f.Joined}
		if f.State != nil {
			o.State = *f.State
		}
		r.Fails = append(r.Fails, o)
	}
	if r.Why == WhySecond {
		first, err := x.briefs(ctx, x.DB.Read(), " AND id = $2", r.First)
		if err != nil {
			return nil, err
		}
		if len(first) == 1 {
			who, _ := x.Org().Person(first[0].Person)
			r.FirstBy, r.FirstAt = who.Name, first[0].Found
		}
	}
	r.Message = x.message(caller.Lang, r)
	return r, nil
}

// message is a receipt in words: whether it counts, the score, what became of the failed items, and a clock that is
// off.
func (x *Inspect) message(l string, r *Receipt) string {
	n := strconv.Itoa
	made, joined := 0, 0
	for _, f := range r.Fails {
		if f.Joined {
			joined++
		} else {
			made++
		}
	}
	parts := []string{lang.T(l, "inspect.got", map[string]string{"got": Points(r.Got), "full": Points(r.Full)})}
	say := func(key string, args map[string]string) { parts = append(parts, lang.T(l, key, args)) }
	switch r.Why {
	case "":
		say("inspect.counted", nil)
	case WhySecond:
		say("inspect.why.second", map[string]string{"who": r.FirstBy, "at": lang.DateTime(l, r.FirstAt)})
	default:
		say("inspect.why."+r.Why, nil)
	}
	if made > 0 {
		say("inspect.made", map[string]string{"n": n(made)})
	}
	if joined > 0 {
		say("inspect.joined", map[string]string{"n": n(joined)})
	}
	if r.ClockOff != 0 {
		parts = append(parts, lang.ClockOff(l, r.ClockOff))
	}
	if l == lang.En {
		return strings.Join(parts, " ")
	}
	return strings.Join(parts, "")
}

// Points writes hundredths as people do: 87.5, 90, 0.25.
func Points(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := fmt.Sprintf("%s%d.%02d", sign, n/100, n%100)
	return strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
}

// Share writes what got is of full as a percentage with one decimal, "" of nothing.
func Share(got, full int64) string {
	if full == 0 {
		return ""
	}
	return Points((got*1000+full/2)/full*10) + " %"
}
