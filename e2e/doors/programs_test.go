package doors

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"github.com/parquet-go/parquet-go"
	"pgregory.net/rapid"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/parts/opendata"
)

// programs opens the doors for programs: a key for posting, and open data.
func (w *world) programs(rt *rapid.T) {
	src := strings.Replace(string(policy.Default().Source()), "open_data: {on: false,", "open_data: {on: true,", 1)
	if err := w.SetPolicy(w.ctx, org.Caller{System: true}, w.NewID(), []byte(src)); err != nil {
		rt.Fatal(err)
	}
	key, _, err := w.Auth.NewServiceKey(w.ctx, org.Caller{System: true}, org.Key{Name: "随手拍",
		Reach: org.Reaches{org.ReachOpen311}})
	if err != nil {
		rt.Fatal(err)
	}
	w.key = key
	w.snapshot(rt)
}

// snapshot makes the open data anew.
func (w *world) snapshot(rt *rapid.T) {
	w.Settle()
	w.Pass(calendar.Instant(60e6))
	if _, err := part.Get[*opendata.OpenData](w.Values).Make(w.ctx, nil); err != nil {
		rt.Fatal(err)
	}
}

// watched looks whether the snapshot holds what is no longer public, as the clock does four times a minute.
func (w *world) watched(rt *rapid.T) {
	if _, err := part.Get[*opendata.OpenData](w.Values).Watch(w.ctx); err != nil {
		rt.Fatal(err)
	}
}

// sent reports by Open311 with a secret in every field. The matter is of a victim from then on.
func (w *world) sent(rt *rapid.T) {
	w.n++
	name := fmt.Sprintf("request %d", w.n)
	last := w.Ledger().Head().Seq
	w.post311(rt, "requests", url.Values{"service_code": {"fac.lamp"}, "description": {"路灯不亮" +
		w.plant(name+" description") + "电话" + w.number(name+" phone in text")},
		"lat": {fmt.Sprint(w.degrees(26, name+" lat"))}, "long": {fmt.Sprint(w.degrees(112, name+" long"))},
		"address_string":  {"广东路街道东风路" + w.plant(name+" address")},
		"attribute[pole]": {w.plant(name + " attribute")}, "first_name": {"李" + w.plant(name+" first name")},
		"last_name": {w.plant(name + " last name")}, "phone": {w.number(name + " phone")},
		"email":     {w.plant(name+" mailbox") + "@example.com"},
		"device_id": {w.plant(name + " device")}, "account_id": {w.plant(name + " account")}})
	var ids []int64
	err := ledger.EachType(w.ctx, w.releases().DB.Read(), int64(webtest.City)/1e8, last, 16,
		[]event.Type{"matter.reported"},
		func(e ledger.Event) error {
			ids = append(ids, e.Subject)
			return nil
		})
	if err != nil || len(ids) != 1 {
		rt.Fatalf("a request became the matters %v: %v", ids, err)
	}
	w.matters = append(w.matters, ids[0])
}

// said sends words about a matter, with a secret in every field.
func (w *world) said(rt *rapid.T, id int64) {
	w.n++
	name := fmt.Sprintf("update %d", w.n)
	w.post311(rt, "servicerequestupdates", url.Values{"service_request_id": {fmt.Sprint(id)},
		"update_id": {w.plant(name + " id")}, "status": {"CLOSED"}, "updated_datetime": {"2026-11-01T08:00:00+08:00"},
		"description": {"还没有修好" + w.plant(name+" description")}, "email": {w.plant(name+" mailbox") + "@example.com"},
		"last_name": {w.plant(name + " name")}, "first_name": {w.plant(name + " first name")},
		"title": {w.plant(name + " title")}})
}

// post311 sends a form; what is refused is as well, if it is not the program's own fault.
func (w *world) post311(rt *rapid.T, what string, form url.Values) {
	form.Set("api_key", w.key)
	res, err := http.PostForm(w.url+"/open311/v2/"+what+".json", form)
	if err != nil {
		rt.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= 500 || what == "requests" && res.StatusCode != 200 {
		rt.Fatalf("%s: %d %s %v", what, res.StatusCode, body, err)
	}
}

// snapshots are those of the open data: of all areas, in all formats.
func (v *walker) snapshots() {
	for _, a := range []string{webtest.City.String(), webtest.County.String(), "430406000000"} {
		for _, name := range []string{"matters.csv", "matters.geojson", "matters.parquet", "datapackage.json"} {
			v.get("/data/" + a + "/" + name)
		}
	}
}

// parquetText is what a Parquet file says, row by row.
func parquetText(body []byte) (string, error) {
	f, err := parquet.OpenFile(bytes.NewReader(body), int64(len(body)))
	if err != nil {
		return "", err
	}
	var out strings.Builder
	rows := make([]parquet.Row, 64)
	for _, g := range f.RowGroups() {
		r := g.Rows()
		for {
			n, err := r.ReadRows(rows)
			for _, row := range rows[:n] {
				for _, x := range row {
					fmt.Fprintln(&out, x)
				}
			}
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil {
				return "", errors.Join(err, r.Close())
			}
		}
		if err := r.Close(); err != nil {
			return "", err
		}
	}
	return out.String(), nil
}
