package e2e

import (
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// points N FILE writes a spreadsheet of points of all kinds, spread over four communities.
func pointsCmd(ts *testscript.TestScript, _ bool, args []string) {
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	kinds := []string{"main_street", "side_street", "market", "compound", "community", "school", "bus_stop", "station",
		"park", "hospital", "shopping", "village"}
	areas := []string{"430405001001", "430405001002", "430406001001", "430406001002"}
	var b strings.Builder
	b.WriteString("点位编号,点位名称,点位类型,区划,纬度,经度\n")
	for i := range n {
		fmt.Fprintf(&b, "P%03d,%d 号点,%s,%s,%.5f,%.5f\n", i+1, i+1, kinds[i%len(kinds)], areas[i/len(kinds)%len(areas)],
			26.88+float64(i)/5000, 112.61+float64(i%7)/1000)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(b.String()), 0o600))
}

// lost is any part of a mock assessment that loses points.
type lost struct {
	Full, Lost int64
	Dimensions []lost
	Items      []lost
	Areas      []lost
}

// exact wants the last answer to be an assessment in which every sum is the sum of its parts, and which gained by
// second looks without being perfect.
func exactCmd(ts *testscript.TestScript, _ bool, _ []string) {
	type assessed struct {
		Got int64
		lost
	}
	var a struct{ First, After assessed }
	ts.Check(json.Unmarshal(of(ts).last.body, &a))
	for name, m := range map[string]assessed{"first": a.First, "after": a.After} {
		if m.Got != m.Full-m.Lost || len(m.Dimensions) == 0 {
			ts.Fatalf("%s: %d of %d are left after %d", name, m.Got, m.Full, m.Lost)
		}
		full, loss := int64(0), int64(0)
		for _, d := range m.Dimensions {
			itemsFull, items := int64(0), int64(0)
			for _, i := range d.Items {
				areas := int64(0)
				for _, x := range i.Areas {
					areas += x.Lost
				}
				if areas != i.Lost {
					ts.Fatalf("%s: areas lose %d, their item %d", name, areas, i.Lost)
				}
				itemsFull, items = itemsFull+i.Full, items+i.Lost
			}
			if items != d.Lost || itemsFull != d.Full {
				ts.Fatalf("%s: items lose %d of %d, their dimension %d of %d", name, items, itemsFull, d.Lost, d.Full)
			}
			full, loss = full+d.Full, loss+d.Lost
		}
		if full != m.Full || loss != m.Lost {
			ts.Fatalf("%s: dimensions lose %d of %d, the whole %d of %d", name, loss, full, m.Lost, m.Full)
		}
	}
	if a.First.Lost <= a.After.Lost || a.After.Lost == 0 || a.First.Full != a.After.Full {
		ts.Fatalf("lost %d of %d, after second looks %d of %d", a.First.Lost, a.First.Full, a.After.Lost, a.After.Full)
	}
}
