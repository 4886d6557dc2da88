package patrol

import (
	"encoding/json"
	"fmt"

	"xiaohao/loop/area"
	"xiaohao/loop/event"
)

// VisitedType says that somebody was in an area on a day: one event for each area and day, a leg. Package chief folds
// it; nothing else of a patrol is a figure.
const VisitedType event.Type = "patrol.visited"

// Source is how a visit became known.
type Source string

// The sources.
const (
	ByPatrol Source = "patrol" // walked with the field app
	ByRecord Source = "record" // taken from the province's records, so that nobody walks twice
	ByNote   Source = "note"   // somebody's word, with a date
)

// Visited is the body of VisitedType. It says area and day only: no position, no hour, no way.
type Visited struct {
	Theme   string    `json:"theme"` // policy's code of what is looked after
	Area    area.Code `json:"area"`
	Day     string    `json:"day"` // 2006-01-02
	Persons []int64   `json:"persons"`
	Source  Source    `json:"source"`
	Patrol  int64     `json:"patrol,omitempty"` // 0 where no patrol of this program was walked
	Record  string    `json:"record,omitempty"` // of a record: what tells it from others, a digest
	Note    string    `json:"note,omitempty"`   // of a note: its words
}

// ReadVisited reads the body of a VisitedType event.
func ReadVisited(body []byte) (Visited, error) {
	var v Visited
	if err := json.Unmarshal(body, &v); err != nil {
		return v, fmt.Errorf("event %s: %w", VisitedType, err)
	}
	return v, nil
}
