// Package demo makes a city to look at: Hengyang's real areas, plausible units and people, and some hundreds of
// matters of the last sixty days, brought about by real commands. It is deterministic for a given day and holds no
// rule of its own. It also rehearses a round with what a city has.
package demo

import (
	"bufio"
	"bytes"
	"compress/gzip"
	_ "embed"
	"fmt"
	"strings"

	"xiaohao/loop/area"
)

// areasFile holds the statistical codes and names of 2023: one city, 14 counties and zones, 191 townships, 2,785
// villages and communities.
//
//go:embed areas.csv.gz
var areasFile []byte

// Areas lists Hengyang's areas by code.
func Areas() ([]area.Area, error) {
	z, err := gzip.NewReader(bytes.NewReader(areasFile))
	if err != nil {
		return nil, err
	}
	var out []area.Area
	for s := bufio.NewScanner(z); s.Scan(); {
		code, name, _ := strings.Cut(s.Text(), ",")
		c, err := area.Parse(code)
		if err != nil {
			return nil, fmt.Errorf("demo areas: %w", err)
		}
		out = append(out, area.Area{Code: c, Name: name})
	}
	return out, z.Close()
}
