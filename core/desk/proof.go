package desk

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// checkBatch is how many rows CheckContacts reads at once.
const checkBatch = 500

// CheckContacts proves the personal data of a city against its events: each row is of a report that says it has one,
// each such report has its row, and each row opens as that of its matter. Its key is destroyed if and only if an event
// says so; whether somebody looks at it again, if and only if its owner asked for it to be erased. It tells what does
// not hold, and gives the number of rows that are not yet bound to their matter. Without the city's secret nothing
// is opened. It shows nothing of what it reads. r should see one instant, as a Snapshot does.
func CheckContacts(ctx context.Context, r store.Reader, city int64, secret []byte,
	tell func(string)) (unbound int64, err error) {
	reports, err := contactReports(ctx, r, city)
	if err != nil {
		return 0, fmt.Errorf("check the contacts: %w", err)
	}
	key := derived(secret, contactsKey)
	for at := []byte{}; ; {
		rows, err := contactsBehind(ctx, r, city, at, checkBatch)
		if err != nil {
			return 0, fmt.Errorf("check the contacts: %w", err)
		}
		for i := range rows {
			x := &rows[i]
			said := func(what string) { tell(fmt.Sprintf("contacts: the row of command %x %s", x.command, what)) }
			id := hex.EncodeToString(x.command)
			if report, ok := reports[id]; ok {
				x.told(report, said)
				delete(reports, id)
			} else {
				said("is of no report that has one")
			}
			if x.key != nil && secret != nil {
				if _, err := x.read(key, city); err != nil {
					said("cannot be read: " + err.Error())
				}
			}
			if x.key != nil && !x.bound() {
				unbound++
			}
			at = x.command
		}
		if len(rows) < checkBatch {
			break
		}
	}
	for id, x := range reports {
		tell(fmt.Sprintf("contacts: the row of command %s is missing: matter %d has one", id, x.matter))
	}
	return unbound, nil
}

// reported is what the ledger says of the personal data of a report.
type reported struct {
	matter           int64
	asked, forgotten bool
}

// told tells what of the row does not fit what the ledger says of it.
func (x *sealedContact) told(r *reported, said func(string)) {
	gone := x.key == nil
	switch {
	case gone && (x.data != nil || x.forgotten == 0 || x.due != 0), !gone && x.forgotten != 0:
		said("is half forgotten")
	case gone && !r.forgotten:
		said("is forgotten, and no event says so")
	case !gone && r.forgotten:
		said("is there, and an event says that it was forgotten: start the server, which destroys it again")
	case !gone && r.asked && x.due == 0:
		said("waits for nothing, and its owner asked for it to be erased")
	case !gone && !r.asked && x.due != 0:
		said("waits to be erased, and nobody asked for it")
	}
}

// contactReports are the matters that were reported with personal data, by the command that reported them, in hex.
func contactReports(ctx context.Context, r store.Reader, city int64) (map[string]*reported, error) {
	out, byMatter := map[string]*reported{}, map[int64]*reported{}
	err := ledger.EachCause(ctx, r, city, matter.TypeReported, func(seq int64, command, body []byte) error {
		var said struct {
			Contact bool `json:"contact"`
		}
		if err := json.Unmarshal(body, &said); err == nil && said.Contact { // the proof of views tells what is no JSON
			x := &reported{matter: seq}
			out[hex.EncodeToString(command)], byMatter[seq] = x, x
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = ledger.EachType(ctx, r, city, 0, 0, []event.Type{matter.TypeForgotten, matter.TypeForgetAsked},
		func(e ledger.Event) error {
			if x := byMatter[e.Subject]; x != nil {
				x.asked = x.asked || e.Type == matter.TypeForgetAsked
				x.forgotten = x.forgotten || e.Type == matter.TypeForgotten
			}
			return nil
		})
	return out, err
}
