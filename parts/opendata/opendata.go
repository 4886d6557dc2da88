// Package opendata is the open data of a city 开放数据: a snapshot of what is public, made each night, as files that
// anybody may keep. It owns the files below one folder and the rows that say which of them are given out.
//
// What is written comes through the gate (org.Publish) by way of parts/release, and of that only what Columns names: no
// words that anybody wrote, no photo, nothing about who reported. A file that was given out cannot be called back; so
// a snapshot says less than the pages do, what was withdrawn is listed, and files that hold something withdrawn are
// not given out.
package opendata

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"sync"

	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/atlas"
	"xiaohao/parts/release"
	"xiaohao/platform/blob"
	"xiaohao/platform/store"
)

// OpenData is a city's open data. Safe for concurrent use.
type OpenData struct {
	part.Base
	Releases *release.Releases
	Atlas    *atlas.Atlas

	making sync.Mutex // one making at a time in this program

	mu     sync.Mutex
	files  *blob.Store
	looked looked
}

// New makes the open data of a city whose tables are there.
func New(b part.Base, r *release.Releases, a *atlas.Atlas) *OpenData {
	return &OpenData{Base: b, Releases: r, Atlas: a}
}

// folder is the folder of the files below the city's data.
const folder = "opendata"

// store is where the files lie: each under the name of its hash, as photos do, in a folder that all programs of the
// city share. It is made when it is first used.
func (x *OpenData) store() (*blob.Store, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.files != nil {
		return x.files, nil
	}
	if x.Folder == "" {
		return nil, fault.New(fault.Unavailable, "opendata_folder")
	}
	s, err := blob.Open(x.dir())
	if err != nil {
		return nil, space(err)
	}
	x.files = s
	return s, nil
}

func (x *OpenData) dir() string { return under(x.Folder) }

func under(data string) string { return filepath.Join(data, folder) }

func missing(err error) bool { return errors.Is(err, blob.ErrNotFound) }

// space is an error of the disk as a fault that says what to do.
func space(err error) error {
	if errors.Is(err, blob.ErrNoSpace) {
		return fault.New(fault.NoSpace, "disk_full").By(err)
	}
	return err
}

// Manifest says what a snapshot is: when it was made, of what, and which files belong to it.
type Manifest struct {
	Made      calendar.Instant `json:"made"`
	Seq       int64            `json:"seq"`   // of the last event that the rows know of
	Shows     string           `json:"shows"` // policy.Shows of that time
	Asked     int64            `json:"asked"` // the seq of the last wish that it fulfils
	Took      int64            `json:"took"`  // µs
	Rows      int64            `json:"rows"`
	Bad       int64            `json:"bad,omitempty"`       // rows that could not be read and are left out
	Placeless int64            `json:"placeless,omitempty"` // points left out because no border is known around them
	Withdrawn int64            `json:"withdrawn"`           // entries of the list of what was withdrawn
	Licence   policy.Licence   `json:"licence"`
	Areas     []AreaFiles      `json:"areas"` // the whole city first
	Lists     []File           `json:"lists"` // what was withdrawn
}

// AreaFiles are the files of an area.
type AreaFiles struct {
	Area  area.Code `json:"area"`
	Name  string    `json:"name"`
	Rows  int64     `json:"rows"`
	Files []File    `json:"files"`
}

// File is one file: its name, the SHA-256 of its bytes in hex, under which it lies, and its size.
type File struct {
	Name string `json:"name"`
	Hash string `json:"hash"`
	Size int64  `json:"size"`
}

// Of are the files of an area; false where the snapshot has none of it.
func (m *Manifest) Of(a area.Code) (AreaFiles, bool) {
	for _, x := range m.Areas {
		if x.Area == a {
			return x, true
		}
	}
	return AreaFiles{}, false
}

// each gives every file.
func (m *Manifest) each(fn func(File)) {
	for _, a := range m.Areas {
		for _, f := range a.Files {
			fn(f)
		}
	}
	for _, f := range m.Lists {
		fn(f)
	}
}

// State is what is given out now, and how the making of the next snapshot goes.
type State struct {
	Manifest    *Manifest // nil for none yet
	Stale       bool      // policy says something else than when it was made: nothing of it is given out
	Shut        map[area.Code]bool
	Began       calendar.Instant // when the last making began, 0 for never
	Ended       calendar.Instant // 0 while it goes on
	Done, Total int64            // rows written by it, and to write
	Failed      string           // why it failed, "" when it did not
}

// Open says whether the files of an area are given out.
func (s State) Open(a area.Code) bool { return s.Manifest != nil && !s.Stale && !s.Shut[a] }

// State reads it; anybody may see all of it but Failed.
func (x *OpenData) State(ctx context.Context) (State, error) {
	return x.state(ctx, x.DB.Read())
}

func (x *OpenData) state(ctx context.Context, r store.Reader) (s State, err error) {
	s.Shut = map[area.Code]bool{}
	var text string
	err = r.QueryRow(ctx, "SELECT manifest, began, ended, done, total, failed FROM opendata WHERE city = $1",
		x.City).Scan(&text, &s.Began, &s.Ended, &s.Done, &s.Total, &s.Failed)
	if errors.Is(err, sql.ErrNoRows) {
		return s, nil
	}
	if err != nil || text == "" {
		return s, store.Explain(err)
	}
	s.Manifest = &Manifest{}
	if err := json.Unmarshal([]byte(text), s.Manifest); err != nil {
		return s, fmt.Errorf("the manifest of the open data: %w", err)
	}
	s.Stale = s.Manifest.Shows != x.Policy().Shows()
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var a area.Code
		err := rows.Scan(&a)
		s.Shut[a] = true
		return err
	}, "SELECT area FROM opendata_shut WHERE city = $1", x.City)
	return s, err
}

// Read opens a file of the snapshot that is given out: of an area, or with area 0 a list. Faults: opendata_off where
// policy gives nothing out, opendata_none where there is no such file, opendata_shut (Busy, try again) while the
// area's files hold something that is no longer public.
func (x *OpenData) Read(ctx context.Context, a area.Code, name string) (File, io.ReadSeekCloser, error) {
	if !x.Policy().OpenData.On {
		return File{}, nil, fault.New(fault.Missing, "opendata_off")
	}
	var f File
	for try := 0; ; try++ {
		s, err := x.State(ctx)
		if err != nil {
			return f, nil, err
		}
		if f, err = s.file(a, name); err != nil {
			return f, nil, err
		}
		r, err := x.open(f)
		if err == nil || !missing(err) {
			return f, r, err
		}
		if try > 0 { // it was not another snapshot that took its place meanwhile: it is made anew by itself
			return f, nil, fault.New(fault.Busy, "opendata_shut").By(err)
		}
	}
}

// file finds a file in what is given out.
func (s State) file(a area.Code, name string) (File, error) {
	none := fault.New(fault.Missing, "opendata_none")
	if s.Manifest == nil {
		return File{}, none
	}
	list := s.Manifest.Lists
	if a != 0 {
		of, ok := s.Manifest.Of(a)
		if !ok {
			return File{}, none
		}
		list = of.Files
	}
	for _, f := range list {
		if f.Name != name {
			continue
		}
		if a != 0 && !s.Open(a) {
			return f, fault.New(fault.Busy, "opendata_shut")
		}
		return f, nil
	}
	return File{}, none
}

func (x *OpenData) open(f File) (io.ReadSeekCloser, error) {
	files, err := x.store()
	if err != nil {
		return nil, err
	}
	h, err := blob.ParseHash(f.Hash)
	if err != nil {
		return nil, err
	}
	return files.Open(h)
}
