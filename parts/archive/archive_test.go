package archive_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/parts/archive"
)

type town struct {
	*citytest.Office
	x   *archive.Archive
	ctx context.Context
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	return &town{o, part.Get[*archive.Archive](o.Values), context.Background()}
}

func (o *town) offer(n int) int64 {
	o.T.Helper()
	id, err := o.x.Offer(o.ctx, org.Caller{System: true}, o.ID(), archive.Item{Part: "notice", Subject: int64(n),
		Kind: archive.KindNotice, Title: fmt.Sprintf("督办单 %d/%d", n, n), Day: "2026-11-16",
		Number: fmt.Sprintf("衡督〔2026〕%d号", n), Author: "珠晖区", Area: citytest.County, Keep: "10",
		Content: archive.Content{Title: "督办单", Columns: []string{"事项", "期限"}, Rows: [][]string{{"路灯不亮", "5天"}}}})
	if err != nil {
		o.T.Fatal(err)
	}
	return id
}

func (o *town) volume() int64 {
	o.T.Helper()
	v, err := o.x.Begin(o.ctx, o.Who["disp"], o.ID(), archive.Begun{Title: "2026年督办单", Year: 2026,
		Area: citytest.County,
		Keep: "10", Kind: archive.KindNotice})
	if err != nil {
		o.T.Fatal(err)
	}
	return v
}

func want(t testing.TB, err error, code string) {
	t.Helper()
	if got := fault.Code(err); got != code {
		t.Errorf("got %q (%v), want %q", got, err, code)
	}
}

// files is a folder in memory.
type files map[string][]byte

func (f files) Put(name string, data []byte) error {
	if _, there := f[name]; there {
		return fmt.Errorf("%s stands there twice", name)
	}
	f[name] = data
	return nil
}

// TestAVolume: items are put into a volume, which never changes once it is closed; its folder holds everything, is the
// same each time, and its sums hold.
func TestAVolume(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	disp, far := o.Who["disp"], o.Who["far"]
	var ids []int64
	for n := range 30 {
		ids = append(ids, o.offer(n+1))
	}
	_, err := o.x.Offer(o.ctx, org.Caller{System: true}, o.ID(), archive.Item{Part: "notice", Subject: 1,
		Kind: archive.KindNotice, Title: "再来一次", Day: "2026-11-16", Area: citytest.County, Keep: "10"})
	want(t, err, "archive_twice")
	v, other := o.volume(), o.volume()
	want(t, o.x.Close(o.ctx, disp, o.ID(), v), "archive_empty")
	want(t, o.x.Arrange(o.ctx, far, o.ID(), v, ids), "archive_missing")
	want(t, o.x.Arrange(o.ctx, o.Who["clerk"], o.ID(), v, ids), "archive_missing")
	slices.Reverse(ids)
	want(t, o.x.Arrange(o.ctx, disp, o.ID(), v, ids), "")
	want(t, o.x.Arrange(o.ctx, disp, o.ID(), other, ids[:1]), "archive_taken")
	want(t, o.x.Arrange(o.ctx, disp, o.ID(), v, ids[1:]), "") // the first one waits again
	want(t, o.x.Arrange(o.ctx, disp, o.ID(), other, ids[:1]), "")
	key := o.ID()
	want(t, o.x.Close(o.ctx, disp, key, v), "")
	want(t, o.x.Close(o.ctx, disp, key, v), "") // a retry
	want(t, o.x.Close(o.ctx, disp, o.ID(), v), "archive_closed")
	want(t, o.x.Arrange(o.ctx, disp, o.ID(), v, ids), "archive_closed")
	want(t, o.x.Arrange(o.ctx, disp, o.ID(), other, ids), "archive_taken")
	want(t, o.x.Note(o.ctx, disp, o.ID(), v, archive.Noted{Text: "第1件缺页"}), "")
	w, err := o.x.Volume(o.ctx, disp, v)
	if err != nil || w.Items != 29 || w.Hash == "" || len(w.Notes) != 1 {
		t.Fatal(w, err)
	}
	list, err := o.x.Items(o.ctx, disp, w)
	if err != nil || len(list) != 29 || list[0].ID != ids[1] || archive.ListHash(list) != w.Hash {
		t.Fatal(len(list), err)
	}
	o.folder(v)
	o.sound()
	o.Set("2036-12-31 23:59")
	if over, err := o.x.Over(o.ctx, disp, 10); err != nil || len(over) != 0 {
		t.Error(over, err)
	}
	o.Set("2037-01-01 00:00")
	if over, err := o.x.Over(o.ctx, disp, 10); err != nil || len(over) != 1 || over[0].ID != v {
		t.Error(over, err)
	}
	if over, err := o.x.Over(o.ctx, far, 10); err != nil || len(over) != 0 {
		t.Error(over, err)
	}
}

// folder takes a volume out twice.
func (o *town) folder(v int64) {
	o.T.Helper()
	out, again := files{}, files{}
	for _, to := range []files{out, again} {
		if err := o.x.Export(o.ctx, o.Who["disp"], v, to, nil); err != nil {
			o.T.Fatal(err)
		}
	}
	if len(out) != 29*2+3 || !maps.EqualFunc(out, again, bytes.Equal) {
		o.T.Errorf("%d files", len(out))
	}
	sums := strings.Split(strings.TrimSpace(string(out["SHA256SUMS"])), "\n")
	if len(sums) != len(out)-1 {
		o.T.Errorf("%d sums", len(sums))
	}
	for _, line := range sums {
		sum, name, _ := strings.Cut(line, "  ")
		if h := sha256.Sum256(out[name]); hex.EncodeToString(h[:]) != sum || strings.ContainsAny(name, `/\`) {
			o.T.Errorf("%s does not hold", name)
		}
	}
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		z := archive.NewZip(w)
		if err := o.x.Export(o.ctx, o.Who["sup"], v, z, nil); err != nil || z.Close() != nil {
			o.T.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		o.T.Error("another ZIP each time")
	}
	ctx, stop := context.WithCancel(o.ctx)
	stop()
	if err := o.x.Export(ctx, o.Who["disp"], v, files{}, nil); err == nil {
		o.T.Error("it goes on when nobody waits")
	}
	want(o.T, o.x.Export(o.ctx, o.Who["far"], v, files{}, nil), "archive_missing")
}

func (o *town) sound() {
	o.T.Helper()
	o.CatchUp()
	if err := archive.Check(o.ctx, o.DB.Read(), o.x.City, nil, func(s string) { o.T.Error(s) }); err != nil {
		o.T.Fatal(err)
	}
}

// TestForged: verify tells when what lies in a closed volume is no longer what was locked.
func TestForged(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id, v := o.offer(1), o.volume()
	want(t, o.x.Arrange(o.ctx, o.Who["disp"], o.ID(), v, []int64{id}), "")
	want(t, o.x.Close(o.ctx, o.Who["disp"], o.ID(), v), "")
	o.sound()
	list := []archive.Entry{{ID: 1, Sum: "a"}, {ID: 2, Sum: "b"}}
	before := archive.ListHash(list)
	list[1].Sum = "c"
	if archive.ListHash(list) == before {
		t.Error("the hash does not hang on what an item says")
	}
	list[1].Sum = "b"
	slices.Reverse(list)
	if archive.ListHash(list) == before {
		t.Error("the hash does not hang on the order")
	}
}

// TestEnds: a term is counted from the year behind that of the volume.
func TestEnds(t *testing.T) {
	t.Parallel()
	if got := archive.Ends(2026, "10"); got != calendar.Of(time.Date(2037, 1, 1, 0, 0, 0, 0, calendar.China())) {
		t.Error(got.Time())
	}
	if archive.Ends(2026, "forever") != 0 {
		t.Error("for ever ends")
	}
}
