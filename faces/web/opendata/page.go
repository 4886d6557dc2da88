package opendata

import (
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/area"
	"xiaohao/parts/opendata"
	"xiaohao/platform/lang"
)

// Data is the page of the open data.
type Data struct {
	kit.Frame
	Off, None   bool // policy gives nothing out; nothing was made yet
	Said        []string
	Shut        bool // some files are being made anew
	Whole       Area
	Counties    []Area
	Empty       string // counties of which nothing is public; "" for none
	Licence     kit.Link
	Columns     []Column
	Withdrawn   string
	Cite        string
	Example     string
	Placeless   string
	Moves       string // that points of some categories are moved; "" where none are
	Spreadsheet bool   // there is a CSV
}

func (*Data) Template() string { return "opendata" }

// Area are the files of an area.
type Area struct {
	Name, Rows string
	Files      []File
	Describes  string // address of the descriptor
	Shut       bool   // being made anew
}

// File is a file to be had.
type File struct{ URL, Format, For, Size, Hash string }

// Column is a column in words.
type Column struct{ Name, Title, What string }

// size is a number of bytes in words.
func size(n int64) string {
	switch {
	case n < 1<<10:
		return fmt.Sprintf("%d B", n)
	case n < 1<<20:
		return fmt.Sprintf("%.1f KB", float64(n)/(1<<10))
	}
	return fmt.Sprintf("%.1f MB", float64(n)/(1<<20))
}

func page(c *kit.Call) error {
	p := &Data{Frame: c.Frame("", c.T("opendata.heading"))}
	o := c.Desk.Policy().OpenData
	if p.Off = !o.On; p.Off {
		return c.Render(p)
	}
	x := dataOf(c.House)
	s, err := x.State(c.Ctx)
	if err != nil {
		return err
	}
	p.Licence = kit.Link{Label: o.Licence.Name.In(c.Short()), URL: o.Licence.URL}
	for _, col := range opendata.Columns() {
		p.Columns = append(p.Columns, Column{col.Name, opendata.Title(c.L, col), opendata.What(c.L, col)})
	}
	for _, f := range o.Offset {
		if f.Metres > 0 {
			p.Moves = c.T("opendata.moves")
		}
	}
	if o.Else > 0 {
		p.Moves = c.T("opendata.moves")
	}
	m := s.Manifest
	if p.None = m == nil; p.None {
		p.Said = []string{c.T("opendata.soon")}
		return c.Render(p)
	}
	p.fill(c, s, m)
	return c.Render(p)
}

// fill says what a snapshot is.
func (p *Data) fill(c *kit.Call, s opendata.State, m *opendata.Manifest) {
	n := func(n int64) string { return strconv.FormatInt(n, 10) }
	p.Said = []string{c.T("opendata.made", "at", lang.DateTime(c.L, m.Made), "rows", n(m.Rows), "seq", n(m.Seq)),
		c.T("opendata.next", "at", lang.DateTime(c.L, dataOf(c.House).Due()))}
	var empty []string
	for i, a := range m.Areas {
		of := areaOf(c, a, s)
		if p.Shut = p.Shut || of.Shut; i == 0 {
			p.Whole = of
			continue
		}
		if a.Rows == 0 {
			empty = append(empty, of.Name)
			continue
		}
		p.Counties = append(p.Counties, of)
	}
	if len(empty) > 0 {
		p.Empty = c.T("opendata.empty", "areas", strings.Join(empty, map[string]string{lang.Zh: "、",
			lang.En: ", "}[c.L]))
	}
	if p.Withdrawn = c.T("opendata.withdrawn_none", "days",
		strconv.Itoa(c.Desk.Policy().OpenData.Days)); m.Withdrawn > 0 {
		p.Withdrawn = c.T("opendata.withdrawn_some", "n", n(m.Withdrawn), "days",
			strconv.Itoa(c.Desk.Policy().OpenData.Days))
	}
	if m.Placeless > 0 {
		p.Placeless = c.T("opendata.placeless", "n", n(m.Placeless))
	}
	base := c.Gate.Base(c.R)
	p.Cite = c.T("opendata.cite_as", "city", c.City(), "version", m.Version(), "url", base+"/data/", "licence",
		p.Licence.Label)
	if len(p.Whole.Files) > 0 {
		p.Example = example(base, m.Areas[0])
	}
}

// areaOf are the files of an area in words.
func areaOf(c *kit.Call, a opendata.AreaFiles, s opendata.State) Area {
	out := Area{Name: c.AreaName(a.Area), Rows: c.T("opendata.rows", "n", strconv.FormatInt(a.Rows, 10)),
		Shut: !s.Open(a.Area)}
	for _, f := range a.Files {
		url := fileURL(a.Area, f.Name)
		if f.Name == "datapackage.json" {
			out.Describes = url
			continue
		}
		format := f.Name[len("matters."):]
		out.Files = append(out.Files, File{URL: url, Format: names[policy.Format(format)],
			For: c.T("opendata.for." + format), Size: size(f.Size), Hash: f.Hash})
	}
	return out
}

// names are what formats are called.
var names = map[policy.Format]string{policy.CSV: "CSV", policy.GeoJSON: "GeoJSON", policy.Parquet: "Parquet"}

func fileURL(a area.Code, name string) string { return "/data/" + a.String() + "/" + name }

// example is a use of a file, to be copied.
func example(base string, a opendata.AreaFiles) string {
	for _, f := range a.Files {
		url := base + fileURL(a.Area, f.Name)
		switch f.Name {
		case "matters.csv":
			return "import pandas\nm = pandas.read_csv(\"" + url + "\", dtype={\"county\": str, \"township\": str},\n" +
				"                    parse_dates=[\"listed\", \"due\", \"fixed\", \"struck\"])\n" +
				"print(m.groupby(\"county_name\")[\"late\"].mean())"
		case "matters.parquet":
			return "import duckdb\nprint(duckdb.sql(\"SELECT county_name, avg(late::int) FROM '" + url +
				"' GROUP BY 1\"))"
		}
	}
	return "curl -O " + base + fileURL(a.Area, a.Files[0].Name)
}
