package gate

import (
	"net/http"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// ServiceKey finds the service key that a door of programs was given in a request. Wrong ones are counted by address,
// and too many are not looked at any more; a right one has its own pace, wherever its program stands. Errors are
// those of org.Auth.ServiceKey, and too_often.
func (g *Gate) ServiceKey(w http.ResponseWriter, r *http.Request, key string, reach org.Reach) (id int64, name string,
	err error) {
	wrong, bounded := bucketKey{g.network(r), "bearer"}, !g.trusted(r)
	if bounded && !g.limits.left(wrong, rates[wrong.what], g.Desk.Now()) {
		tell(w, r, wrong.what, rates[wrong.what], 0)
		return 0, "", tooOften(w, rates[wrong.what], 0)
	}
	id, name, err = g.Desk.Auth.ServiceKey(r.Context(), key, reach)
	switch {
	case err == nil && bounded:
		return id, name, g.LimitKey(w, r, id)
	case err != nil && fault.Of(err).Kind == fault.Login && bounded:
		_, tokens := g.limits.draw(wrong, rates[wrong.what], g.Desk.Now())
		tell(w, r, wrong.what, rates[wrong.what], tokens)
		g.Log.WarnContext(r.Context(), "wrong service key", "from", wrong.addr.String())
	}
	return id, name, err
}

// DoubtVoice counts a report that a program sends for somebody against what one network may send in a day: a program
// may name one account for many people. "" for a voice that nobody named.
func (g *Gate) DoubtVoice(r *http.Request, voice string, id ledger.ID) matter.Doubt {
	if voice == "" || g.trusted(r) ||
		!g.crowds.beyond("device "+voice, id.String(), g.Desk.Policy().Voice.Network, g.today()) {
		return ""
	}
	return matter.DoubtDevice
}
