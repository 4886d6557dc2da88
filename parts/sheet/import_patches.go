package sheet

import (
	"bufio"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/loop/patch"
	"xiaohao/loop/place"
	"xiaohao/parts/patrol"
)

// patchFile is a GeoJSON file of patches.
type patchFile struct {
	CRS struct {
		Properties struct {
			Name string `json:"name"`
		} `json:"properties"`
	} `json:"crs"`
	Features []struct {
		Properties map[string]any `json:"properties"`
		Geometry   struct {
			Type        string          `json:"type"`
			Coordinates json.RawMessage `json:"coordinates"`
		} `json:"geometry"`
	} `json:"features"`
}

// bringPatches brings patches in: polygons of a GeoJSON file, or a list of places. What is wrong with one, or has to be
// asked, hinders no other.
func (j *job) bringPatches(ctx context.Context) (Account, error) {
	f, err := os.Open(j.path)
	if err != nil {
		return j.account(false), fault.New(fault.Missing, "file_missing", "file", j.path).By(err)
	}
	defer f.Close()
	in := bufio.NewReader(f)
	if !braced(in) {
		return j.bring(ctx, &patchImport{patchJob{job: j}})
	}
	var file patchFile
	if err := json.NewDecoder(in).Decode(&file); err != nil || len(file.Features) == 0 {
		return j.account(false), fault.New(fault.Invalid, "patch_file").By(err)
	}
	d, err := datumOf(file.CRS.Properties.Name, j.opts.Datum)
	if err != nil {
		return j.account(false), err
	}
	p := &patchJob{job: j}
	for n, x := range file.Features {
		if n%64 == 0 {
			if err := ctx.Err(); err != nil {
				return j.account(false), err
			}
			j.opts.Progress(int64(n), int64(len(file.Features)))
		}
		j.rows = append(j.rows, seen{row: strconv.Itoa(n + 1)})
		j.opts.Watch.looked.Store(int64(n + 1))
		in := patrol.PatchIn{No: property(x.Properties, "no", "number", "编号", "图斑编号", "图斑号", "id", "TBBH"),
			Kind: property(x.Properties, "kind", "type", "类型", "图斑类型", "TBLX"), Datum: d}
		if err := p.read(x.Geometry.Type, x.Geometry.Coordinates, property(x.Properties, "area", "code", "区划代码",
			"adcode", "XZQDM"), &in); err != nil {
			if err := p.against(n+1, in.No, err); err != nil {
				return j.account(false), err
			}
			continue
		}
		p.list = append(p.list, patchLine{n + 1, in})
	}
	if err := p.settle(ctx); err != nil {
		return j.account(false), err
	}
	if err := p.leavePatches(); err != nil {
		return j.account(false), err
	}
	return j.finish(ctx, p.write)
}

// braced says whether a file begins as JSON does.
func braced(in *bufio.Reader) bool {
	head, _ := in.Peek(256)
	return strings.HasPrefix(strings.TrimLeft(string(head), "\uFEFF \t\r\n"), "{")
}

// datumOf is the datum that a file names, else that which the caller named. The fault is patch_crs for one that is
// unknown or in metres.
func datumOf(name string, otherwise place.Datum) (place.Datum, error) {
	short := name[strings.LastIndex(name, ":")+1:]
	switch {
	case name == "":
		return otherwise, nil
	case strings.Contains(strings.ToUpper(name), "EPSG"):
		short = "EPSG:" + short
	case strings.EqualFold(short, "CRS84"):
		return place.WGS84, nil
	}
	d, err := place.ParseDatum(short)
	if err != nil {
		return 0, fault.New(fault.Invalid, "patch_crs", "crs", cut(name, 60)).By(err)
	}
	return d, nil
}

// property is the first of some properties that says something.
func property(m map[string]any, names ...string) string {
	for _, k := range names {
		switch v := m[k].(type) {
		case string:
			if v = strings.TrimSpace(v); v != "" {
				return v
			}
		case float64:
			return strconv.FormatFloat(v, 'f', -1, 64)
		}
	}
	return ""
}

// patchJob is what both kinds of files share.
type patchJob struct {
	*job
	list, good []patchLine
}

type patchLine struct {
	nth int
	patrol.PatchIn
}

// read reads shape and area of a patch.
func (p *patchJob) read(kind string, coordinates json.RawMessage, in string, to *patrol.PatchIn) (err error) {
	if in != "" {
		if to.Area, err = p.area(in, 0); err != nil {
			return err
		}
	}
	to.Shape, err = patch.Read(kind, coordinates, to.Datum, p.d.Policy().Patrol.Corners)
	return err
}

// against notes what speaks against a row: a datum that may be another one is a question, all else a refusal.
func (p *patchJob) against(nth int, who string, err error) error {
	if fault.Code(err) == "patch_datum" {
		f := fault.Of(err)
		p.mark(nth, aside, p.of(who, p.say("import.datum_asked", "named", "@datum."+f.Args["named"],
			"likely", "@datum."+f.Args["likely"])))
		return nil
	}
	return p.refuse(nth, who, err)
}

func (p *patchJob) settle(ctx context.Context) error {
	var lines []line
	var placed []patchLine
	for n, l := range p.list {
		if n%64 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
		if err := p.c.Patrols.Placed(ctx, p.opts.caller(), &l.PatchIn); err != nil {
			if err := p.against(l.nth, l.No, err); err != nil {
				return err
			}
			continue
		}
		placed = append(placed, l)
		lines = append(lines, line{l.nth, l.No, fmt.Sprint(l.PatchIn)})
	}
	left := p.once(lines)
	for _, l := range placed {
		if !left[l.nth] {
			continue
		}
		fate, err := p.c.Patrols.WeighPatch(ctx, &l.PatchIn)
		switch {
		case err != nil:
			return err
		case fate == patrol.Same:
			p.mark(l.nth, repeated, "")
		case fate == patrol.Other:
			p.mark(l.nth, conflict, p.say("import.patch_other", "no", l.No))
		default:
			p.good = append(p.good, l)
		}
	}
	return nil
}

func (p *patchJob) write(ctx context.Context) error {
	for n, l := range p.good {
		if err := ctx.Err(); err != nil {
			return err
		}
		p.opts.Progress(int64(n), int64(len(p.good)))
		if err := p.c.Patrols.TakePatch(ctx, p.opts.caller(), l.PatchIn); err != nil {
			if err := p.refuse(l.nth, l.No, err); err != nil {
				return err
			}
			continue
		}
		p.rows[l.nth-1].in = true
		p.came(1)
	}
	p.opts.Progress(int64(len(p.good)), int64(len(p.good)))
	return nil
}

// leavePatches writes which patches are bad, with what is wrong with them, where they are wanted.
func (p *patchJob) leavePatches() error {
	if p.opts.BadFile == "" {
		return nil
	}
	f, err := os.OpenFile(p.opts.BadFile, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "file_write", "file", p.opts.BadFile).By(err)
	}
	_, err = io.WriteString(f, "\uFEFF")
	w := csv.NewWriter(f)
	for _, s := range p.rows {
		if s.bad() {
			err = errors.Join(err, w.Write([]string{s.row, s.why}))
		}
	}
	w.Flush()
	return errors.Join(err, w.Error(), f.Close())
}

// patchImport reads a list of places: each stands for a square of the ground that its row names.
type patchImport struct{ patchJob }

func (i *patchImport) fields() []field {
	return []field{
		{"no", true, []string{"图斑编号", "图斑号", "编号", "no", "number", "id"}},
		{"kind", true, []string{"图斑类型", "类型", "kind", "type"}},
		{"lat", true, []string{"纬度", "lat", "latitude"}},
		{"lng", true, []string{"经度", "lng", "lon", "longitude"}},
		{"area", false, []string{"区划代码", "区划", "area", "area code"}},
		{"ha", false, []string{"面积", "面积（公顷）", "面积(公顷)", "公顷", "hectares", "ha"}},
		{"datum", false, []string{"坐标系", "坐标系统", "datum", "coordinate system"}},
	}
}

func (i *patchImport) begin(context.Context) error { return nil }

func (i *patchImport) who(r Row) string { return cut(i.at.of(r, "no"), 40) }

// usual is the ground in hectares that stands for a place whose row names none.
const usual = 0.1

func (i *patchImport) check(_ context.Context, r Row) (err error) {
	in := patrol.PatchIn{No: whole(i.at.of(r, "no")), Kind: i.at.of(r, "kind"), Datum: i.opts.Datum, Centre: true}
	if s := i.at.of(r, "datum"); s != "" {
		if in.Datum, err = place.ParseDatum(s); err != nil {
			return err
		}
	}
	lat, err := coordinate(i.at.of(r, "lat"), "lat")
	if err != nil {
		return err
	}
	lng, err := coordinate(i.at.of(r, "lng"), "lng")
	if err != nil {
		return err
	}
	if lat == nil || lng == nil {
		return fault.New(fault.Invalid, "coordinates_half").On("lat")
	}
	ha := usual
	if s := i.at.of(r, "ha"); s != "" {
		if ha, err = strconv.ParseFloat(narrow(s), 64); err != nil || !(ha > 0 && ha <= 10_000) {
			return fault.New(fault.Invalid, "patch_ha", "value", cut(s, 20)).On("ha")
		}
	}
	b, err := json.Marshal([][][2]float64{square(*lat, *lng, ha)})
	if err != nil {
		return fault.New(fault.Invalid, "coordinates_range").On("lat").By(err)
	}
	if err := i.read("Polygon", b, i.at.of(r, "area"), &in); err != nil {
		return err
	}
	i.list = append(i.list, patchLine{r.Nth, in})
	return nil
}

// square is one of so many hectares around a place, longitude first.
func square(lat, lng, ha float64) [][2]float64 {
	half := math.Sqrt(ha*10_000) / 2 / 111195
	wide := half / math.Max(0.1, math.Cos(lat*math.Pi/180))
	return [][2]float64{{lng - wide, lat - half}, {lng + wide, lat - half}, {lng + wide, lat + half},
		{lng - wide, lat + half}, {lng - wide, lat - half}}
}
