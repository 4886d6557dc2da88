package opendata

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/release"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

func off() error { return fault.New(fault.Conflict, "opendata_off") }

// Make makes a snapshot and puts it in the place of the one before, which stays whole until then, whatever happens. It
// reads what is public once, in one instant of the database, and holds a few thousand rows in memory. progress may be
// nil. The clock and the command line may call it. Faults: opendata_off, opendata_running while this program makes one
// already, disk_full.
func (x *OpenData) Make(ctx context.Context, progress func(done, total int64)) (*Manifest, error) {
	if !x.Policy().OpenData.On {
		return nil, off()
	}
	if !x.making.TryLock() {
		return nil, fault.New(fault.Busy, "opendata_running")
	}
	defer x.making.Unlock()
	m := &making{OpenData: x, policy: x.Policy(), began: x.Now(), progress: progress}
	if err := x.begin(ctx, m.began); err != nil {
		return nil, err
	}
	err := m.run(ctx)
	if err != nil {
		err = errors.Join(err, x.fail(context.WithoutCancel(ctx), err))
		return nil, err
	}
	return &m.out, nil
}

// making is one making.
type making struct {
	*OpenData
	policy   *policy.Policy
	began    calendar.Instant
	progress func(done, total int64)

	files       *blob.Store
	heaps       *shuffle
	out         Manifest
	gone        *withdrawals
	done, total int64
	told        calendar.Instant
	bad         map[string]bool // keys of rows that are set aside
}

func (m *making) run(ctx context.Context) (err error) {
	if m.files, err = m.tidy(ctx); err != nil {
		return err
	}
	if err := errors.Join(m.Desk.CatchUp(ctx, followerName), m.Releases.Ready(ctx)); err != nil {
		return err
	}
	if m.heaps, err = newShuffle(filepath.Join(m.dir(), "tmp")); err != nil {
		return space(err)
	}
	defer m.heaps.close()
	m.out = Manifest{Made: m.began, Shows: m.policy.Shows(), Licence: m.policy.OpenData.Licence}
	if err := m.DB.Snapshot(ctx, func(r store.Reader) error { return m.gather(ctx, r) }); err != nil {
		return err
	}
	set, err := m.lay(ctx)
	defer func() {
		for _, l := range set {
			l.drop()
		}
	}()
	if err != nil {
		return err
	}
	return m.put(ctx)
}

// gather reads what is public and lays each row on its heap.
func (m *making) gather(ctx context.Context, r store.Reader) (err error) {
	if m.out.Seq, err = m.Releases.Reached(ctx, r); err != nil {
		return err
	}
	if m.out.Asked, _, err = m.asked(ctx, r); err != nil {
		return err
	}
	rows, err := m.Releases.Count(ctx, r)
	if err != nil {
		return err
	}
	m.total = 2 * rows
	const day = 24 * 3600 * 1_000_000
	if m.gone, err = m.withdrawals(ctx, r, m.began.Plus(-int64(m.policy.OpenData.Days)*day)); err != nil {
		return err
	}
	row := &rower{metres: m.policy.OpenData.Metres, keys: m.keys()}
	if row.move, err = m.mover(ctx); err != nil {
		return err
	}
	m.bad = map[string]bool{}
	glass := release.Glass{Policy: m.policy.Release, Now: m.began}
	err = m.Releases.Walk(ctx, r, glass, func(list []release.Walked) error {
		for i := range list {
			if err := m.take(row, &list[i]); err != nil {
				return err
			}
		}
		return m.tell(ctx, int64(len(list)))
	})
	m.aside()
	return err
}

// take lays one row on its heap. One that cannot be read is set aside; the others go on.
func (m *making) take(row *rower, w *release.Walked) error {
	switch {
	case w.Err != nil:
		key := fmt.Sprintf("matter %d", w.Matter)
		m.out.Bad++
		m.bad[key] = true
		m.Aside.Note(key, w.Err)
		return nil
	case w.Public.Matter == 0:
		m.gone.isNot(w.Matter, m.began)
		return nil
	}
	m.gone.is(w.Matter)
	r, placeless := row.row(w.Public)
	if placeless {
		m.out.Placeless++
	}
	m.out.Rows++
	return space(m.heaps.add(&r))
}

// aside lets go the rows that were set aside once and can be read again.
func (m *making) aside() {
	for _, i := range m.Aside.Items() {
		if !m.bad[i.Key] {
			m.Aside.Note(i.Key, nil)
		}
	}
}

func (x *OpenData) keys() *keyer { return newKeyer(x.Secret, x.City, "keys 1") }

// mover moves points where policy says so for any category; nil where it does not.
func (m *making) mover(ctx context.Context) (*mover, error) {
	o := m.policy.OpenData
	moves := o.Else > 0
	for _, x := range o.Offset {
		moves = moves || x.Metres > 0
	}
	if !moves {
		return nil, nil
	}
	var list []area.Code
	for _, a := range m.Org().Tree().All() {
		if l := a.Code.Level(); l == area.County || l == area.Township {
			list = append(list, a.Code)
		}
	}
	out := &mover{keys: newKeyer(m.Secret, m.City, "places 1"), borders: borders{}}
	shapes, err := m.Atlas.Boundaries(ctx, list)
	for _, b := range shapes {
		out.borders[b.Area] = b.Shape.Outline()
	}
	return out, err
}

// lay writes all files; they lie on the disk and are not yet kept. What it gives is dropped in the end.
func (m *making) lay(ctx context.Context) (set []*laid, err error) {
	x := &sets{names: m.names(), formats: m.policy.OpenData.Formats, by: map[area.Code][]*laid{}}
	whole := area.Code(m.City * 1e8)
	areas := []area.Code{whole}
	for _, a := range m.Org().Tree().All() {
		if a.Code.Level() == area.County {
			areas = append(areas, a.Code)
		}
	}
	for _, a := range areas {
		for _, f := range x.formats {
			l, err := lay(ctx, m.files, fileName(f), func(w io.Writer) (writer, error) { return newWriter(f, w) })
			if err != nil {
				return set, err
			}
			set = append(set, l)
			x.by[a] = append(x.by[a], l)
		}
	}
	counts := map[area.Code]int64{}
	if err := m.heaps.each(ctx, func(rows []Row) error {
		counts[whole] += int64(len(rows))
		for i := range rows {
			if c := rows[i].county(); c != 0 {
				counts[c]++
			}
		}
		if err := x.write(whole, rows); err != nil {
			return err
		}
		return m.tell(ctx, int64(len(rows)))
	}); err != nil {
		return set, err
	}
	for _, l := range set {
		if err := l.finish(); err != nil {
			return set, err
		}
	}
	for _, a := range areas {
		of := AreaFiles{Area: a, Name: x.names.area(a).name, Rows: counts[a]}
		for _, l := range x.by[a] {
			f, err := l.keep()
			if err != nil {
				return set, err
			}
			of.Files = append(of.Files, f)
		}
		m.out.Areas = append(m.out.Areas, of)
	}
	return set, m.lists(ctx)
}

// sets are the files of all areas, each in all formats.
type sets struct {
	names   *names
	formats []policy.Format
	by      map[area.Code][]*laid
}

// write writes rows to the files of the city and of their counties, the formats side by side.
func (s *sets) write(whole area.Code, rows []Row) error {
	wrong := make([]error, len(s.formats))
	var wait sync.WaitGroup
	for i := range s.formats {
		wait.Go(func() {
			for j := range rows {
				f := s.names.full(&rows[j])
				wrong[i] = s.by[whole][i].write(f)
				if county := s.by[rows[j].county()]; wrong[i] == nil && county != nil {
					wrong[i] = county[i].write(f)
				}
				if wrong[i] != nil {
					return
				}
			}
		})
	}
	wait.Wait()
	return space(errors.Join(wrong...))
}

// lists writes what was withdrawn, and what describes each area's files.
func (m *making) lists(ctx context.Context) error {
	const day = 24 * 3600 * 1_000_000
	list := m.gone.list(m.keys())
	m.out.Withdrawn = int64(len(list))
	since := m.began.Plus(-int64(m.policy.OpenData.Days) * day)
	for _, x := range []struct {
		name string
		to   listWriter
	}{{"withdrawn.csv", withdrawnTable(list)}, {"withdrawn.json", withdrawnJSON(list, m.began, since)}} {
		l, err := lay(ctx, m.files, x.name, func(w io.Writer) (writer, error) { return nothing{}, x.to(w) })
		if err != nil {
			return space(err)
		}
		f, err := File{}, l.finish()
		if err == nil {
			f, err = l.keep()
		}
		l.drop()
		if err != nil {
			return err
		}
		m.out.Lists = append(m.out.Lists, f)
	}
	for i := range m.out.Areas {
		b, err := m.out.descriptor(m.out.Areas[i], m.policy.City.Zh)
		if err != nil {
			return err
		}
		h, size, err := m.files.Put(ctx, bytes.NewReader(append(b, '\n')), 1<<20)
		if err != nil {
			return space(err)
		}
		m.out.Areas[i].Files = append(m.out.Areas[i].Files, File{"datapackage.json", h.String(), size})
	}
	return nil
}

// nothing writes no rows.
type nothing struct{}

func (nothing) write(full) error { return nil }
func (nothing) end() error       { return nil }

// put gives the snapshot out: one row, and from then on every program has it. The files before it go.
func (m *making) put(ctx context.Context) error {
	m.out.Took = m.Now().Since(m.began)
	text, err := json.Marshal(m.out)
	if err != nil {
		return err
	}
	if err := m.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if _, err := tx.Exec(ctx, `UPDATE opendata SET manifest = $2, seq = $3, done = total, ended = $4, failed = ''
			WHERE city = $1`, m.City, string(text), m.out.Seq, m.Now()); err != nil {
			return err
		}
		_, err := tx.Exec(ctx, "DELETE FROM opendata_shut WHERE city = $1 AND seq <= $2", m.City, m.out.Seq)
		return err
	}); err != nil {
		return err
	}
	_, err = m.tidy(ctx)
	if err != nil {
		m.Log.Warn("open data: files that are no longer needed stay until the next making", "error", err.Error())
	}
	return nil
}

// tidy takes away the files that what is given out does not name, and what a making that was cut off left.
func (x *OpenData) tidy(ctx context.Context) (*blob.Store, error) {
	files, err := x.store()
	if err != nil {
		return nil, err
	}
	if _, err := blob.Open(x.dir()); err != nil { // it sweeps what was left half written
		return nil, space(err)
	}
	heaps, err := filepath.Glob(filepath.Join(x.dir(), "tmp", "heaps-*"))
	for _, h := range heaps {
		err = errors.Join(err, os.RemoveAll(h))
	}
	m, _, read := manifestOf(ctx, x.DB.Read(), x.City)
	if err = errors.Join(err, read); err != nil {
		return nil, err
	}
	named := map[string]bool{}
	if m != nil {
		m.each(func(f File) { named[f.Hash] = true })
	}
	return files, files.Walk(func(h blob.Hash, _ int64) error {
		if named[h.String()] {
			return ctx.Err()
		}
		return files.Delete(h)
	})
}

// begin says that a making begins.
func (x *OpenData) begin(ctx context.Context, now calendar.Instant) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, `INSERT INTO opendata (city, manifest, seq, began, done, total, ended, failed)
			VALUES ($1, '', 0, $2, 0, 0, 0, '') ON CONFLICT (city) DO UPDATE SET began = excluded.began, done = 0,
			total = 0, ended = 0, failed = ''`, x.City, now)
		return err
	})
}

// fail says why a making ended.
func (x *OpenData) fail(ctx context.Context, why error) error {
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, "UPDATE opendata SET ended = $2, failed = $3 WHERE city = $1", x.City, x.Now(),
			why.Error())
		return err
	})
}

// telling is how often the row of the database says how far the making is, in µs.
const telling = 2_000_000

// tell says that more rows are done.
func (m *making) tell(ctx context.Context, more int64) error {
	if m.done += more; m.progress != nil {
		m.progress(m.done, m.total)
	}
	if now := m.Now(); now.Since(m.told) >= telling {
		m.told = now
		return m.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
			_, err := tx.Exec(ctx, "UPDATE opendata SET done = $2, total = $3 WHERE city = $1", m.City, m.done, m.total)
			return err
		})
	}
	return nil
}
