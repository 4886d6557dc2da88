package atlas

import (
	"context"
	"database/sql"
	"encoding/json"
	"io"
	"math"
	"strconv"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/platform/store"
)

// Shape is an area's boundary: polygons, each an outer ring and holes, each ring latitude and longitude by turns in
// hundred-thousandths of a degree, a metre or so; the first pair as it is and each other one as the way from the pair
// before.
type Shape [][][]int

// Boundary is the shape of an area, in WGS-84.
type Boundary struct {
	Area  area.Code
	Shape Shape
}

// crooked is how far in degrees a simplified line may be from the true one: some fifty metres, a pixel of a map that
// shows a county.
const crooked = 0.0005

// maxPoints is the most corners of one file that are read.
const maxPoints = 5_000_000

// Feature is one shape of a file, or what is wrong with it: a fault that names the feature, counted from 1.
type Feature struct {
	Boundary
	Err error
}

// feature is one as GeoJSON has it.
type feature struct {
	Properties map[string]any `json:"properties"`
	Geometry   struct {
		Type        string          `json:"type"`
		Coordinates json.RawMessage `json:"coordinates"`
	} `json:"geometry"`
}

// ReadBoundaries is ReadFeatures where one that is wrong is an error.
func ReadBoundaries(r io.Reader, d place.Datum) ([]Boundary, error) {
	list, err := ReadFeatures(r, d)
	if err != nil {
		return nil, err
	}
	out := make([]Boundary, 0, len(list))
	for _, f := range list {
		if f.Err != nil {
			return nil, f.Err
		}
		out = append(out, f.Boundary)
	}
	return out, nil
}

// ReadFeatures reads a GeoJSON FeatureCollection whose features name their area by code, in a property called code,
// adcode, area or 区划代码. The lines are simplified. The error is fault.Invalid "boundary_file" or fault.TooLarge
// "boundary_large"; what is wrong with one feature, "boundary_area" or "boundary_shape", stands with it.
func ReadFeatures(r io.Reader, d place.Datum) ([]Feature, error) {
	var file struct {
		Features []feature `json:"features"`
	}
	if err := json.NewDecoder(r).Decode(&file); err != nil || len(file.Features) == 0 {
		return nil, fault.New(fault.Invalid, "boundary_file").By(err)
	}
	out := make([]Feature, 0, len(file.Features))
	left := maxPoints
	for i, f := range file.Features {
		b, err := f.boundary(i+1, d, &left)
		if fault.Code(err) == "boundary_large" {
			return nil, err
		}
		out = append(out, Feature{b, err})
	}
	return out, nil
}

// boundary reads the n-th feature; left is how many corners may still come.
func (f feature) boundary(n int, d place.Datum, left *int) (b Boundary, err error) {
	if b.Area, err = codeOf(f.Properties); err != nil {
		return b, fault.New(fault.Invalid, "boundary_area", "n", n).By(err)
	}
	var polygons [][][][]float64
	switch f.Geometry.Type {
	case "Polygon":
		polygons = make([][][][]float64, 1)
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons[0])
	case "MultiPolygon":
		err = json.Unmarshal(f.Geometry.Coordinates, &polygons)
	default:
		err = fault.New(fault.Invalid, "boundary_file")
	}
	if err != nil {
		return b, fault.New(fault.Invalid, "boundary_shape", "n", n).By(err)
	}
	for _, rings := range polygons {
		var polygon [][]int
		for _, ring := range rings {
			if *left -= len(ring); *left < 0 {
				return b, fault.New(fault.TooLarge, "boundary_large", "max", maxPoints)
			}
			line, err := lineOf(ring, d)
			if err != nil {
				return b, fault.New(fault.Invalid, "boundary_shape", "n", n).By(err)
			}
			if line = simplify(line, crooked); len(line) >= 4 {
				polygon = append(polygon, pack(line))
			}
		}
		if len(polygon) > 0 {
			b.Shape = append(b.Shape, polygon)
		}
	}
	return b, nil
}

func codeOf(properties map[string]any) (area.Code, error) {
	for _, k := range []string{"code", "adcode", "area", "区划代码", "CODE", "ADCODE"} {
		switch v := properties[k].(type) {
		case string:
			return area.Parse(v)
		case float64:
			return area.Parse(strconv.FormatInt(int64(v), 10))
		}
	}
	return area.Parse("")
}

// corner is a corner of a line: latitude and longitude.
type corner struct{ lat, lng float64 }

func lineOf(ring [][]float64, d place.Datum) ([]corner, error) {
	out := make([]corner, 0, len(ring))
	for _, p := range ring {
		if len(p) < 2 {
			return nil, fault.New(fault.Invalid, "coordinates_range")
		}
		if err := place.CheckChina(p[1], p[0]); err != nil {
			return nil, err
		}
		lat, lng := place.ToWGS(p[1], p[0], d)
		out = append(out, corner{lat, lng})
	}
	return out, nil
}

// simplify leaves out corners that the line without them passes within so many degrees of (Douglas and Peucker). The
// ends stay.
func simplify(line []corner, within float64) []corner {
	if len(line) < 3 {
		return line
	}
	keep := make([]bool, len(line))
	keep[0], keep[len(line)-1] = true, true
	for todo := [][2]int{{0, len(line) - 1}}; len(todo) > 0; {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		far, at := within, -1
		for i := s[0] + 1; i < s[1]; i++ {
			if d := off(line[i], line[s[0]], line[s[1]]); d > far {
				far, at = d, i
			}
		}
		if at > 0 {
			keep[at] = true
			todo = append(todo, [2]int{s[0], at}, [2]int{at, s[1]})
		}
	}
	var out []corner
	for i, p := range line {
		if keep[i] {
			out = append(out, p)
		}
	}
	return out
}

// off is how far a corner is from the way between two others, in degrees of latitude.
func off(p, a, b corner) float64 {
	k := math.Cos(a.lat * math.Pi / 180)
	px, py, bx, by := (p.lng-a.lng)*k, p.lat-a.lat, (b.lng-a.lng)*k, b.lat-a.lat
	t := 0.0
	if l := bx*bx + by*by; l > 0 {
		t = math.Max(0, math.Min(1, (px*bx+py*by)/l))
	}
	return math.Hypot(px-t*bx, py-t*by)
}

func pack(line []corner) []int {
	out := make([]int, 0, 2*len(line))
	lat, lng := 0, 0
	for _, p := range line {
		a, b := int(math.Round(p.lat*1e5)), int(math.Round(p.lng*1e5))
		out = append(out, a-lat, b-lng)
		lat, lng = a, b
	}
	return out
}

func unpack(ring []int) []corner {
	out := make([]corner, 0, len(ring)/2)
	for lat, lng, j := 0, 0, 0; j+1 < len(ring); j += 2 {
		lat, lng = lat+ring[j], lng+ring[j+1]
		out = append(out, corner{float64(lat) / 1e5, float64(lng) / 1e5})
	}
	return out
}

// In gives the shape in another datum.
func (s Shape) In(d place.Datum) Shape {
	if d == place.WGS84 {
		return s
	}
	out := make(Shape, len(s))
	for i, polygon := range s {
		for _, ring := range polygon {
			line := unpack(ring)
			for j, p := range line {
				line[j].lat, line[j].lng = place.FromWGS(p.lat, p.lng, d)
			}
			out[i] = append(out[i], pack(line))
		}
	}
	return out
}

// Degrees are the shape's rings as latitude and longitude.
func (s Shape) Degrees() [][][][2]float64 {
	out := make([][][][2]float64, len(s))
	for i, polygon := range s {
		for _, ring := range polygon {
			var line [][2]float64
			for _, p := range unpack(ring) {
				line = append(line, [2]float64{p.lat, p.lng})
			}
			out[i] = append(out[i], line)
		}
	}
	return out
}

// SetBoundaries keeps the shapes of areas in place of those that they had. The command line may call it.
func (x *Atlas) SetBoundaries(ctx context.Context, list []Boundary) error {
	return x.DB.Write(ctx, func(tx *store.Tx) error {
		for _, b := range list {
			text, err := json.Marshal(b.Shape)
			if err != nil {
				return err
			}
			err = tx.Later(ctx, "INSERT INTO boundaries (city, area, shape) VALUES ($1, $2, $3) "+
				"ON CONFLICT (city, area) DO UPDATE SET shape = excluded.shape", x.City, int64(b.Area), string(text))
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Boundaries are the shapes of some areas, as far as they are known.
func (x *Atlas) Boundaries(ctx context.Context, areas []area.Code) ([]Boundary, error) {
	if len(areas) == 0 {
		return nil, nil
	}
	w := &where{args: []any{x.City}}
	in := list(w, areas, number[area.Code])
	var out []Boundary
	err := store.Each(ctx, x.DB.Lagging(), func(rows *sql.Rows) error {
		var b Boundary
		var text string
		if err := rows.Scan(&b.Area, &text); err != nil {
			return err
		}
		err := json.NewDecoder(strings.NewReader(text)).Decode(&b.Shape)
		out = append(out, b)
		return err
	}, "SELECT area, shape FROM boundaries WHERE city = $1 AND area IN ("+in+") ORDER BY area", w.args...)
	return out, err
}
