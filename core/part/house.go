package part

import (
	"context"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
)

// House is a city as the faces know it: its desk, what its parts made, how the parts do. A face never imports package
// city; it asks for the part it needs by type (Get).
type House struct {
	*desk.Desk
	*Values

	Troubles func() []Trouble // parts that fail now; administrators and operators may know
	Aside    func() []Item    // items that parts set aside; administrators may know
	Waits    func(ctx context.Context, caller org.Caller) []Waiting
}

// Trouble is a part that does not do its work.
type Trouble struct {
	Part, Job string
	Err       error
	Since, At calendar.Instant // of its first and its last failing, µs
	Fails     int
}
