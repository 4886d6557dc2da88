package main

import (
	"bufio"
	"fmt"
	"io"
)

// perInsert is how many rows one statement holds.
const perInsert = 500

// writePocketBaseSQL prints a script for sqlite3 that puts the matters from ≤ i < n into the stopped PocketBase's
// data.db, as rows that its own interface would have made, spread over the last sixty days. Its numbers are the
// column's own default.
func writePocketBaseSQL(out io.Writer, g *generator, from, n int) error {
	w := bufio.NewWriter(out)
	fmt.Fprintln(w, "BEGIN;")
	for i := from; i < n; i++ { // no text holds a quote
		if (i-from)%perInsert == 0 {
			fmt.Fprintln(w, "INSERT INTO matters (title, text, place, area, category, state, lat, lng, created) VALUES")
		}
		end := ","
		if (i-from)%perInsert == perInsert-1 || i == n-1 {
			end = ";"
		}
		r, ago := g.report(i), 60*86400*(1-float64(i)/float64(n))
		fmt.Fprintf(w,
			"('%s','%s','%s','%s','%s','%s',%s,%s,strftime('%%Y-%%m-%%d %%H:%%M:%%fZ','now','-%.3f seconds'))%s\n",
			r.Title, r.Text, r.Place, r.Area, r.Category, states[state(i)], coordinate(r.Lat),
			coordinate(r.Lng), ago, end)
	}
	fmt.Fprintln(w, "COMMIT;\nANALYZE;")
	return w.Flush()
}
