package opendata_test

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/parquet-go/parquet-go"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/atlas"
	"xiaohao/parts/opendata"
	"xiaohao/parts/release"
)

// town is a city with its open data.
type town struct {
	*citytest.Office
	releases *release.Releases
	data     *opendata.OpenData
}

// on is the section of a policy that gives everything out and moves lamps by 300 m.
const on = "open_data: {on: true, offset: {fac.lamp: 300}}"

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x := &town{o, part.Get[*release.Releases](o.Values), part.Get[*opendata.OpenData](o.Values)}
	x.policy(on)
	f := `{"type":"FeatureCollection","features":[{"type":"Feature","properties":{"code":"430405001000"},"geometry":` +
		`{"type":"Polygon","coordinates":[[[112.6,26.88],[112.62,26.88],[112.62,26.9],[112.6,26.9],[112.6,26.88]]]}}]}`
	b, err := atlas.ReadBoundaries(strings.NewReader(f), place.WGS84)
	if err != nil {
		t.Fatal(err)
	}
	if err := part.Get[*atlas.Atlas](o.Values).SetBoundaries(context.Background(), b); err != nil {
		t.Fatal(err)
	}
	return x
}

// policy puts a section in force.
func (o *town) policy(section string) {
	o.T.Helper()
	head, _, _ := strings.Cut(string(policy.Default().Source()), "\nopen_data:")
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.ID(),
		[]byte(head+"\n"+section+"\n")); err != nil {
		o.T.Fatal(err)
	}
}

// secrets are planted in each field that somebody writes; none may be in any file.
var secrets = []string{"绝密标题", "绝密正文", "绝密地点", "绝密说明", "13812345678", "绝密办理", "绝密核查"}

// out is a matter of a category that is out, with words of all kinds.
func (o *town) out(category string, hidden bool) int64 {
	o.T.Helper()
	lat, lng := 26.89, 112.61
	r, err := o.Do(context.Background(), org.Caller{}, desk.Command{ID: o.ID(), Contact: &desk.Contact{Name: "绝密说明",
		Phone: "13812345678"}, Body: &matter.Report{Area: citytest.Village, Place: "绝密地点",
		Text: "绝密正文，电话 13812345678", Lat: &lat, Lng: &lng}})
	if err != nil {
		o.T.Fatal(err)
	}
	o.Give("disp", r.Matter, &matter.List{Category: category, Title: "绝密标题"})
	o.release(r.Matter, hidden)
	return r.Matter
}

// release lets a matter out by two hands.
func (o *town) release(id int64, hidden bool) {
	o.T.Helper()
	ctx := context.Background()
	if err := o.releases.Draft(ctx, o.Who["disp"], o.ID(), id, release.Asking{Title: "绝密标题", Text: "绝密正文",
		Place: "绝密地点", Hidden: hidden}); err != nil {
		o.T.Fatal(err)
	}
	s, err := o.releases.Of(ctx, o.Who["disp"], id)
	if err != nil {
		o.T.Fatal(err)
	}
	if err := o.releases.Pass(ctx, o.Who["sup"], o.ID(), id, s.Seq); err != nil {
		o.T.Fatal(err)
	}
}

func (o *town) make() *opendata.Manifest {
	o.T.Helper()
	m, err := o.data.Make(context.Background(), nil)
	if err != nil {
		o.T.Fatal(err)
	}
	return m
}

// bytes of a file that is given out.
func (o *town) bytes(a area.Code, name string) []byte {
	o.T.Helper()
	f, r, err := o.data.Read(context.Background(), a, name)
	if err != nil {
		o.T.Fatalf("%s of %s: %v", name, a, err)
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil || int64(len(b)) != f.Size {
		o.T.Fatalf("%s: %d bytes of %d, %v", name, len(b), f.Size, err)
	}
	return b
}

type line = map[string]string

// table reads the CSV.
func (o *town) table(a area.Code) (out []line) {
	o.T.Helper()
	b := o.bytes(a, "matters.csv")
	b, marked := bytes.CutPrefix(b, []byte("\uFEFF"))
	if !marked || !bytes.HasSuffix(b, []byte("\r\n")) {
		o.T.Error("the table does not begin with a mark and end with a line's end")
	}
	rows, err := csv.NewReader(bytes.NewReader(b)).ReadAll()
	if err != nil {
		o.T.Fatal(err)
	}
	for i, c := range opendata.Columns() {
		if rows[0][i] != c.Name {
			o.T.Errorf("column %d is %s, not %s", i, rows[0][i], c.Name)
		}
	}
	for _, r := range rows[1:] {
		l := line{}
		for i, v := range r {
			l[rows[0][i]] = v
		}
		out = append(out, l)
	}
	return out
}

// features reads the GeoJSON, as lines of the table.
func (o *town) features(a area.Code) (out []line) {
	o.T.Helper()
	var all struct {
		Type     string
		Features []struct {
			Type, ID   string
			Geometry   *struct{ Coordinates [2]float64 }
			Properties map[string]any
		}
	}
	d := json.NewDecoder(bytes.NewReader(o.bytes(a, "matters.geojson")))
	d.UseNumber()
	if err := d.Decode(&all); err != nil || all.Type != "FeatureCollection" {
		o.T.Fatal(all.Type, err)
	}
	for _, f := range all.Features {
		l := line{}
		for k, v := range f.Properties {
			if l[k] = ""; v != nil {
				l[k] = fmt.Sprint(v)
			}
		}
		if f.ID != l["key"] || (f.Geometry == nil) != (l["lat"] == "") || f.Geometry != nil &&
			fmt.Sprint(f.Geometry.Coordinates) != "["+l["lng"]+" "+l["lat"]+"]" {
			o.T.Errorf("feature %s lies at %v, its properties say %v", f.ID, f.Geometry, l)
		}
		out = append(out, l)
	}
	return out
}

// columnar reads the Parquet file, as lines of the table.
func (o *town) columnar(a area.Code) (out []line) {
	o.T.Helper()
	b := o.bytes(a, "matters.parquet")
	f, err := parquet.OpenFile(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		o.T.Fatal(err)
	}
	var names []string
	for _, c := range f.Schema().Columns() {
		names = append(names, c[0])
	}
	for _, g := range f.RowGroups() {
		rows := g.Rows()
		for row := make([]parquet.Row, 1); ; {
			n, err := rows.ReadRows(row)
			if n == 1 {
				l := line{}
				for _, v := range row[0] {
					l[names[v.Column()]] = said(v)
				}
				out = append(out, l)
			}
			if err == io.EOF {
				break
			}
			if err != nil {
				o.T.Fatal(err)
			}
		}
		rows.Close()
	}
	return out
}

// said is a value as the table has it.
func said(v parquet.Value) string {
	switch {
	case v.IsNull():
		return ""
	case v.Kind() == parquet.ByteArray:
		return string(v.ByteArray())
	case v.Kind() == parquet.Double:
		return strconv.FormatFloat(v.Double(), 'f', -1, 64)
	case v.Kind() == parquet.Int64 && v.Int64() > 1e12: // an instant in milliseconds: ids are smaller
		return calendar.Instant(v.Int64() * 1000).Time().In(calendar.China()).Format(time.RFC3339)
	}
	return v.String()
}

// by finds lines by a column.
func by(list []line, column, value string) (out []line) {
	for _, l := range list {
		if l[column] == value {
			out = append(out, l)
		}
	}
	return out
}

// TestSnapshot makes one and reads it back: the three formats say the same, each row is what the gate shows and no
// more, nothing that somebody wrote is in any file.
func TestSnapshot(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	exact := o.out("green.damage", false)
	o.Give("disp", exact, &matter.Assign{Lead: o.Units["she"]})
	o.Give("clerk", exact, &matter.Sign{})
	o.Fix(exact)
	o.Advance(time.Hour)
	o.Give("ver", exact, &matter.StrikeOff{Note: "绝密核查"})
	moved, near, hidden := o.out("fac.lamp", false), o.out("home.fire", false), o.out("green.damage", true)
	listed := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绝密正文"})
	o.Give("disp", listed, &matter.List{Category: "green.damage"})
	m := o.make()
	if m.Rows != 4 || m.Bad != 0 || m.Placeless != 0 || m.Seq == 0 {
		t.Errorf("the manifest: %+v", m)
	}
	rows := o.table(citytest.City)
	if len(rows) != 4 || !slices.IsSortedFunc(rows,
		func(a, b line) int { return strings.Compare(a["key"], b["key"]) }) {
		t.Errorf("%d rows, or not in the order of their keys", len(rows))
	}
	for name, other := range map[string][]line{"geojson": o.features(citytest.City),
		"parquet": o.columnar(citytest.City), "of the county": o.table(citytest.County)} {
		if d := cmp.Diff(rows, other); d != "" {
			t.Errorf("%s says otherwise (-csv):\n%s", name, d)
		}
	}
	if n := len(o.table(citytest.Other)); n != 0 {
		t.Errorf("the other county has %d rows", n)
	}
	o.judge(rows, exact, hidden)
	o.veiled(rows, moved, near)
	o.nothingSaid(m)
}

// judge looks at rows that are as the pages show them.
func (o *town) judge(rows []line, exact, hidden int64) {
	o.T.Helper()
	r := by(rows, "matter", strconv.FormatInt(exact, 10))
	if len(r) != 1 {
		o.T.Fatalf("matter %d stands there %d times", exact, len(r))
	}
	want := line{"key": r[0]["key"], "matter": strconv.FormatInt(exact, 10), "number": o.Truth(exact).Number,
		"category": "green.damage", "category_zh": r[0]["category_zh"], "category_en": r[0]["category_en"],
		"category_group": r[0]["category_group"], "county": "430405000000", "county_name": "珠晖区",
		"township": "430405001000", "township_name": "广东路街道", "state": "struck", "state_zh": r[0]["state_zh"],
		"listed": "2026-11-16T10:00:00+08:00", "due": r[0]["due"], "fixed": "2026-11-16T10:00:00+08:00",
		"struck": "2026-11-16T11:00:00+08:00", "late": "false", "unit": "she", "unit_name": "社区居委会", "voices": "0",
		"reopened": "0", "lat": "26.89", "lng": "112.61", "place": "exact"}
	if d := cmp.Diff(want, r[0]); d != "" || r[0]["category_zh"] == "" || r[0]["due"] == "" {
		o.T.Errorf("the row (-want):\n%s", d)
	}
	if r := by(rows, "matter", strconv.FormatInt(hidden, 10)); len(r) != 1 || r[0]["lat"] != "" ||
		r[0]["place"] != "none" {
		o.T.Errorf("the point was not let out: %v", r)
	}
}

// veiled looks at rows by which nobody finds the page.
func (o *town) veiled(rows []line, moved, near int64) {
	o.T.Helper()
	r := by(rows, "category", "fac.lamp")[0]
	lat, _ := strconv.ParseFloat(r["lat"], 64)
	lng, _ := strconv.ParseFloat(r["lng"], 64)
	if d := place.Distance(26.89, 112.61, lat, lng); d < 149 || d > 301 || r["place"] != "moved" {
		o.T.Errorf("moved by %.0f m: %v", d, r)
	}
	if r["listed"] != "2026-11-16T00:00:00+08:00" {
		o.T.Errorf("listed at %s, which is no day", r["listed"])
	}
	n := by(rows, "category", "home.fire")[0]
	if n["place"] != "square" || n["lat"] != "26.8925" || n["lng"] != "112.6125" ||
		n["listed"]+n["due"]+n["struck"] != "" {
		o.T.Errorf("near a home: %v", n)
	}
	for _, r := range []line{r, n} {
		if r["matter"]+r["number"]+r["voices"]+r["reopened"] != "" {
			o.T.Errorf("it can be found on the pages: %v", r)
		}
	}
}

// nothingSaid searches all files, the Parquet one row by row, for what was planted.
func (o *town) nothingSaid(m *opendata.Manifest) {
	o.T.Helper()
	for _, a := range m.Areas {
		var all bytes.Buffer
		for _, f := range a.Files {
			all.Write(o.bytes(a.Area, f.Name))
		}
		fmt.Fprint(&all, o.columnar(a.Area))
		for _, s := range secrets {
			if strings.Contains(all.String(), s) {
				o.T.Errorf("the files of %s say %q", a.Name, s)
			}
		}
	}
}

// code is that of the fault with which a file is refused.
func (o *town) code(a area.Code, name string) string {
	_, r, err := o.data.Read(context.Background(), a, name)
	if err == nil {
		r.Close()
	}
	return fault.Code(err)
}

// tick does by the clock what is due, as the jobs do.
func (o *town) tick() {
	o.T.Helper()
	for _, job := range []string{"release", "opendata_watch", "opendata"} {
		if _, err := o.Once(context.Background(), job); err != nil {
			o.T.Fatal(err)
		}
	}
}

// watch does what the clock does every fifteen seconds.
func (o *town) watch() {
	o.T.Helper()
	if _, err := o.data.Watch(context.Background()); err != nil {
		o.T.Fatal(err)
	}
}

// TestWithdrawn: what was taken back, became restricted or lost its point takes the files of its areas away at the next
// look; the next making brings them back without it and lists its key, until it is public again.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), newTown(t)
	stays := o.out("green.damage", false)
	for name, lose := range map[string]func(id int64){
		"withdrawn": func(id int64) {
			if err := o.releases.Withdraw(ctx, o.Who["sup"], o.ID(), id, "认出来了"); err != nil {
				t.Fatal(err)
			}
		},
		"restricted": func(id int64) { // the gate shuts before the clock says so
			if _, err := o.Do(ctx, org.Caller{Matter: id}, desk.Command{ID: o.ID(), Matter: id,
				Body: &matter.Withhold{}}); err != nil {
				t.Fatal(err)
			}
		},
		"hidden": func(id int64) { o.release(id, true) },
	} {
		id := o.out("green.damage", false)
		o.make()
		key := by(o.table(citytest.City), "matter", strconv.FormatInt(id, 10))[0]["key"]
		o.watch()
		if c := o.code(citytest.City, "matters.csv"); c != "" {
			t.Errorf("%s: shut before anything happened: %s", name, c)
		}
		lose(id)
		o.CatchUp()
		o.watch()
		for a, want := range map[area.Code]string{citytest.City: "opendata_shut", citytest.County: "opendata_shut",
			citytest.Other: ""} {
			if c := o.code(a, "matters.geojson"); c != want {
				t.Errorf("%s: the file of %s answers %q, want %q", name, a, c, want)
			}
		}
		o.tick()
		if c := o.code(citytest.County, "matters.csv"); c != "" {
			t.Errorf("%s: still shut when it was made anew: %s", name, c)
		}
		rows := by(o.table(citytest.City), "key", key)
		gone := strings.Contains(string(o.bytes(0, "withdrawn.json")), key)
		if name == "hidden" {
			if len(rows) != 1 || rows[0]["lat"] != "" || gone {
				t.Errorf("the point is still there: %v", rows)
			}
			continue
		}
		if len(rows) != 0 || !gone || !strings.Contains(string(o.bytes(0, "withdrawn.csv")), key+",2026-11-16\r\n") {
			t.Errorf("%s: %d rows, in the list: %v", name, len(rows), gone)
		}
	}
	if len(by(o.table(citytest.City), "matter", strconv.FormatInt(stays, 10))) != 1 {
		t.Error("what was not withdrawn is gone")
	}
}
