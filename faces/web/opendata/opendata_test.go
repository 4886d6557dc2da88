package opendata_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/matter"
	"xiaohao/parts/opendata"
	"xiaohao/parts/release"
)

// who is somebody as the city knows him.
func who(o *webtest.Town, login string) org.Caller {
	p, ok := o.Org().PersonByLogin(login)
	if !ok {
		o.T.Fatalf("nobody is called %s", login)
	}
	return p.Caller()
}

// on puts a section open_data in force.
func on(o *webtest.Town, section string) {
	o.T.Helper()
	head, _, _ := strings.Cut(string(policy.Default().Source()), "\nopen_data:")
	source := []byte(head + "\nopen_data: " + section + "\n")
	if err := o.SetPolicy(context.Background(), org.Caller{System: true}, o.NewID(), source); err != nil {
		o.T.Fatal(err)
	}
}

// out is a matter that is out.
func out(o *webtest.Town) int64 {
	o.T.Helper()
	ctx := context.Background()
	r, err := o.Do(ctx, org.Caller{}, desk.Command{ID: o.NewID(), Body: &matter.Report{Area: webtest.Township,
		Text: "秘密正文"}})
	if err == nil {
		_, err = o.Do(ctx, who(o, "disp"), desk.Command{ID: o.NewID(), Matter: r.Matter,
			Body: &matter.List{Category: "green.damage"}})
	}
	x := part.Get[*release.Releases](o.Values)
	if err == nil {
		err = x.Draft(ctx, who(o, "disp"), o.NewID(), r.Matter, release.Asking{Title: "花坛缺株"})
	}
	if err != nil {
		o.T.Fatal(err)
	}
	s, err := x.Of(ctx, who(o, "sup"), r.Matter)
	if err == nil {
		err = x.Pass(ctx, who(o, "sup"), o.NewID(), r.Matter, s.Seq)
	}
	if err != nil {
		o.T.Fatal(err)
	}
	o.Settle()
	return r.Matter
}

// tick does what the clock does.
func tick(o *webtest.Town) {
	o.T.Helper()
	o.Settle()
	for _, job := range []string{"opendata_watch", "opendata"} {
		if _, err := o.Once(context.Background(), job); err != nil {
			o.T.Fatal(err)
		}
	}
}

// get asks for a path with some headers.
func get(o *webtest.Town, method, path string, headers ...string) (*http.Response, []byte) {
	o.T.Helper()
	r, err := http.NewRequestWithContext(context.Background(), method, o.Srv.URL+path, nil)
	if err != nil {
		o.T.Fatal(err)
	}
	for i := 0; i+1 < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		o.T.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		o.T.Fatal(err)
	}
	return res, b
}

const file = "/data/430400000000/matters.csv"

// TestOff: while policy gives nothing out the page says so, and there is no file.
func TestOff(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	o.Visitor().Get("/data/", 200).Wants("本市没有开放数据")
	for _, path := range []string{file, "/data/withdrawn.json", "/data/SHA256SUMS"} {
		if res, _ := get(o, "GET", path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	o.As("admin").Get("/admin/opendata", 200).Wants("on: true")
	o.As("sup").Get("/admin/opendata", 403)
}

// TestFiles looks at a file as programs fetch it: whole, in part, again, from another site, by its head.
func TestFiles(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	on(o, "{on: true}")
	out(o)
	o.Visitor().Get("/data/", 200).Wants("正在生成")
	tick(o)
	res, whole := get(o, "GET", file)
	sum := sha256.Sum256(whole)
	tag := `"` + hex.EncodeToString(sum[:]) + `"`
	want := map[string]string{"Etag": tag, "Content-Type": "text/csv; charset=utf-8",
		"Access-Control-Allow-Origin": "*",
		"Content-Disposition":         `attachment; filename="matters-430400000000.csv"`, "Accept-Ranges": "bytes"}
	for k, v := range want {
		if res.Header.Get(k) != v {
			t.Errorf("%s: %q, want %q", k, res.Header.Get(k), v)
		}
	}
	if res.StatusCode != 200 || bytes.Count(whole, []byte("\r\n")) != 2 || bytes.Contains(whole, []byte("秘密")) {
		t.Errorf("%d: %s", res.StatusCode, whole)
	}
	if res, part := get(o, "GET", file, "Range", "bytes=3-5"); res.StatusCode != 206 || string(part) != "key" {
		t.Errorf("a part: %d %q", res.StatusCode, part)
	}
	if res, b := get(o, "GET", file, "If-None-Match", tag); res.StatusCode != 304 || len(b) != 0 {
		t.Errorf("again: %d, %d bytes", res.StatusCode, len(b))
	}
	if res, b := get(o, "HEAD", file); res.StatusCode != 200 || len(b) != 0 || res.ContentLength != int64(len(whole)) {
		t.Errorf("the head: %d, %d", res.StatusCode, res.ContentLength)
	}
	for path, kind := range map[string]string{"/data/430405000000/matters.geojson": "application/geo+json",
		"/data/430405000000/matters.parquet":  "application/vnd.apache.parquet",
		"/data/430405000000/datapackage.json": "application/json", "/data/withdrawn.json": "application/json",
		"/data/withdrawn.csv": "text/csv; charset=utf-8"} {
		if res, _ := get(o, "GET", path); res.StatusCode != 200 || res.Header.Get("Content-Type") != kind {
			t.Errorf("%s: %d %s", path, res.StatusCode, res.Header.Get("Content-Type"))
		}
	}
	for _, path := range []string{"/data/430499000000/matters.csv", "/data/1/matters.csv",
		"/data/430400000000/secret.key",
		"/data/430400000000/..%2F..%2Fpolicy.yaml", "/data/matters.csv"} {
		if res, _ := get(o, "GET", path); res.StatusCode != 404 {
			t.Errorf("%s: %d", path, res.StatusCode)
		}
	}
	described(o)
}

// described holds the descriptor and the sums against the files.
func described(o *webtest.Town) {
	o.T.Helper()
	_, b := get(o, "GET", "/data/430400000000/datapackage.json")
	var d struct {
		Resources []struct {
			Path, Hash string
			Bytes      int64
		}
	}
	if err := json.Unmarshal(b, &d); err != nil || len(d.Resources) != 3 {
		o.T.Fatal(err, len(d.Resources))
	}
	_, sums := get(o, "GET", "/data/SHA256SUMS")
	for _, r := range d.Resources {
		_, f := get(o, "GET", "/data/430400000000/"+r.Path)
		sum := sha256.Sum256(f)
		hash := hex.EncodeToString(sum[:])
		if r.Hash != "sha256:"+hash || r.Bytes != int64(len(f)) ||
			!strings.Contains(string(sums), hash+"  430400000000/"+r.Path+"\n") {
			o.T.Errorf("%s is described as %s of %d bytes, and is %s of %d", r.Path, r.Hash, r.Bytes, hash, len(f))
		}
	}
}

// TestWithdrawn: while a file holds something that was withdrawn it answers 503 and says when to come again, the page
// says so, and in a minute it is there again without it.
func TestWithdrawn(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), webtest.New(t)
	on(o, "{on: true}")
	id := out(o)
	tick(o)
	x := part.Get[*release.Releases](o.Values)
	if err := x.Withdraw(ctx, who(o, "sup"), o.NewID(), id, "认出来了"); err != nil {
		t.Fatal(err)
	}
	o.Settle()
	if _, err := o.Once(ctx, "opendata_watch"); err != nil {
		t.Fatal(err)
	}
	if res, b := get(o, "GET", file); res.StatusCode != 503 || res.Header.Get("Retry-After") != "60" ||
		bytes.Contains(b, []byte("green.damage")) {
		t.Errorf("%d, again after %q", res.StatusCode, res.Header.Get("Retry-After"))
	}
	o.Visitor().Get("/data/", 200).Wants("重新生成")
	o.As("admin").Get("/admin/opendata", 200).Wants("重新生成")
	o.Pass(60e6)
	tick(o)
	if res, b := get(o, "GET", file); res.StatusCode != 200 || bytes.Contains(b, []byte("green.damage")) {
		t.Errorf("made anew: %d %s", res.StatusCode, b)
	}
	o.Visitor().Get("/data/", 200).Wants("有 1 件公开过的事项被撤回")
}

// TestMakeNow: an administrator has it made now, once for each form that he sends.
func TestMakeNow(t *testing.T) {
	t.Parallel()
	ctx, o := context.Background(), webtest.New(t)
	on(o, "{on: true}")
	out(o)
	tick(o)
	data := part.Get[*opendata.OpenData](o.Values)
	before, err := data.State(ctx)
	if err != nil {
		t.Fatal(err)
	}
	o.Pass(60e6)
	o.As("admin").Get("/admin/opendata", 200).Wants("1 件").Send("make", 200).Wants("已经开始")
	tick(o)
	after, err := data.State(ctx)
	if err != nil || after.Manifest.Made == before.Manifest.Made {
		t.Errorf("it was not made: %v", err)
	}
}
