package opendata

import (
	"encoding/json"
	"time"

	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
)

// descriptor is what a Data Package (the Frictionless standard) says of an area's files: which they are, under which
// licence, and what stands in each column.
func (m *Manifest) descriptor(a AreaFiles, city string) ([]byte, error) {
	type field struct {
		Name        string         `json:"name"`
		Type        Kind           `json:"type"`
		Format      string         `json:"format,omitempty"`
		Title       string         `json:"title"`
		Description string         `json:"description"`
		Constraints map[string]any `json:"constraints,omitempty"`
	}
	var fields []field
	for _, c := range columns {
		f := field{Name: c.Name, Type: c.Kind, Title: Title(lang.Zh, c), Description: What(lang.Zh, c) + " " +
			What(lang.En, c)}
		if c.Kind == Instant {
			f.Format = "default"
		}
		if c.Always {
			f.Constraints = map[string]any{"required": true}
		}
		if c.Name == "key" {
			f.Constraints["unique"] = true
		}
		if len(c.Codes) > 0 {
			f.Constraints["enum"] = c.Codes
		}
		fields = append(fields, f)
	}
	schema := map[string]any{"fields": fields, "primaryKey": "key", "missingValues": []string{""}}
	var resources []map[string]any
	for _, f := range a.Files {
		format := policy.Format(f.Name[len("matters."):])
		r := map[string]any{"name": "matters-" + string(format), "path": f.Name, "format": format,
			"mediatype": MediaType(f.Name), "bytes": f.Size, "hash": "sha256:" + f.Hash}
		switch format {
		case policy.CSV:
			r["profile"], r["schema"], r["encoding"] = "tabular-data-resource", schema, "utf-8"
			r["dialect"] = map[string]any{"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": `"`,
				"doubleQuote": true, "header": true}
		case policy.Parquet:
			r["schema"] = schema
		}
		resources = append(resources, r)
	}
	return json.MarshalIndent(map[string]any{
		"profile": "data-package", "name": "xiaohao-" + a.Area.String(),
		"title":       a.Name + " " + lang.T(lang.Zh, "opendata.title", nil),
		"description": lang.T(lang.Zh, "opendata.what", nil) + " " + lang.T(lang.En, "opendata.what", nil),
		"created":     m.Made.Time().In(calendar.China()).Format(time.RFC3339),
		"version":     m.Version(),
		"licenses": []map[string]string{{"title": m.Licence.Name.In(lang.En),
			"path": m.Licence.URL}},
		"contributors": []map[string]string{{"title": city, "role": "publisher"}},
		"event":        m.Seq, "rows": a.Rows, "resources": resources,
	}, "", "  ")
}

// Version names a snapshot: the day and time of its making, in the city's time.
func (m *Manifest) Version() string {
	return m.Made.Time().In(calendar.China()).Format("20060102.150405")
}

// Title is what a column is called.
func Title(l string, c Column) string { return lang.T(l, "opendata.title."+c.Name, nil) }

// What says what stands in a column.
func What(l string, c Column) string { return lang.T(l, "opendata.column."+c.Name, nil) }

// MediaType is the type of a file by its name.
func MediaType(name string) string {
	switch name {
	case "matters.csv", "withdrawn.csv":
		return "text/csv; charset=utf-8"
	case "matters.geojson":
		return "application/geo+json"
	case "matters.parquet":
		return "application/vnd.apache.parquet"
	case "SHA256SUMS":
		return "text/plain; charset=utf-8"
	}
	return "application/json"
}

// Sums are the checksums of all files, as sha256sum reads them beside a folder for each area.
func (m *Manifest) Sums() []byte {
	var b []byte
	add := func(f File, folder string) {
		b = append(append(append(append(append(b, f.Hash...), "  "...), folder...), f.Name...), '\n')
	}
	for _, a := range m.Areas {
		for _, f := range a.Files {
			add(f, a.Area.String()+"/")
		}
	}
	for _, f := range m.Lists {
		add(f, "")
	}
	return b
}
