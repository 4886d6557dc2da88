package field_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"testing"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/faces/field"
	"xiaohao/faces/gate"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/loop/place"
	"xiaohao/parts/inspect"
	"xiaohao/parts/point"
	"xiaohao/parts/standard"
)

// world is a city with the app before it, and a round that sends the inspector ins to three markets. By default its
// phones' clocks are right.
type world struct {
	*citytest.Office
	h      http.Handler
	tokens map[string]string
	Round  int64
	points []int64
	off    int64 // µs that the phones' clocks are fast
}

const password = "外勤-password-1"

func newWorld(t *testing.T) *world {
	t.Helper()
	ctx := context.Background()
	w := &world{Office: citytest.New(t), tokens: map[string]string{}}
	w.ChangeOrg(&org.PersonSet{Login: "ins", Name: "督查",
		Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.City}}},
		&org.PersonSet{Login: "pal", Name: "同组", Posts: []org.Post{{Kind: matter.Inspector, Area: citytest.City}}})
	w.Auth.Effort = org.Light
	for _, p := range w.Org().People() {
		w.Who[p.Login] = p.Caller()
	}
	var lines []standard.Line
	for _, c := range []map[string]string{{"layer": "version", "code": "2026-11-01", "zh": "样本", "en": "Sample"},
		{"layer": "kind", "code": "market", "zh": "农贸市场", "en": "Market"},
		{"layer": "dimension", "code": "1", "zh": "环境", "en": "Surroundings"},
		{"layer": "item", "code": "1.1", "parent": "1", "zh": "地面干净", "en": "Clean ground", "method": "on_site",
			"full": "3", "way": "all", "veto": "no", "category": "env.rubbish"},
		{"layer": "item", "code": "1.2", "parent": "1", "zh": "灯亮", "en": "Lamps lit", "method": "on_site", "full": "1",
			"way": "all", "veto": "no", "category": "fac.lamp"}} {
		lines = append(lines, standard.Line{Number: len(lines) + 1, Cells: c})
	}
	if _, _, wrong, err := w.Standard.Publish(ctx, w.Who["sup"], standard.Read(lines)); err != nil {
		t.Fatalf("%v %v", err, wrong)
	}
	for i := range 3 {
		id, err := w.Points.Add(ctx, w.Who["admin"], w.ID(),
			point.Details{Code: fmt.Sprintf("D%d", i), Name: fmt.Sprintf("%d号市场", i), Kind: "market",
				Area: citytest.Village, Place: &place.Place{Lat: 26.89, Lng: 112.61}})
		if err != nil {
			t.Fatal(err)
		}
		w.points = append(w.points, id)
	}
	var err error
	w.Round, err = w.Inspect.Plan(ctx, w.Who["sup"], w.ID(),
		inspect.Plan{Name: "第一轮", Areas: []area.Code{citytest.City}, Inspectors: []int64{w.Who["ins"].Person},
			From: w.Now(), Until: w.Now() + 7*24*3600e6})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Inspect.Open(ctx, w.Who["sup"], w.ID(), w.Round); err != nil {
		t.Fatal(err)
	}
	g := gate.New(w.House(), gate.Options{TrustLoopback: true})
	w.h = g.Wrap(field.New(g))
	return w
}

// answer is what the app's script gets to see.
type answer struct {
	Status  int
	Message string
	Matter  int64
	Repeat  bool   `json:"repeated"`
	Off     int64  `json:"clock_off"`
	Counted *bool  `json:"counted"`
	Title   string `json:"title"`
	Code    string `json:"code"`
	Field   string `json:"field"`
	Got     int64  `json:"got"`
	Token   string `json:"token"`
	raw     string
}

// ask asks as somebody, for whom the phone believes to speak.
func (w *world) ask(login, method, path string, body []byte) answer {
	w.T.Helper()
	r := httptest.NewRequest(method, path, bytes.NewReader(body))
	r.RemoteAddr = "127.0.0.1:4711"
	if login != "" {
		if w.tokens[login] == "" {
			p, _ := w.Org().PersonByLogin(login)
			if err := w.Auth.SetPassword(context.Background(), p, password, false); err != nil {
				w.T.Fatal(err)
			}
			s, err := w.Auth.Login(context.Background(), w.Org(), login, password, org.Meta{})
			if err != nil {
				w.T.Fatal(err)
			}
			w.tokens[login] = s.Token
		}
		r.Header.Set("Authorization", "Bearer "+w.tokens[login])
		r.Header.Set("Xiaohao-Person", strconv.FormatInt(w.Who[login].Person, 10))
	}
	return w.serve(r)
}

func (w *world) serve(r *http.Request) answer {
	w.T.Helper()
	rec := httptest.NewRecorder()
	w.h.ServeHTTP(rec, r)
	out := answer{Status: rec.Code, raw: rec.Body.String()}
	_ = json.Unmarshal(rec.Body.Bytes(), &out)
	return out
}

// entry sends an entry that was made an hour ago by the phone's clock.
func (w *world) entry(login, id, kind string, about int64, body map[string]any) answer {
	w.T.Helper()
	b, err := json.Marshal(map[string]any{"id": id, "kind": kind, "matter": about, "at": w.Now().Plus(w.off - 3600e6),
		"sent": w.Now().Plus(w.off), "body": body})
	if err != nil {
		w.T.Fatal(err)
	}
	return w.ask(login, "POST", "/field/entries", b)
}

// piece sends a part of a photo.
func (w *world) piece(login, id string, whole []byte, from, to int, more url.Values) answer {
	w.T.Helper()
	sum := sha256.Sum256(whole)
	q := url.Values{"offset": {strconv.Itoa(from)}, "size": {strconv.Itoa(len(whole))},
		"sum": {hex.EncodeToString(sum[:])}, "sent": {strconv.FormatInt(int64(w.Now().Plus(w.off)), 10)}}
	for k, v := range more {
		q[k] = v
	}
	return w.ask(login, "PUT", "/field/uploads/"+id+"?"+q.Encode(), whole[from:to])
}

// photo is the token of one that was sent whole.
func (w *world) photo(login string, more url.Values) string {
	w.T.Helper()
	b := w.Photo().Bytes()
	a := w.piece(login, w.ID().String(), b, 0, len(b), more)
	if a.Token == "" {
		w.T.Fatalf("no token: %s", a.raw)
	}
	return a.Token
}

// visit is an inspection that fails the first item.
func (w *world) visit(point int64) map[string]any {
	return map[string]any{"point": point, "round": w.Round,
		"answers": []map[string]any{{"item": "1.1", "result": "fail", "note": "垃圾成堆",
			"photos": []string{w.photo("ins", nil)}}, {"item": "1.2", "result": "pass"}}}
}

// matters are all that are on the city's books.
func (w *world) matters() (out []*matter.Matter) {
	w.T.Helper()
	w.CatchUp()
	if _, err := w.Inspect.Tick(context.Background()); err != nil {
		w.T.Fatal(err)
	}
	rows, err := w.DB.Read().Query(context.Background(), "SELECT id FROM matters WHERE city = $1 ORDER BY id", 4304)
	if err != nil {
		w.T.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id int64
		if err := rows.Scan(&id); err != nil {
			w.T.Fatal(err)
		}
		out = append(out, w.Truth(id))
	}
	return out
}
