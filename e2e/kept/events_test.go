package kept_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/parts/campaign"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
	"xiaohao/parts/score"
	"xiaohao/parts/secondlook"
	"xiaohao/parts/standard"
	"xiaohao/parts/trend"
)

// others are the bodies of events that no package decodes by a function of its own.
var others = map[event.Type]func() any{
	"policy.set":         func() any { return &views.PolicySet{} },
	"standard.published": func() any { return &standard.Version{} },
	"score.published":    func() any { return &score.Published{} },
	"draw.committed":     func() any { return &secondlook.Committed{} },
	"draw.made":          func() any { return &secondlook.Made{} },
	"trend.looked":       func() any { return &trend.Compared{} },
	"trend.found":        func() any { return &trend.Found{} },
	"round.planned":      func() any { return &inspect.Planned{} },
	"round.opened":       func() any { return &inspect.Opened{} },
	"round.closed":       func() any { return &inspect.Closed{} },
	"inspection.made":    func() any { return &inspect.Made{} },
	"inspection.linked":  func() any { return &inspect.Linked{} },
}

// decode reads an event's body as the program does.
func decode(typ event.Type, body []byte) (any, error) {
	if mk, ok := others[typ]; ok {
		b := mk()
		return b, json.Unmarshal(body, b)
	}
	switch head, _, _ := strings.Cut(string(typ), "."); head {
	case "matter":
		return matter.Decode(typ, body)
	case "campaign":
		return campaign.Decode(typ, body)
	case "point":
		return point.Decode(typ, body)
	}
	return org.Decode(typ, body)
}

// TestEvents reads every event of the kept ledger: it is there as it was, and what the program reads of it writes the
// same bytes again.
func TestEvents(t *testing.T) {
	want := strings.Split(strings.TrimSpace(string(unzipped(t, "events.txt.gz"))), "\n")
	rows, err := fresh(t).open(t).Query("SELECT seq, type, body, hash FROM events ORDER BY seq")
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ; rows.Next(); n++ {
		var seq int64
		var typ event.Type
		var body, hash []byte
		if err := rows.Scan(&seq, &typ, &body, &hash); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(body)
		if got := fmt.Sprintf("%d %s %x %x", seq, typ, sum[:16], hash); n < len(want) && got != want[n] {
			t.Errorf("event %s, kept was %s", got, want[n])
		}
		again(t, typ, body)
	}
	if err := rows.Err(); err != nil || n != len(want) {
		t.Errorf("%d events, kept were %d; %v", n, len(want), err)
	}
}

// TestSamples does the same with a whole event of each type, readable here without a database.
func TestSamples(t *testing.T) {
	lines := strings.Split(strings.TrimSuffix(string(readKept(t, "samples.txt")), "\n"), "\n")
	for i := 0; i+1 < len(lines); i += 2 {
		typ, _, _ := strings.Cut(lines[i], " ")
		again(t, event.Type(typ), []byte(lines[i+1]))
	}
	if len(lines) != 2*83 {
		t.Errorf("%d lines, want two for each of 83 types", len(lines))
	}
}

func again(t *testing.T, typ event.Type, body []byte) {
	t.Helper()
	b, err := decode(typ, body)
	if err != nil {
		t.Errorf("%s: %v", typ, err)
		return
	}
	var out bytes.Buffer
	if err := json.NewEncoder(&out).Encode(b); err != nil {
		t.Errorf("%s: %v", typ, err)
	}
	if got := bytes.TrimSuffix(out.Bytes(), []byte("\n")); !bytes.Equal(got, body) {
		t.Errorf("%s was\n%s, and is written\n%s", typ, body, got)
	}
}
