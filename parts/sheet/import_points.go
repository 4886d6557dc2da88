package sheet

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/fault"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
)

// pointImport reads points: a code that is there already changes that point, and what a row does not say stays as it
// is. Coordinates are in the datum that the row names, or else in Options.Datum.
type pointImport struct {
	*job
	kinds []point.Kind
	seen  *point.Register // by which rows are looked at
	list  []pointLine
	good  []pointLine
}

type pointLine struct {
	nth int
	point.Details
}

func (i *pointImport) fields() []field {
	return []field{
		{"code", true, []string{"点位编号", "点位编码", "点位代码", "编号", "编码", "代码", "code", "point code"}},
		{"name", false, []string{"点位名称", "名称", "点位", "name", "point name", "point"}},
		{"kind", false, []string{"点位类型", "点位类别", "类型", "类别", "kind", "type"}},
		{"area", false, []string{"区划代码", "区划", "所在区划", "area", "area code"}},
		{"unit", false, []string{"责任单位代码", "责任单位", "单位代码", "单位", "unit", "unit code", "responsible unit"}},
		{"address", false, []string{"地址", "详细地址", "位置", "address", "place"}},
		{"lat", false, []string{"纬度", "lat", "latitude"}},
		{"lng", false, []string{"经度", "lng", "lon", "longitude"}},
		{"datum", false, []string{"坐标系", "坐标系统", "datum", "coordinate system"}},
	}
}

func (i *pointImport) begin(ctx context.Context) (err error) {
	if i.c.Points.Kinds != nil {
		i.kinds, err = i.c.Points.Kinds(ctx)
	}
	c := i.c.Points.Config
	c.Kinds = func(context.Context) ([]point.Kind, error) { return i.kinds, nil } // asked for once, not for each row
	i.seen = point.New(c)
	return err
}

func (i *pointImport) who(r Row) string { return cut(i.at.of(r, "code"), 40) }

func (i *pointImport) check(ctx context.Context, r Row) error {
	d, err := i.details(r)
	if err != nil {
		return err
	}
	d, err = i.seen.Fill(ctx, d)
	if err != nil {
		return err
	}
	i.list = append(i.list, pointLine{r.Nth, d})
	return nil
}

func (i *pointImport) settle(ctx context.Context) error {
	lines := make([]line, len(i.list))
	for n, l := range i.list {
		d, at := l.Details, place.Place{}
		if d.Place != nil {
			at, d.Place = *d.Place, nil
		}
		lines[n] = line{l.nth, l.Code, fmt.Sprint(d, at)}
	}
	left := i.once(lines)
	for _, l := range i.list {
		if !left[l.nth] {
			continue
		}
		w, err := i.seen.Weigh(ctx, i.opts.caller(), l.Details)
		if err != nil {
			if err := i.refuse(l.nth, l.Code, err); err != nil {
				return err
			}
			continue
		}
		switch {
		case w.Same:
			i.mark(l.nth, repeated, "")
			continue
		case w.Old != nil:
			i.mark(l.nth, alters, "")
			i.tellPoint(l.nth, w.Old, l.Details)
		}
		i.good = append(i.good, l)
	}
	return nil
}

// tellPoint notes what changes in a point.
func (i *pointImport) tellPoint(nth int, old *point.Point, now point.Details) {
	unit := func(id int64) string {
		u, _ := i.d.Org().Unit(id)
		return u.Zh
	}
	where := func(p *place.Place) string {
		if p == nil || !p.Known() {
			return ""
		}
		return fmt.Sprintf("%.6f, %.6f", p.Lat, p.Lng)
	}
	tree := i.d.Org().Tree()
	i.tellChange(nth, now.Code, i.altered("import.name", old.Name, now.Name),
		i.altered("field.kind", old.Kind, now.Kind),
		i.altered("field.area", tree.FullName(old.Area), tree.FullName(now.Area)),
		i.altered("field.unit", unit(old.Unit), unit(now.Unit)),
		i.altered("field.address", old.Address, now.Address),
		i.altered("import.place", where(&old.Place), where(now.Place)))
}

// pointsAtOnce is how many points are written together: the ledger's writer serves others in between, and an import
// that breaks off keeps what is in.
const pointsAtOnce = 500

func (i *pointImport) write(ctx context.Context) error {
	for left := i.good; len(left) > 0; left = left[min(len(left), pointsAtOnce):] {
		now := left[:min(len(left), pointsAtOnce)]
		list := make([]point.Details, len(now))
		for n, l := range now {
			list[n] = l.Details
		}
		id, err := ledger.NewID(i.d.Now(), rand.Reader)
		if err != nil {
			return err
		}
		if _, _, _, err := i.c.Points.Import(ctx, i.opts.caller(), id, list); err != nil {
			return err
		}
		for _, l := range now {
			i.rows[l.nth-1].in = true
		}
		i.came(len(now))
	}
	return nil
}

// details reads a row.
func (i *pointImport) details(r Row) (point.Details, error) {
	d := point.Details{Code: whole(i.at.of(r, "code")), Name: i.at.of(r, "name"), Kind: i.kind(i.at.of(r, "kind")),
		Address: i.at.of(r, "address")}
	var err error
	if s := i.at.of(r, "area"); s != "" {
		if d.Area, err = i.area(s, 0); err != nil {
			return d, err
		}
	}
	if d.Unit, err = i.unit(i.at.of(r, "unit")); err != nil {
		return d, err
	}
	datum := i.opts.Datum
	if s := i.at.of(r, "datum"); s != "" {
		if datum, err = place.ParseDatum(s); err != nil {
			return d, err
		}
	}
	lat, err := coordinate(i.at.of(r, "lat"), "lat")
	if err != nil {
		return d, err
	}
	lng, err := coordinate(i.at.of(r, "lng"), "lng")
	if err != nil || lat == nil && lng == nil {
		return d, err
	}
	if lat == nil || lng == nil {
		return d, fault.New(fault.Invalid, "coordinates_half").On("lat")
	}
	if err := place.CheckChina(*lat, *lng); err != nil {
		return d, err
	}
	at, err := place.From(*lat, *lng, datum)
	d.Place = &at
	return d, err
}

// kind is the code of a kind that a file names by code or by name.
func (i *pointImport) kind(s string) string {
	s = strings.TrimSpace(s)
	for _, k := range i.kinds {
		if s == k.Code || s == k.Zh || strings.EqualFold(s, k.En) {
			return k.Code
		}
	}
	return s
}

// unit is a unit that a file names by code or by its whole name; a name that several bear is no answer.
func (i *pointImport) unit(s string) (int64, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return 0, nil
	}
	o := i.d.Org()
	if u, ok := o.UnitByCode(whole(s)); ok {
		return u.ID, nil
	}
	var found []int64
	for _, u := range o.FindUnits(s, 0, 200) {
		if (u.Zh == s || u.En == s) && !u.Former {
			found = append(found, u.ID)
		}
	}
	if len(found) != 1 {
		return 0, fault.New(fault.Invalid, "unit_unknown", "unit", cut(s, 40)).On("unit")
	}
	return found[0], nil
}
