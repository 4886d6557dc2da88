package ledger_test

import (
	"testing"
)

func TestSmoke(t *testing.T) {
	db := newStore(t)
	l := openLedger(t, db, nil)
	id := newID(t)
	a := must(t, l, says(id, 7, draft("reported", 0, map[string]string{"text": "路灯不亮 <3"}), draft("listed", -2, nil)))
	t.Log(a, must(t, l, says(id, 7)))
	e, err := l.Events(t.Context(), db.Read(), 1, 0, 10)
	for _, e := range e {
		t.Log(e.Seq, e.Type, e.Subject, string(e.Body), e.Command, err)
	}
}
