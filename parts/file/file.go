// Package file keeps the files that people hang on something: sources and evidence of tasks, papers of meetings. A file
// is looked through before a byte of it is stored: what it is (platform/document) and whether it bears a mark of a
// state secret 密级 in its name, its text, a header, the name of a picture. What bears one is refused and nowhere kept.
//
// A file has the scope of what it hangs on, for good. This part knows matters itself; other parts hang files on their
// own things by a Shelf, after a check of their own, and serve them under their own addresses. It owns the table
// file_kept, folded from its own events, and no page. It never decides who may see a meeting.
package file

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/document"
)

// Files are a city's files. Safe for concurrent use.
type Files struct{ part.Base }

// New makes the files of a city.
func New(b part.Base) *Files { return &Files{b} }

// The events. Their subject is the file, whose id is the number of the first one.
const (
	typePrefix               = event.Type("file.")
	KeptType      event.Type = "file.kept"
	WithdrawnType event.Type = "file.withdrawn"
)

// On is what a file hangs on.
type On struct {
	Part string `json:"part"` // "matter", "meeting" …
	ID   int64  `json:"id"`
}

// Kept says that a file was looked through and hangs on something from now on.
type Kept struct {
	On    On            `json:"on"`
	Areas []area.Code   `json:"areas"` // whom it concerns
	Name  string        `json:"name"`  // as it was uploaded, cleaned
	Kind  document.Kind `json:"kind"`
	Type  string        `json:"type"` // media type, by content
	Size  int64         `json:"size"` // bytes
	Hash  string        `json:"hash"`
	Pages int           `json:"pages"`

	Text    string `json:"text,omitempty"`    // the file of its text; "" where it has none
	View    string `json:"view,omitempty"`    // of a picture: the file that is shown, without place and device
	Scanned bool   `json:"scanned,omitempty"` // a PDF without a text
	Mark    string `json:"mark,omitempty"`    // 内部资料 where policy lets that in
}

// Withdrawn says that a file is not shown any more. Its bytes stay as evidence of what was said.
type Withdrawn struct {
	Areas  []area.Code `json:"areas"`
	Reason string      `json:"reason"`
}

// File is a file as it stands.
type File struct {
	ID int64 `json:"id"`
	Kept
	Person    int64            `json:"person"`
	At        calendar.Instant `json:"at"`
	Withdrawn bool             `json:"withdrawn,omitempty"`
	Reason    string           `json:"reason,omitempty"` // why it was withdrawn
	GoneBy    int64            `json:"gone_by,omitempty"`
	GoneAt    calendar.Instant `json:"gone_at,omitempty"`
}

// Shown is the file that is handed out: of a picture the one without place and device.
func (f *File) Shown() (hash, media string) {
	if f.View != "" {
		return f.View, "image/jpeg"
	}
	return f.Hash, f.Type
}

// SavedAs is the name under which it is handed out.
func (f *File) SavedAs() string {
	if f.View == "" {
		return f.Name
	}
	return Clean(f.Name, ".jpg")
}

// fold changes a file by one of its events.
func (f *File) fold(e ledger.Event) error {
	body, err := decode(e)
	if err != nil {
		return err
	}
	switch b := body.(type) {
	case *Kept:
		*f = File{ID: e.Subject, Kept: *b, Person: e.Actor, At: e.At}
	case *Withdrawn:
		if f.ID == 0 {
			return fmt.Errorf("file %d was never kept", e.Subject)
		}
		f.Withdrawn, f.Reason, f.GoneBy, f.GoneAt = true, b.Reason, e.Actor, e.At
	}
	return nil
}

func decode(e ledger.Event) (any, error) {
	var b any
	switch e.Type {
	case KeptType:
		b = &Kept{}
	case WithdrawnType:
		b = &Withdrawn{}
	default:
		return nil, fmt.Errorf("unknown event type %q", e.Type)
	}
	if err := json.Unmarshal(e.Body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", e.Type, err)
	}
	return b, nil
}

// names are the files in the store that an event rests on.
func names(e ledger.Event) (out []string, err error) {
	if e.Type != KeptType {
		return nil, nil
	}
	b, err := decode(e)
	if err != nil {
		return nil, err
	}
	k := b.(*Kept)
	for _, n := range []string{k.Hash, k.Text, k.View} {
		if n != "" {
			out = append(out, n)
		}
	}
	return out, nil
}
