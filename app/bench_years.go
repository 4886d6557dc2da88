package app

import (
	"fmt"
	"text/tabwriter"

	"xiaohao/tools/bench"
)

// years prints what simulated years held, and how fast their pages are.
func (p *Program) years(rep bench.Report) {
	fmt.Fprintf(p.Out, "%s, %d cores, %s\n", rep.Machine, rep.Cores, rep.Go)
	for _, y := range rep.Years {
		fmt.Fprintf(p.Out, "\na year of %d, seed %d, %s: %d villages and communities, %d events, %.0f MB\n", y.N,
			y.Seed, y.Engine, y.Areas, y.Events, mb(y.Database))
		w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', tabwriter.AlignRight)
		fmt.Fprintln(w, "asked\tdone\t  what")
		for _, t := range y.Counts {
			fmt.Fprintf(w, "%d\t%d\t  %s\n", t.Asked, t.Out, t.What)
		}
		for _, a := range y.Also {
			fmt.Fprintf(w, "\t%d\t  %s\n", a.N, a.What)
		}
		w.Flush()
		fmt.Fprintf(p.Out, "made in %.1f s, verify %.1f s, rebuild %.1f s, backup %.1f s (%.0f MB)\n", y.Made,
			y.Verified, y.Rebuilt, y.Saved, mb(y.BackedUp))
	}
	fmt.Fprintln(p.Out)
	w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintln(w, "n\tper s\tcpu ms\tp50 ms\twithin\tp95 ms\twithin\taim\t  engine\t  name")
	for _, r := range rep.Results {
		aim := ""
		if r.Aim > 0 {
			aim = fmt.Sprintf("≤ %.0f: %s", r.Aim, map[bool]string{true: "met", false: "missed"}[r.P50 <= r.Aim])
		}
		fmt.Fprintf(w, "%d\t%.0f\t%.2f\t%.2f\t%.2f–%.2f\t%.2f\t%.2f–%.2f\t%s\t  %s\t  %s\n", r.N, r.Ops,
			r.CPU/1000, r.P50, r.Within50[0], r.Within50[1], r.P95, r.Within95[0], r.Within95[1], aim, r.Engine, r.Name)
	}
	fmt.Fprintf(w, "\npeak of the bench itself: %.0f MB\t\n", mb(rep.Peak))
	w.Flush()
}
