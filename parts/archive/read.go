package archive

import (
	"context"
	"database/sql"
	"encoding/json"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/platform/store"
)

// Limits of what is read at a time.
const (
	mostListed = 2000
	waitsShown = 99
)

// last is the last code in an area.
func last(a area.Code) area.Code {
	switch a.Level() {
	case area.City:
		return a + 99999999
	case area.County:
		return a + 999999
	case area.Township:
		return a + 999
	}
	return a
}

// Waiting are the items that lie in no volume yet, of the caller's areas: by area, then in the order in which they
// came. from is where the page before ended. At most limit of each of his areas.
func (x *Archive) Waiting(ctx context.Context, caller org.Caller, from Place, limit int) (out []Entry, err error) {
	for _, a := range x.areasOf(caller) {
		list, err := entries(ctx, x.DB.Read(), ` AND volume = 0 AND area BETWEEN $2 AND $3 AND (area, id) > ($4, $5)
			ORDER BY area, id LIMIT $6`, x.City, int64(a), int64(last(a)), int64(from.Area), from.ID,
			min(limit, mostListed)-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, list...); len(out) >= limit {
			break
		}
	}
	return out, nil
}

// Place is where a page of a list ended.
type Place struct {
	Area area.Code
	ID   int64
}

// Fitting are the items that may be put into a volume: those in it in their order, then those that wait.
func (x *Archive) Fitting(ctx context.Context, caller org.Caller, w *Volume) (out []Entry, err error) {
	if out, err = x.Items(ctx, caller, w); err != nil || w.Closed > 0 {
		return out, err
	}
	list, err := entries(ctx, x.DB.Read(), ` AND volume = 0 AND area BETWEEN $2 AND $3 AND year = $4 AND kind = $5
		AND keep = $6 ORDER BY area, id LIMIT $7`, x.City, int64(w.Area), int64(last(w.Area)), w.Year, w.Kind, w.Keep,
		mostItems)
	return append(out, list...), err
}

// Volume is a volume for who may know of it; others get fault.Missing "archive_missing".
func (x *Archive) Volume(ctx context.Context, caller org.Caller, id int64) (*Volume, error) {
	w, err := volumeOf(ctx, x.DB.Read(), x.City, id)
	if err != nil {
		return nil, err
	}
	if !x.Reads(caller, w.Area) {
		return nil, missing()
	}
	return w, nil
}

// Items are what is in a volume, in its order, without what they say.
func (x *Archive) Items(ctx context.Context, caller org.Caller, w *Volume) ([]Entry, error) {
	if !x.Reads(caller, w.Area) {
		return nil, missing()
	}
	return entries(ctx, x.DB.Read(), " AND volume = $2 AND volume > 0 ORDER BY nth", x.City, w.ID)
}

// Item is an item with what it says.
func (x *Archive) Item(ctx context.Context, caller org.Caller, id int64) (Entry, error) {
	list, err := entries(ctx, x.DB.Read(), " AND id = $2", x.City, id)
	if err != nil {
		return Entry{}, err
	}
	if len(list) == 0 || !x.Reads(caller, list[0].Area) {
		return Entry{}, missing()
	}
	list[0].Content, err = contentOf(ctx, x.DB.Read(), x.City, id)
	return list[0], err
}

// Volumes are the volumes of the caller's areas, by area, the oldest first. from is where the page before ended.
func (x *Archive) Volumes(ctx context.Context, caller org.Caller, from Place, limit int) (out []Volume, err error) {
	for _, a := range x.areasOf(caller) {
		list, err := x.volumes(ctx, ` AND area BETWEEN $2 AND $3 AND (area, id) > ($4, $5) ORDER BY area, id LIMIT $6`,
			int64(a), int64(last(a)), int64(from.Area), from.ID, min(limit, mostListed)-len(out))
		if err != nil {
			return nil, err
		}
		if out = append(out, list...); len(out) >= limit {
			break
		}
	}
	return out, nil
}

// Over are the volumes whose term is over, the longest over first: somebody decides about each; nothing is deleted by
// itself.
func (x *Archive) Over(ctx context.Context, caller org.Caller, limit int) (out []Volume, err error) {
	list, err := x.volumes(ctx, " AND ends > 0 AND ends <= $2 ORDER BY ends, id LIMIT $3", int64(x.Now()), mostListed)
	for _, w := range list {
		if x.Reads(caller, w.Area) && len(out) < limit {
			out = append(out, w)
		}
	}
	return out, err
}

func (x *Archive) volumes(ctx context.Context, and string, args ...any) (out []Volume, err error) {
	err = store.Each(ctx, x.DB.Read(), func(rows *sql.Rows) error {
		var body string
		if err := rows.Scan(&body); err != nil {
			return err
		}
		var w Volume
		err := json.Unmarshal([]byte(body), &w)
		out = append(out, w)
		return err
	}, "SELECT body FROM archive_volumes WHERE city = $1"+and, append([]any{x.City}, args...)...)
	return out, err
}

// Waits says how much waits to be archived, for the home page of who keeps the archive.
func (x *Archive) Waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	if len(x.KeepsIn(caller)) == 0 {
		return nil, nil
	}
	list, err := x.Waiting(ctx, caller, Place{}, waitsShown+1)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	return []part.Waiting{{Key: "waits.archive", N: min(len(list), waitsShown), More: len(list) > waitsShown,
		Path: "/archive"}}, nil
}
