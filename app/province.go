package app

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"text/tabwriter"

	"xiaohao/core/views"
	"xiaohao/platform/store"
)

var _ = register(command{"province", "[-db DSN] [-json]", province})

// province shows the cities of one database side by side.
func province(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	asJSON := fs.Bool("json", false, "print one JSON array")
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	db, err := store.Open(ctx, at.database(), store.Options{ReadOnly: true})
	if err != nil {
		return opening(err, at)
	}
	defer db.Close()
	if err := p.schemaFits(ctx, db); err != nil {
		return opening(err, at)
	}
	cities, err := views.Province(ctx, db.Read())
	if err != nil {
		return err
	}
	if *asJSON {
		return json.NewEncoder(p.Out).Encode(cities)
	}
	w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', tabwriter.AlignRight)
	fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\t%s\t\n", p.say("cli.province.city"), p.say("cli.province.all"),
		p.say("cli.province.open"), p.say("cli.province.fixed"),
		p.say("cli.province.struck"), p.say("cli.province.rate"))
	for _, c := range cities {
		rate := "–"
		if c.All > 0 {
			rate = fmt.Sprintf("%.1f %%", 100*float64(c.StruckOff)/float64(c.All))
		}
		fmt.Fprintf(w, "%d\t%d\t%d\t%d\t%d\t%s\t\n", c.City, c.All, c.Open, c.Fixed, c.StruckOff, rate)
	}
	return w.Flush()
}
