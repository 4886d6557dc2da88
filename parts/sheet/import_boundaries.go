package sheet

import (
	"context"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"reflect"
	"strconv"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/atlas"
)

// bringBoundaries brings in the boundaries of areas, from GeoJSON; its rows are the features.
func (j *job) bringBoundaries(ctx context.Context) (Account, error) {
	f, err := os.Open(j.path)
	if err != nil {
		return j.account(false), fault.New(fault.Missing, "file_missing", "file", j.path).By(err)
	}
	defer f.Close()
	list, err := atlas.ReadFeatures(f, j.opts.Datum)
	if err != nil {
		return j.account(false), err
	}
	good, err := j.weighBoundaries(ctx, list)
	if err != nil {
		return j.account(false), err
	}
	if err := j.leaveFeatures(list); err != nil {
		return j.account(false), err
	}
	return j.finish(ctx, func(ctx context.Context) error {
		if err := j.c.Atlas.SetBoundaries(ctx, good); err != nil {
			return err
		}
		j.allIn()
		return nil
	})
}

// weighBoundaries says of each feature what it changes, and gives those that change something.
func (j *job) weighBoundaries(ctx context.Context, list []atlas.Feature) ([]atlas.Boundary, error) {
	var lines []line
	var areas []area.Code
	for n, f := range list {
		j.rows = append(j.rows, seen{row: strconv.Itoa(n + 1)})
		if _, ok := j.d.Org().Tree().Get(f.Area); f.Err == nil && !ok {
			f.Err = fault.New(fault.Invalid, "boundary_area", "n", n+1)
		}
		if f.Err != nil {
			if err := j.refuse(n+1, "", f.Err); err != nil {
				return nil, err
			}
			continue
		}
		lines, areas = append(lines, line{n + 1, f.Area.String(), fmt.Sprint(f.Shape)}), append(areas, f.Area)
	}
	there, err := j.c.Atlas.Boundaries(ctx, areas)
	if err != nil {
		return nil, err
	}
	had := map[area.Code]atlas.Shape{}
	for _, b := range there {
		had[b.Area] = b.Shape
	}
	left := j.once(lines)
	var good []atlas.Boundary
	for n, f := range list {
		if !left[n+1] {
			continue
		}
		old, known := had[f.Area]
		switch {
		case known && reflect.DeepEqual(old, f.Shape):
			j.mark(n+1, repeated, "")
			continue
		case known:
			j.mark(n+1, alters, "")
		}
		good = append(good, f.Boundary)
	}
	return good, nil
}

// leaveFeatures writes which features are bad, with what is wrong with them, where they are wanted.
func (j *job) leaveFeatures(list []atlas.Feature) error {
	if j.opts.BadFile == "" {
		return nil
	}
	f, err := os.OpenFile(j.opts.BadFile, os.O_CREATE|os.O_WRONLY|os.O_TRUNC, 0o600)
	if err != nil {
		return fault.New(fault.Invalid, "file_write", "file", j.opts.BadFile).By(err)
	}
	_, err = io.WriteString(f, "\uFEFF")
	w := csv.NewWriter(f)
	for n, s := range j.rows {
		if s.bad() {
			err = errors.Join(err, w.Write([]string{s.row, list[n].Area.String(), s.why}))
		}
	}
	w.Flush()
	return errors.Join(err, w.Error(), f.Close())
}
