package web_test

import (
	"xiaohao/faces/web/kit"
	dataroom "xiaohao/faces/web/opendata"
	"xiaohao/parts/opendata"
)

// opendataSamples are the pages of the open data.
func (s sampler) opendataSamples() map[string]kit.Page {
	whole := s.dataArea(s.or("衡阳市", "Hengyang"), "430400000000", "12840", false)
	p := &dataroom.Data{Frame: s.open(), Shut: true, Whole: whole,
		Empty: s.t("opendata.empty", "areas", s.or("南岳区", "Nanyue")), Counties: []dataroom.Area{
			s.dataArea(s.or("珠晖区", "Zhuhui"), "430405000000", "2140", true),
			s.dataArea(s.or("雁峰区", "Yanfeng"), "430406000000", "1903", false)},
		Said: []string{s.t("opendata.made", "at", "2026-11-23 03:00", "rows", "12840", "seq", "98211"),
			s.t("opendata.next", "at", "2026-11-24 03:00")},
		Licence: kit.Link{Label: "CC BY 4.0", URL: "https://creativecommons.org/licenses/by/4.0/"},
		Moves:   s.t("opendata.moves"), Placeless: s.t("opendata.placeless", "n", "3"),
		Withdrawn: s.t("opendata.withdrawn_some", "n", "4", "days", "365"), Cite: s.t("opendata.cite_as", "city", "衡阳市",
			"version", "20261123.030000", "url", "https://xiaohao.example/data/", "licence", "CC BY 4.0"),
		Example: "import pandas\nm = pandas.read_csv(\"https://xiaohao.example/data/430400000000/matters.csv\")"}
	for _, c := range opendata.Columns() {
		p.Columns = append(p.Columns, dataroom.Column{Name: c.Name, Title: opendata.Title(s.l, c),
			What: opendata.What(s.l, c)})
	}
	tabs := []kit.Link{{Label: s.t("admin.opendata"), URL: "/admin/opendata", Current: true}}
	return map[string]kit.Page{"opendata": p, "opendata_off": &dataroom.Data{Frame: s.open(), Off: true},
		"opendata_none": &dataroom.Data{Frame: s.open(), None: true, Said: []string{s.t("opendata.soon")},
			Licence: p.Licence, Columns: p.Columns},
		"opendata_desk": &dataroom.Desk{Frame: s.staff("admin"), Tabs: tabs, Error: "disk_full",
			Said: []string{s.t("opendata.desk.failed", "at", "03:02"), s.t("opendata.desk.last", "at", "03:00", "rows",
				"12840", "s", "1.2", "size", "8.1 MB")},
			Make: &kit.Form{ID: "make", Action: "/admin/opendata", Once: "1",
				Submit: s.t("opendata.desk.make")}},
		"opendata_desk_off": &dataroom.Desk{Frame: s.staff("admin"), Tabs: tabs,
			Said: []string{s.t("opendata.desk.off")}}}
}

func (s sampler) dataArea(name, code, rows string, shut bool) dataroom.Area {
	hash := "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	out := dataroom.Area{Name: name, Rows: s.t("opendata.rows", "n", rows), Shut: shut,
		Describes: "/data/" + code + "/datapackage.json"}
	for _, f := range [][3]string{{"CSV", "csv", "3.1 MB"}, {"GeoJSON", "geojson", "8.9 MB"},
		{"Parquet", "parquet", "0.7 MB"}} {
		out.Files = append(out.Files, dataroom.File{URL: "/data/" + code + "/matters." + f[1], Format: f[0],
			For: s.t("opendata.for." + f[1]), Size: f[2], Hash: hash})
	}
	return out
}
