package indicator

import (
	"embed"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
)

// Sets that come with the program are data: a file each in the folder shipped. Amounts in them are ten-thousandths, as
// everywhere; that a village has no income at all is a band below the smallest amount there is.
//
//go:embed shipped/*.json
var shipped embed.FS

// Shipped is a set that comes with the program, without area and days.
type Shipped struct {
	Key string
	Definition
}

// ShippedSets are all of them, by key.
func ShippedSets() (out []Shipped, err error) {
	files, err := shipped.ReadDir("shipped")
	for _, f := range files {
		data, err := shipped.ReadFile("shipped/" + f.Name())
		if err != nil {
			return nil, err
		}
		s := Shipped{Key: strings.TrimSuffix(f.Name(), ".json")}
		if err := json.Unmarshal(data, &s.Definition); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		if err := s.sound(); err != nil {
			return nil, fmt.Errorf("%s: %w", f.Name(), err)
		}
		out = append(out, s)
	}
	slices.SortFunc(out, func(a, b Shipped) int { return strings.Compare(a.Key, b.Key) })
	return out, err
}
