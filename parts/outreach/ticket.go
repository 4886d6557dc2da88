package outreach

import (
	"context"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

// keys follow from the city's secret, one for each use.
type keys struct {
	ticket []byte // check digits
	box    []byte // keys of activities
}

func newKeys(secret []byte) (k keys, err error) {
	if k.ticket, err = hkdf.Key(sha256.New, secret, nil, "xiaohao outreach tickets", 32); err != nil {
		return k, err
	}
	k.box, err = hkdf.Key(sha256.New, secret, nil, "xiaohao outreach volunteers", 32)
	return k, err
}

// Ticket is the number printed on a ticket: its serial in four digits or more, and three check digits that hang on the
// activity, the thing and the city's secret. Who makes one up is found out 999 times of 1,000, and only somebody of a
// team may try.
func (x *Outreach) Ticket(activity, item, serial int64) string {
	return fmt.Sprintf("%04d-%03d", serial, x.check(activity, item, serial))
}

func (x *Outreach) check(activity, item, serial int64) uint64 {
	h := hmac.New(sha256.New, x.keys.ticket)
	for _, n := range []int64{activity, item, serial} {
		_, _ = h.Write(binary.BigEndian.AppendUint64(nil, uint64(n)))
	}
	return binary.BigEndian.Uint64(h.Sum(nil)) % 1000
}

// readTicket is the serial of a number as people type it: with or without dash and blanks, also in wide digits. Its
// fault is outreach_ticket where the check digits are wrong or no such ticket was printed.
func (x *Outreach) readTicket(a *Activity, item int64, typed string) (int64, error) {
	digits := strings.Map(func(r rune) rune {
		switch {
		case r >= '0' && r <= '9':
			return r
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case strings.ContainsRune(" -－—–\t\u3000", r):
			return -1
		}
		return 'x'
	}, typed)
	wrong := fault.New(fault.Invalid, "outreach_ticket").On("ticket")
	if len(digits) < 7 || len(digits) > 12 {
		return 0, wrong
	}
	cut := len(digits) - 3
	serial, err := strconv.ParseInt(digits[:cut], 10, 64)
	check, bad := strconv.ParseUint(digits[cut:], 10, 64)
	if err != nil || bad != nil || serial < 1 || serial > a.Tickets[item] || check != x.check(a.ID, item, serial) {
		return 0, wrong
	}
	return serial, nil
}

// Print makes so many more tickets of a thing that has them, and gives the first and the last serial. Who leads the
// activity may. Faults: outreach_item, outreach_no_tickets, outreach_tickets, outreach_state.
func (x *Outreach) Print(ctx context.Context, caller org.Caller, id ledger.ID, activity, item, n int64) error {
	return x.lead(ctx, caller, id, activity, []any{"print", activity, item, n}, func(_ context.Context, _ *store.Tx,
		a *Activity, _ calendar.Instant) ([]desk.Fact, error) {
		i, ok := a.Item(item)
		switch {
		case !ok:
			return nil, fault.New(fault.Invalid, "outreach_item").On("item")
		case !i.Ticket:
			return nil, fault.New(fault.Conflict, "outreach_no_tickets", "name", i.Name).On("item")
		case a.State != Draft && a.State != Called && a.State != Running:
			return nil, fault.New(fault.Conflict, "outreach_state")
		case n < 1 || a.Tickets[item]+n > mostTickets:
			return nil, fault.New(fault.Invalid, "outreach_tickets", "most", mostTickets).On("n")
		}
		return one(a, PrintedType, &Printed{item, a.Tickets[item] + n}), nil
	})
}
