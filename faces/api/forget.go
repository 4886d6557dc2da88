package api

import (
	"net/http"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/faces/gate"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
)

// keptOut says what is kept of a reporter, without any of it. All instants are µs.
type keptOut struct {
	There       bool             `json:"there"`
	AskedAt     calendar.Instant `json:"asked_at,omitempty"`     // its owner wants it erased; shown to nobody since
	ForgottenAt calendar.Instant `json:"forgotten_at,omitempty"` // its key was destroyed
	// the archive's term is over; absent while the matter is open
	FreeAt     calendar.Instant `json:"free_at,omitempty"`
	BackupDays int              `json:"backup_days"` // so long at most a backup holds what was erased
	Backups    string           `json:"backups"`     // the same in words
}

func keptOf(r *http.Request, k desk.Kept) *keptOut {
	key, l := "kept.backups", gate.From(r).Lang
	if k.BackupDays == 0 {
		key = "kept.backups_none"
	}
	return &keptOut{k.There, k.Asked, k.Forgotten, k.Free, k.BackupDays,
		lang.T(l, key, map[string]string{"days": strconv.Itoa(k.BackupDays)})}
}

func (a *API) kept(r *http.Request, caller org.Caller, id int64) (*keptOut, error) {
	k, err := a.desk.Kept(r.Context(), caller, id)
	if err != nil {
		return nil, err
	}
	return keptOf(r, k), nil
}

// postForget erases the personal data behind a matter that an administrator names by its number or its receipt code.
func (a *API) postForget(w http.ResponseWriter, r *http.Request) (any, error) {
	var in struct {
		ID     string `json:"id"`
		Matter string `json:"matter"`
		Reason string `json:"reason"`
	}
	if err := read(w, r, &in); err != nil {
		return nil, err
	}
	id, err := CommandID(in.ID)
	if err != nil {
		return nil, err
	}
	res, k, err := a.desk.Forget(r.Context(), gate.From(r).Caller, id, in.Matter, in.Reason)
	if err != nil {
		return nil, err
	}
	out := doneOut{Matter: res.Matter, Seq: res.Seq, At: res.At, Repeated: res.Repeated, Kept: keptOf(r, k)}
	if res.Repeated {
		return out, nil
	}
	return Created{out}, nil
}
