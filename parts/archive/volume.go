package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"xiaohao/core/ledger"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
)

// Volume is a volume as it stands.
type Volume struct {
	ID int64 `json:"id"`
	Begun
	Items  int              `json:"items"`
	At     calendar.Instant `json:"at"`               // begun
	Closed calendar.Instant `json:"closed,omitempty"` // 0 while it is open
	By     int64            `json:"by,omitempty"`     // who closed it
	Pages  int              `json:"pages,omitempty"`
	Hash   string           `json:"hash,omitempty"`
	Ends   calendar.Instant `json:"ends,omitempty"` // of its term; 0 for never
	Notes  []Note           `json:"notes,omitempty"`
}

// Note is a correction that stands beside.
type Note struct {
	Noted
	Person int64            `json:"person"`
	At     calendar.Instant `json:"at"`
}

// fold changes a volume by one of its events.
func (w *Volume) fold(e ledger.Event, body any) error {
	b, first := body.(*Begun)
	if first != (w.ID == 0) {
		return fmt.Errorf("%s for volume %d, which is begun once and first", e.Type, e.Subject)
	}
	if _, note := body.(*Noted); w.Closed > 0 && !note {
		return fmt.Errorf("%s for volume %d, which is closed", e.Type, e.Subject)
	}
	if first {
		*w = Volume{ID: e.Subject, Begun: *b, At: e.At}
	}
	switch b := body.(type) {
	case *Arranged:
		w.Items = len(b.Items)
	case *Closed:
		w.Closed, w.By, w.Pages, w.Hash, w.Ends = e.At, e.Actor, b.Pages, b.Hash, Ends(w.Year, w.Keep)
	case *Noted:
		w.Notes = append(w.Notes, Note{*b, e.Actor, e.At})
	}
	return nil
}

// Ends is when a term ends: its years are counted from the first day of the year behind that of the volume. 0 for
// never.
func Ends(year int, keep string) calendar.Instant {
	n, err := strconv.Atoi(keep)
	if keep == policy.Forever || err != nil {
		return 0
	}
	return calendar.Of(time.Date(year+1+n, 1, 1, 0, 0, 0, 0, calendar.China()))
}

// ListHash is the SHA-256 of a volume's list 卷内目录: of each item its place, what it is, and the sum of what it says.
func ListHash(list []Entry) string {
	h := sha256.New()
	for i, e := range list {
		line, _ := json.Marshal([]any{i + 1, e.ID, e.Part, e.Subject, e.Kind, e.Number, e.Author, e.Title, e.Day,
			e.Pages,
			e.Signer, e.To, e.Sum}) // texts and numbers only
		h.Write(append(line, '\n'))
	}
	return hex.EncodeToString(h.Sum(nil))
}
