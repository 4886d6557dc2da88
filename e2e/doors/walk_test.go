package doors

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/faces/web/webtest"
)

// walker goes from door to door without a login, with the receipt of a matter of his own.
type walker struct {
	*world
	rt      *rapid.T
	client  *http.Client
	hidden  map[string]string    // what nobody may read now, and where it was planted
	copies  map[string][]org.Box // public copies that are out
	files   map[string]string    // hashes of files that may be served to nobody
	codes   []string
	asked   int
	foundIn map[string]bool // addresses on which something that is out was found
}

// walk asks everything that may be asked for without a login, and looks through each answer.
func (w *world) walk(rt *rapid.T) {
	w.Settle()
	w.watched(rt)
	jar, err := cookiejar.New(nil)
	if err != nil {
		rt.Fatal(err)
	}
	v := &walker{world: w, rt: rt, client: &http.Client{Jar: jar}, hidden: map[string]string{},
		copies: map[string][]org.Box{}, files: map[string]string{}, foundIn: map[string]bool{},
		codes: append([]string{w.code, webtest.County.String(), webtest.Township.String(), "430406000000",
			"QQQQ-QQQQ-QQQQ"}, w.papers...)}
	for s, where := range w.secrets {
		v.hidden[s] = where
	}
	v.lift()
	for _, p := range w.patterns {
		method, path, _ := strings.Cut(p.Text, " ")
		if method == http.MethodGet {
			v.door(path, p.Open)
		}
	}
	v.snapshots()
	v.alikes()
	v.tries()
	v.mustShow()
	if v.asked < 200 {
		rt.Fatalf("only %d addresses were asked", v.asked)
	}
}

// lift takes out of what is hidden what the office let out, and notes the files that nobody may be sent.
func (v *walker) lift() {
	for name, id := range v.copied {
		v.files[name] = fmt.Sprintf("a public copy of matter %d that is not out", id)
	}
	for _, id := range v.matters {
		for _, p := range v.truth(id).Photos {
			for _, name := range []string{p.ID, p.View, p.Thumb} {
				v.files[name] = fmt.Sprintf("a photo of matter %d", id)
			}
		}
		if x := v.out[id]; x != nil && v.visible(id) {
			for s := range x.may {
				delete(v.hidden, s)
			}
			for name, boxes := range x.copies {
				v.copies[name] = boxes
			}
		}
	}
}

// queries are what lists and feeds are asked beside their path.
func (v *walker) queries() []string {
	out := []string{"", "near=26.9,112.6", "near=26.89,112.57&q=" + url.QueryEscape("路灯"), "q=" + url.QueryEscape("路灯"),
		"area=" + webtest.County.String(), "area=" + webtest.Township.String() + "&category=fac.lamp",
		"category=home.property",
		"state=struck", "state=listed&lang=en", "code=" + v.code, "format=json", "page=2",
		"size=original", "size=thumb",
		"extensions=true&status=open,closed&page_size=1000", "extensions=true&start_date=2020-01-01T00:00:00Z",
		"week=2026-W44", "year=2026&week=44", "box=26,112,27,113", "bounds=26,112,27,113", "zoom=12"}
	return out
}

var placeholder = regexp.MustCompile(`{([a-z_]+)(?:\.\.\.)?}`)

// door asks one pattern with whatever may stand in its places; one that is shut a few times.
func (v *walker) door(pattern string, open bool) {
	pattern = strings.ReplaceAll(pattern, "{$}", "")
	if strings.HasSuffix(pattern, "{file}") { // the door of a standard, which says its format at the end
		for _, format := range []string{"json", "xml"} {
			v.door(strings.TrimSuffix(pattern, "{file}")+"{one}."+format, open)
		}
		return
	}
	paths := v.filled(pattern)
	if !open {
		paths = paths[:min(len(paths), 3)]
	}
	for i, path := range paths {
		v.get(path)
		if i > 1 || !open {
			continue
		}
		for _, q := range v.queries()[1:] {
			v.get(path + "?" + q)
		}
	}
}

// filled is a pattern with all that may stand in its places, up to a number; what belongs to a matter stands beside
// its id.
func (v *walker) filled(pattern string) []string {
	names := placeholder.FindAllStringSubmatch(pattern, -1)
	if len(names) == 0 {
		return []string{pattern}
	}
	var out []string
	if slices.ContainsFunc(names, func(m []string) bool { return m[1] == "id" }) {
		for _, id := range append(slices.Clone(v.matters), v.own) {
			list := []string{strings.Replace(pattern, "{id}", strconv.FormatInt(id, 10), 1)}
			out = append(out, v.rest(list, v.names(id))...)
		}
		return out
	}
	var all []string
	for _, id := range v.matters {
		all = append(all, strconv.FormatInt(id, 10))
		all = append(all, v.names(id)...)
	}
	return v.rest([]string{pattern}, append(slices.Clone(v.codes), all...))
}

// names are those of a matter's photos, and of their public copies.
func (v *walker) names(id int64) (out []string) {
	for _, p := range v.truth(id).Photos {
		out = append(out, p.ID, p.View)
	}
	for name, whose := range v.copied {
		if whose == id {
			out = append(out, name)
		}
	}
	return append(out, "1", "2")
}

// rest fills the places that are left, at most 60 ways.
func (v *walker) rest(list, values []string) []string {
	for {
		var next []string
		left := false
		for _, p := range list {
			at := placeholder.FindStringIndex(p)
			if at == nil {
				next = append(next, p)
				continue
			}
			left = true
			for _, x := range values {
				if len(next) < 60 {
					next = append(next, p[:at[0]]+url.PathEscape(x)+p[at[1]:])
				}
			}
		}
		if list = next; !left {
			return list
		}
	}
}

func (v *walker) get(path string) (status int) {
	r, err := http.NewRequest(http.MethodGet, v.url+path, nil)
	if err != nil {
		v.rt.Fatal(err)
	}
	status, _ = v.ask(r)
	return status
}

// ask sends a request and looks through the answer, its head and its body.
func (v *walker) ask(r *http.Request) (status int, at string) {
	v.asked++
	res, err := v.client.Do(r)
	if err != nil {
		v.rt.Fatal(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		v.rt.Fatal(err)
	}
	where := r.Method + " " + r.URL.RequestURI()
	var head bytes.Buffer
	_ = res.Header.Write(&head)
	all := head.String() + string(body)
	if bytes.HasPrefix(body, []byte("PAR1")) {
		text, err := parquetText(body)
		if err != nil {
			v.rt.Fatal(err)
		}
		all += text
	}
	if bytes.HasPrefix(body, []byte("PK\x03\x04")) {
		all += webtest.Text(v.T, string(body))
	}
	all = strings.ToLower(all)
	asked := strings.ToLower(r.URL.String())
	for s, planted := range v.hidden {
		if strings.Contains(all, s) && !strings.Contains(asked, s) {
			v.rt.Fatalf("%s answers %d with what nobody may read: %s (%s)", where, res.StatusCode, planted, s)
		}
	}
	sum := sha256.Sum256(body)
	name := hex.EncodeToString(sum[:])
	if what, secret := v.files[name]; secret && v.copies[name] == nil {
		v.rt.Fatalf("%s sends %s", where, what)
	}
	if boxes := v.copies[name]; boxes != nil && !covered(body, boxes) {
		v.rt.Fatalf("%s sends a copy in which one sees what is covered", where)
	}
	for _, x := range v.world.out {
		if x != nil && x.may[x.title] && strings.Contains(all, x.title) {
			v.foundIn[x.title] = true
		}
	}
	for name := range v.copies { // whoever finds a name asks for it
		if strings.Contains(all, name) {
			v.foundIn[name] = true
		}
	}
	return res.StatusCode, res.Request.URL.Path
}

// alikes asks what may be the same as a report, and says "me too" to each matter there is.
func (v *walker) alikes() {
	form := url.Values{"text": {"路灯不亮"}, "place": {"东风路"}, "area": {webtest.Township.String()},
		"category": {"fac.lamp"}, "lat": {"26.5"}, "lng": {"112.5"}}
	v.post("/alike", "application/x-www-form-urlencoded", form.Encode())
	v.post("/report", "application/x-www-form-urlencoded", form.Encode()+"&id="+v.NewID().String())
	b, err := json.Marshal(map[string]any{"text": "路灯不亮", "place": "东风路", "area": webtest.Township.String()})
	if err != nil {
		v.rt.Fatal(err)
	}
	v.post("/api/v1/reports/alike", "application/json", string(b))
	for _, id := range v.matters {
		v.post(fmt.Sprintf("/alike/%d/same", id), "application/x-www-form-urlencoded", "id="+v.NewID().String())
	}
}

// post sends a form or JSON; where it leads to a receipt, everything behind that is asked too.
func (v *walker) post(path, kind, body string) {
	r, err := http.NewRequest(http.MethodPost, v.url+path, strings.NewReader(body))
	if err != nil {
		v.rt.Fatal(err)
	}
	r.Header.Set("Content-Type", kind)
	_, at := v.ask(r)
	if code, ok := strings.CutPrefix(at, "/r/"); ok && !slices.Contains(v.codes, code) {
		v.codes = append(v.codes, code)
		v.get("/r/" + code)
		v.get("/api/v1/reports/" + code)
		v.get("/api/v1/reports/" + code + "/history")
	}
}

// mustShow wants what is out to be found: a walk that finds nothing shows nothing.
func (v *walker) mustShow() {
	for _, id := range v.matters {
		x := v.world.out[id]
		if x == nil || !v.visible(id) {
			continue
		}
		if v.get(fmt.Sprintf("/public/matters/%d", id)); !v.foundIn[x.title] {
			v.rt.Fatalf("matter %d was let out and is on no page", id)
		}
		if status := v.get(fmt.Sprintf("/open311/v2/requests/%d.json", id)); status != http.StatusOK {
			v.rt.Fatalf("matter %d was let out and programs are told %d", id, status)
		}
		v.world.seen++
	}
}
