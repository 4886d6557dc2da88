package policy

import (
	"regexp"
	"strings"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/place"
)

// Map is where the map's picture comes from. Without Tiles the areas' boundaries are drawn instead, and no other
// server is asked for anything.
type Map struct {
	Tiles  []string    // addresses with {z}, {x}, {y} and perhaps {s}, each over the one before
	Source string      // what a page's Content-Security-Policy must allow pictures from: "https://*.tianditu.gov.cn"
	Datum  place.Datum // that the tiles are drawn in
	Credit string      // whose map it is, in words
	Zoom   int         // the deepest that there are tiles for
}

// tileAddress is an address of tiles: plain characters only, since part of it goes into a header.
var tileAddress = regexp.MustCompile(`^(https?)://([A-Za-z0-9.{}-]+(?::[0-9]{1,5})?)/[A-Za-z0-9_.,~:/?&=%{}@+-]*$`)

func (r *reader) tiles(p *Policy, n *yaml.Node) {
	t := r.table(n, []string{"tiles", "key", "datum", "credit", "zoom"}, nil)
	p.Map.Zoom = 18
	if t["datum"] != nil {
		d, err := place.ParseDatum(r.text(t["datum"]))
		if err != nil || d == place.BD09 { // whose tiles are cut differently
			r.wrong(t["datum"], "map_datum", "value", t["datum"].Value)
		}
		p.Map.Datum = d
	}
	if t["zoom"] != nil {
		p.Map.Zoom = r.number(t["zoom"], 5, 22)
	}
	if t["credit"] != nil {
		p.Map.Credit = r.text(t["credit"])
	}
	key := ""
	if t["key"] != nil {
		if key = r.text(t["key"]); strings.Trim(key,
			"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_") != "" {
			r.wrong(t["key"], "map_key")
		}
	}
	if t["tiles"] == nil {
		return
	}
	switch s := r.text(t["tiles"]); s {
	case "", "none":
	case "tianditu":
		if key == "" {
			r.wrong(t["tiles"], "map_key")
		}
		for _, layer := range []string{"vec", "cva"} {
			p.Map.Tiles = append(p.Map.Tiles, "https://t{s}.tianditu.gov.cn/"+layer+
				"_w/wmts?SERVICE=WMTS&REQUEST=GetTile&VERSION=1.0.0&LAYER="+layer+
				"&STYLE=default&TILEMATRIXSET=w&FORMAT=tiles&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}&tk="+key)
		}
		p.Map.Source = "https://*.tianditu.gov.cn"
		if p.Map.Credit == "" {
			p.Map.Credit = "天地图"
		}
	default:
		m := tileAddress.FindStringSubmatch(s)
		if m == nil || !strings.Contains(s, "{z}") || !strings.Contains(s, "{x}") || !strings.Contains(s, "{y}") {
			r.wrong(t["tiles"], "map_tiles", "value", s)
			return
		}
		host := m[2]
		if label, rest, ok := strings.Cut(host, "."); ok && strings.Contains(label, "{s}") {
			host = "*." + rest
		}
		if strings.ContainsAny(host, "{}") {
			r.wrong(t["tiles"], "map_tiles", "value", s)
			return
		}
		p.Map.Tiles, p.Map.Source = []string{strings.ReplaceAll(s, "{key}", key)}, m[1]+"://"+host
	}
}
