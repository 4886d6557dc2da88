package table

import (
	"io/fs"
	"time"

	"golang.org/x/text/encoding"
)

// Memo is what a reading of a file found out, for the next reading of it. The zero Memo knows nothing.
type Memo struct {
	begun    bool
	size     int64
	changed  time.Time
	sheets   map[string]*sheetMemo
	filled   map[string]bool   // whether a sheet that was not opened has anything in it
	encoding encoding.Encoding // of a CSV
	mark     int
	decided  bool // encoding and mark are known
}

// sheetMemo is what is known of a sheet.
type sheetMemo struct {
	merged []span
	whole  bool // it was read to its end:
	last   int  // its last row with something in it
	notes  []Note
}

// same says whether the file is still what it was.
func (m *Memo) same(s fs.FileInfo) bool {
	if m.begun {
		return m.size == s.Size() && m.changed.Equal(s.ModTime())
	}
	m.begun, m.size, m.changed = true, s.Size(), s.ModTime()
	return true
}

// sheet is what is known of a sheet; nil when it was not yet opened.
func (m *Memo) sheet(name string) *sheetMemo { return m.sheets[name] }

func (m *Memo) keep(name string) *sheetMemo {
	if m.sheets == nil {
		m.sheets = map[string]*sheetMemo{}
	}
	if m.sheets[name] == nil {
		m.sheets[name] = &sheetMemo{}
	}
	return m.sheets[name]
}
