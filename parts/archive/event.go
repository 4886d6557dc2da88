// Package archive keeps what is done 归档: papers, meetings, plans and notices are told to it as items; items of a year,
// an area, a term and a kind are put into volumes 案卷 with a list of what is in them 卷内目录; a volume that is closed
// never changes again, and the hash of its list stands in the event that closed it. A volume is exported as one folder.
//
// It knows no part that tells it items: a part adds the fact that Offer gives to its own, and asks Locked before it
// changes a thing. Nothing is deleted when a term ends: the volume is only proposed.
//
// Its tables are folded from its own events and never behind the ledger. It owns no page.
package archive

import (
	"encoding/json"
	"fmt"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
)

// The events. The subject of an item's is the item, that of all others the volume.
const (
	typePrefix              = event.Type("archive.")
	OfferedType  event.Type = "archive.offered"  // an item may be archived
	BegunType    event.Type = "archive.begun"    // a volume begins
	ArrangedType event.Type = "archive.arranged" // what is in it, in this order
	ClosedType   event.Type = "archive.closed"   // 封卷: it never changes again
	NotedType    event.Type = "archive.noted"    // a correction that stands beside
)

// Item is something that may be archived, frozen.
type Item struct {
	Part    string    `json:"part"`    // that it comes from
	Subject int64     `json:"subject"` // there
	Kind    string    `json:"kind"`    // KindPaper …
	Title   string    `json:"title"`
	Day     string    `json:"day"` // 2026-11-16
	Number  string    `json:"number,omitempty"`
	Author  string    `json:"author"` // 责任者
	Area    area.Code `json:"area"`
	Keep    string    `json:"keep"` // forever, 30, 10
	Content Content   `json:"content"`
	Signer  string    `json:"signer,omitempty"`
	To      []string  `json:"to,omitempty"` // names of units
}

// The kinds of items.
const (
	KindPaper   = "paper"
	KindMeeting = "meeting"
	KindPlan    = "plan"
	KindNotice  = "notice"
	KindTitle   = "title"
)

// Kinds lists the kinds of items.
func Kinds() []string { return []string{KindPaper, KindMeeting, KindPlan, KindNotice, KindTitle} }

// Offered says that something may be archived.
type Offered struct{ Item }

// Begun begins a volume.
type Begun struct {
	Title string    `json:"title"`
	Year  int       `json:"year"`
	Area  area.Code `json:"area"`
	Keep  string    `json:"keep"`
	Kind  string    `json:"kind"`
}

// Arranged says all that is in a volume.
type Arranged struct {
	Items []int64 `json:"items"`
}

// Closed locks a volume.
type Closed struct {
	Items int    `json:"items"`
	Pages int    `json:"pages"`
	Hash  string `json:"hash"` // of its list, see ListHash
}

// Noted is a correction.
type Noted struct {
	Item int64  `json:"item,omitempty"` // 0 for the whole volume
	Text string `json:"text"`
}

// Offer is the fact by which a part tells the archive that something may be archived. The part writes it together with
// its own facts, once for each thing, and whoever may declare its own may declare this.
func Offer(i Item) desk.Fact {
	return desk.Fact{Type: OfferedType, Subject: ledger.New, Areas: []area.Code{i.Area}, Body: &Offered{i}}
}

// Decode reads the body of an event of this package.
func Decode(typ event.Type, body []byte) (any, error) {
	var b any
	switch typ {
	case OfferedType:
		b = &Offered{}
	case BegunType:
		b = &Begun{}
	case ArrangedType:
		b = &Arranged{}
	case ClosedType:
		b = &Closed{}
	case NotedType:
		b = &Noted{}
	default:
		return nil, fmt.Errorf("unknown event type %q", typ)
	}
	if err := json.Unmarshal(body, b); err != nil {
		return nil, fmt.Errorf("event %s: %w", typ, err)
	}
	return b, nil
}
