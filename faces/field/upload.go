package field

import (
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/faces/gate"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// errNoPage is the answer for what is not there.
var errNoPage = fault.New(fault.Missing, "page_missing")

func uploadID(r *http.Request) (ledger.ID, error) {
	id, err := ledger.ParseID(r.PathValue("id"))
	if err != nil {
		return id, fault.New(fault.Invalid, "command_id").On("id").By(err)
	}
	return id, nil
}

// getUpload says how far a photo has come.
func (f *Field) getUpload(_ http.ResponseWriter, r *http.Request) (any, error) {
	id, err := uploadID(r)
	if err != nil {
		return nil, err
	}
	return f.desk.Part(r.Context(), gate.From(r).Caller, id)
}

// putUpload takes the piece of a photo that begins at ?offset=, of a whole of ?size= bytes with the SHA-256 ?sum=.
// Beside it stand when and where the photo was taken, if the file lost that when it was made smaller.
func (f *Field) putUpload(w http.ResponseWriter, r *http.Request) (any, error) {
	id, err := uploadID(r)
	if err != nil {
		return nil, err
	}
	q := r.URL.Query()
	p := desk.Piece{ID: id, Sum: q.Get("sum"), Size: number(q, "size"), Offset: number(q, "offset")}
	p.Beside = f.beside(q)
	p.Bytes, err = io.ReadAll(http.MaxBytesReader(w, r.Body, desk.MaxPiece))
	var big *http.MaxBytesError
	switch {
	case errors.As(err, &big):
		return nil, fault.New(fault.TooLarge, "body_large")
	case err != nil:
		return nil, fault.New(fault.Busy, "try_again").By(err)
	}
	return f.desk.TakePiece(r.Context(), gate.From(r).Caller, p)
}

// beside reads what is said of a photo. A time by the phone's own clock is put right by how far that clock is off
// now; a camera's word is left as it is.
func (f *Field) beside(q url.Values) desk.Beside {
	b := desk.Beside{TakenAt: calendar.Instant(number(q, "taken")), Told: matter.ByCamera}
	if q.Get("told") != matter.ByCamera {
		b.Told = matter.ByPhone
		b.TakenAt = foundAt(f.desk.Now(), b.TakenAt, calendar.Instant(number(q, "sent")))
	}
	lat, err1 := strconv.ParseFloat(q.Get("lat"), 64)
	lng, err2 := strconv.ParseFloat(q.Get("lng"), 64)
	if err1 == nil && err2 == nil && lat >= -90 && lat <= 90 && lng >= -180 && lng <= 180 {
		b.Lat, b.Lng = &lat, &lng
	}
	if b.TakenAt < 0 || b.TakenAt > f.desk.Now()+48*3600e6 {
		b.TakenAt = 0
	}
	return b
}

func number(q url.Values, name string) int64 {
	n, _ := strconv.ParseInt(q.Get(name), 10, 64)
	return n
}

// foundAt is when something happened by the server's clock, from what the phone's clock showed then and shows now,
// all in µs. Without the second the first is taken as it is; nothing happened later than now.
func foundAt(now, at, sent calendar.Instant) calendar.Instant {
	if at == 0 {
		return 0
	}
	if sent != 0 {
		at = now.Plus(-max(0, sent.Since(at)))
	}
	return min(at, now)
}
