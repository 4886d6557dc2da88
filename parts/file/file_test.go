package file_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xiaohao/city/citytest"
	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/parts/file"
	"xiaohao/platform/document"
	"xiaohao/platform/document/documenttest"
	"xiaohao/platform/photo"
	"xiaohao/platform/store"
)

func TestMain(m *testing.M) {
	photo.Helper()
	document.Helper()
	os.Exit(m.Run())
}

// town is a city with its files, and a matter in hand of the clerk's unit.
type town struct {
	*citytest.Office
	*file.Files
	ctx context.Context
	id  int64
}

func newTown(t testing.TB) *town {
	o := citytest.New(t)
	x, ok := part.Find[*file.Files](o.Values)
	if !ok {
		t.Fatal("no files")
	}
	id := o.Assigned()
	o.Give("clerk", id, &matter.Sign{})
	return &town{o, x, context.Background(), id}
}

func (o *town) add(login, name string, data []byte) (file.Added, error) {
	return o.AddToMatter(o.ctx, o.Who[login], o.ID(), o.id, name, bytes.NewReader(data))
}

func (o *town) must(login, name string, data []byte) file.Added {
	o.T.Helper()
	a, err := o.add(login, name, data)
	if err != nil {
		o.T.Fatal(err)
	}
	return a
}

func (o *town) refused(code, login, name string, data []byte) {
	o.T.Helper()
	if _, err := o.add(login, name, data); fault.Code(err) != code {
		o.T.Errorf("%s %s: %v, want %s", login, name, err, code)
	}
}

func (o *town) policy(from, to string) {
	o.T.Helper()
	source := strings.Replace(string(o.Policy().Source()), from, to, 1)
	if source == string(o.Policy().Source()) {
		o.T.Fatalf("the policy has no %q", from)
	}
	if err := o.SetPolicy(o.ctx, o.Who["admin"], o.ID(), []byte(source)); err != nil {
		o.T.Fatal(err)
	}
}

// lies says in which file of the city some bytes lie.
func (o *town) lies(what []byte) (found string) {
	o.T.Helper()
	err := filepath.WalkDir(o.Folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || strings.Contains(path, "/pdf/") {
			return err
		}
		b, err := os.ReadFile(path)
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		if bytes.Contains(b, what) {
			found = path
		}
		return nil
	})
	if err != nil {
		o.T.Fatal(err)
	}
	return found
}

func TestKept(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	data := documenttest.Word("已补种香樟三十株")
	a := o.must("clerk", `C:\资料\整改 说明.docx`, data)
	if a.Again || a.Name != "整改 说明.docx" || a.Size != int64(len(data)) || a.Kind != document.Word ||
		a.Person != o.Who["clerk"].Person || a.At == 0 {
		t.Errorf("%+v", a)
	}
	if b := o.must("disp", "another name.docx", data); !b.Again || b.ID != a.ID {
		t.Errorf("the same bytes: %+v", b)
	}
	for _, login := range []string{"disp", "ver", "sup", "head"} {
		list, err := o.OfMatter(o.ctx, o.Who[login], o.id)
		if err != nil || len(list) != 1 || list[0].ID != a.ID {
			t.Errorf("%s: %v %v", login, list, err)
		}
	}
	f, r, err := o.OpenOfMatter(o.ctx, o.Who["ver"], o.id, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	if b, err := io.ReadAll(r); err != nil || !bytes.Equal(b, data) || f.Hash != a.Hash {
		t.Errorf("%d bytes, %v", len(b), err)
	}
	if text, err := o.TextOfMatter(o.ctx, o.Who["ver"], o.id, a.ID); err != nil || text != "已补种香樟三十株\n\n" {
		t.Errorf("%q %v", text, err)
	}
	o.proven()
}

// proven proves the table, and that it is made again as it is.
func (o *town) proven() {
	o.T.Helper()
	o.CatchUp()
	err := file.Part.Check(o.ctx, o.DB.Read(), 4304, func(int64, int64) {}, func(s string) { o.T.Error(s) })
	if err != nil {
		o.T.Error(err)
	}
}

// TestRetry: the same command again is one file, another file under its id is refused.
func TestRetry(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id, data := o.ID(), []byte("整改情况说明")
	var first file.Added
	for range 2 {
		a, err := o.AddToMatter(o.ctx, o.Who["clerk"], id, o.id, "a.txt", bytes.NewReader(data))
		if err != nil || first.ID != 0 && a.ID != first.ID {
			t.Fatalf("%+v %v", a, err)
		}
		first = a
	}
	if _, err := o.AddToMatter(o.ctx, o.Who["clerk"], id, o.id, "b.txt", strings.NewReader("别的")); fault.Of(err).Kind !=
		fault.Conflict {
		t.Errorf("%v", err)
	}
	if at := o.lies([]byte("别的")); at != "" {
		t.Errorf("a refused file lies in %s", at)
	}
}

// TestSecrets: what bears a mark is refused, wherever the mark stands, and not a byte of it lies on the disk.
func TestSecrets(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	const needle = "a-sentence-that-lies-nowhere"
	word := documenttest.WordParts(needle)
	zip := func(more documenttest.Parts) []byte { return documenttest.Zip(word.With(more)) }
	for name, c := range map[string]struct {
		name, code string
		data       []byte
	}{
		"text":    {"a.txt", "file_secret", []byte(needle + "\n机密★10年\n")},
		"name":    {"机密-纪要.txt", "file_secret", []byte(needle)},
		"body":    {"a.docx", "file_secret", documenttest.Word(needle, "秘密★1年")},
		"header":  {"a.docx", "file_secret", zip(documenttest.Parts{"word/header1.xml": documenttest.Header("绝密★长期")})},
		"picture": {"a.docx", "file_secret", zip(documenttest.Parts{"word/media/机密_附图.png": "x"})},
		"title": {"a.docx", "file_secret", zip(documenttest.Parts{
			"docProps/core.xml": `<c><title>【秘密】通知</title></c>`})},
		"cell": {"a.docx", "file_secret", zip(documenttest.Parts{"word/document.xml": documenttest.Body(
			`<w:tbl><w:tr><w:tc><w:p><w:r><w:t>份号</w:t></w:r></w:p></w:tc>` +
				`<w:tc><w:p><w:r><w:t>机密</w:t></w:r></w:p></w:tc>` +
				`<w:tc><w:p><w:r><w:t>特急</w:t></w:r></w:p></w:tc></w:tr></w:tbl>`)})},
		"sheet":    {"a.xlsx", "file_secret", documenttest.Excel("机密★1年", needle)},
		"internal": {"a.txt", "file_internal", []byte(needle + "\n内部资料 注意保存\n")},
		"macro":    {"a.docx", document.CodeMacro, zip(documenttest.Parts{"word/vbaProject.bin": needle})},
		"old":      {"a.doc", document.CodeOld, append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), needle...)},
	} {
		t.Run(name, func(t *testing.T) { o.refused(c.code, "clerk", c.name, c.data) })
	}
	if at := o.lies([]byte(needle)); at != "" {
		t.Errorf("it lies in %s", at)
	}
	if list, err := o.OfMatter(o.ctx, o.Who["clerk"], o.id); len(list) != 0 || err != nil {
		t.Errorf("%v %v", list, err)
	}
	o.policy("internal: false", "internal: true")
	if a := o.must("clerk", "a.txt", []byte("内部资料 注意保存\n")); a.Mark != "内部资料" {
		t.Errorf("%+v", a)
	}
	o.refused("file_secret", "clerk", "b.txt", []byte("内部资料 注意保存\n秘密★\n"))
	if at := o.lies([]byte("注意保存")); at == "" {
		t.Error("the search finds nothing that lies there")
	}
}

func TestPolicy(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.policy("files: {types: [pdf, docx, xlsx, picture, text], most_mb: 20, pages: 200, a_day: 200",
		"files: {types: [pdf, docx], most_mb: 1, pages: 2, a_day: 2")
	o.refused("file_kind", "clerk", "a.txt", []byte("x"))
	o.refused(document.CodeLarge, "clerk", "a.txt", make([]byte, 1<<20+1))
	page := documenttest.Body(strings.Repeat(`<w:p><w:r><w:br w:type="page"/></w:r></w:p>`, 2))
	o.refused(document.CodePages, "clerk", "a.docx", documenttest.Zip(documenttest.WordParts().With(
		documenttest.Parts{"word/document.xml": page})))
	o.must("clerk", "a.docx", documenttest.Word("一"))
	o.must("clerk", "b.docx", documenttest.Word("二"))
	o.refused("file_a_day", "clerk", "c.docx", documenttest.Word("三"))
	o.must("disp", "c.docx", documenttest.Word("三"))
	o.Set("2026-11-17 00:01")
	o.must("clerk", "d.docx", documenttest.Word("四"))
}

// TestEvidence: a step that policy asks a file for is refused until one hangs on the matter, and again after that one
// was withdrawn.
func TestEvidence(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	o.policy("  problem:\n    fix: {photos: 1, note: true}", "  problem:\n    fix: {files: 1, note: true}")
	fix := func() error {
		_, err := o.Do(o.ctx, o.Who["clerk"], desk.Command{ID: o.ID(), Matter: o.id, Body: &matter.Fix{Note: "补种了"}})
		return err
	}
	if err := fix(); fault.Code(err) != "files_missing" {
		t.Fatalf("%v", err)
	}
	a := o.must("clerk", "a.txt", []byte("验收单"))
	withdraw := func(login string) error {
		return o.WithdrawFromMatter(o.ctx, o.Who[login], o.ID(), o.id, a.ID, "传错了")
	}
	if err := withdraw("disp"); fault.Code(err) != "not_allowed" {
		t.Errorf("of another: %v", err)
	}
	if err := withdraw("clerk"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.OfMatterOne(o.ctx, o.Who["clerk"], o.id, a.ID); fault.Code(err) != "files_gone" {
		t.Errorf("withdrawn: %v", err)
	}
	if err := fix(); fault.Code(err) != "files_missing" {
		t.Fatalf("after it was withdrawn: %v", err)
	}
	a = o.must("clerk", "a.txt", []byte("验收单"))
	if err := fix(); err != nil {
		t.Fatal(err)
	}
	if err := withdraw("clerk"); fault.Code(err) != "file_fixed" {
		t.Errorf("evidence of what was claimed: %v", err)
	}
	if err := withdraw("sup"); err != nil {
		t.Errorf("by the supervisor: %v", err)
	}
	o.proven()
}

// TestWho: who may add, and who may know.
func TestWho(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	data := func(s string) []byte { return []byte("说明：" + s) }
	for _, login := range []string{"clerk", "head", "disp", "sup"} {
		o.must(login, "a.txt", data(login))
	}
	o.refused("matter_missing", "far", "a.txt", data("far"))
	o.refused("not_allowed", "ver", "a.txt", data("ver"))
	o.refused("matter_missing", "admin", "a.txt", data("admin"))
	help := o.Give("", 0, &matter.Report{Area: citytest.Village, Kind: matter.Help, Text: "老人走失"})
	if _, err := o.AddToMatter(o.ctx, o.Who["disp"], o.ID(), help, "a.txt", strings.NewReader("x")); err == nil {
		t.Error("a help matter took a file")
	}
}

// TestMerged: the files of a matter that was merged are shown with the one that goes on.
func TestMerged(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	other := o.Give("", 0, &matter.Report{Area: citytest.Village, Text: "绿化带缺了一大片，还没有补"})
	o.Give("disp", other, &matter.List{Category: "green.damage"})
	a, err := o.AddToMatter(o.ctx, o.Who["disp"], o.ID(), other, "b.txt", strings.NewReader("来件"))
	if err != nil {
		t.Fatal(err)
	}
	o.Give("disp", other, &matter.Merge{Into: o.id})
	list, err := o.OfMatter(o.ctx, o.Who["clerk"], o.id)
	if err != nil || len(list) != 1 || list[0].ID != a.ID {
		t.Errorf("%v %v", list, err)
	}
	if _, r, err := o.OpenOfMatter(o.ctx, o.Who["clerk"], o.id, a.ID); err != nil {
		t.Error(err)
	} else {
		r.Close()
	}
}

// TestShelf: files of another part's things are apart from those of matters and of each other.
func TestShelf(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	s := o.Shelf("meeting")
	areas := []area.Code{citytest.County}
	a, err := s.Add(o.ctx, o.Who["disp"], o.ID(), o.id, areas, "纪要.txt", strings.NewReader("会议纪要"))
	if err != nil {
		t.Fatal(err)
	}
	if list, err := o.OfMatter(o.ctx, o.Who["disp"], o.id); err != nil || len(list) != 0 {
		t.Errorf("%v %v", list, err)
	}
	if _, err := o.Shelf("plan").Get(o.ctx, o.id, a.ID); fault.Code(err) != "files_gone" {
		t.Errorf("%v", err)
	}
	if _, err := s.Get(o.ctx, o.id+1, a.ID); fault.Code(err) != "files_gone" {
		t.Errorf("%v", err)
	}
	if _, err := s.Add(o.ctx, org.Caller{}, o.ID(), o.id, areas, "a.txt", strings.NewReader("x")); fault.Code(err) !=
		"not_allowed" {
		t.Errorf("%v", err)
	}
	if text, err := s.Text(o.ctx, o.id, a.ID); err != nil || text != "会议纪要" {
		t.Errorf("%q %v", text, err)
	}
	if err := s.Withdraw(o.ctx, o.Who["disp"], o.ID(), o.id, a.ID, " "); fault.Code(err) != "file_reason" {
		t.Errorf("%v", err)
	}
	if err := s.Withdraw(o.ctx, o.Who["disp"], o.ID(), o.id, a.ID, "重复"); err != nil {
		t.Error(err)
	}
}

// TestScope: whoever does not see a matter learns of no file of it, by no way.
func TestScope(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	a := o.must("clerk", "a.txt", []byte("说明"))
	logins := []string{"disp", "clerk", "head", "ver", "far", "sup", "lead", "admin"}
	rapid.Check(t, func(t *rapid.T) {
		c := o.Who[rapid.SampledFrom(logins).Draw(t, "login")]
		if rapid.Bool().Draw(t, "less") && len(c.Posts) > 0 {
			c.Posts = c.Posts[:len(c.Posts)-1]
		}
		_, err := o.Matter(o.ctx, c, o.id)
		sees := err == nil && len(c.Posts) > 0
		_, one := o.OfMatterOne(o.ctx, c, o.id, a.ID)
		_, list := o.OfMatter(o.ctx, c, o.id)
		_, r, open := o.OpenOfMatter(o.ctx, c, o.id, a.ID)
		_, text := o.TextOfMatter(o.ctx, c, o.id, a.ID)
		if open == nil {
			r.Close()
		}
		for what, err := range map[string]error{"one": one, "list": list, "open": open, "text": text} {
			if (err == nil) != sees || !sees && fault.Of(err).Kind != fault.Missing {
				t.Fatalf("%s: %v, sees %v", what, err, sees)
			}
		}
	})
}

// TestAnyBytes: whatever is sent, there is a file or a typed fault, and what was refused lies nowhere.
func TestAnyBytes(t *testing.T) {
	o := newTown(t)
	o.policy("a_day: 200", "a_day: 10000")
	n := 0
	rapid.Check(t, func(t *rapid.T) {
		if n++; n > 25 {
			return // each starts a child
		}
		b := documenttest.Word(fmt.Sprintf("needle-%d-of-a-file", n))
		for range rapid.IntRange(0, 4).Draw(t, "changes") {
			b[rapid.IntRange(0, len(b)-1).Draw(t, "at")] = rapid.Byte().Draw(t, "byte")
		}
		_, err := o.add("clerk", rapid.String().Draw(t, "name"), b)
		if err == nil {
			return
		}
		if e := fault.Of(err); e.Kind == fault.Internal {
			t.Fatalf("no typed fault: %v", err)
		}
		if at := o.lies(b); at != "" {
			t.Fatalf("a refused file lies in %s", at)
		}
	})
}

func TestClean(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"a.docx": "a.docx", "../../etc/passwd": "passwd.docx", `C:\x\报告.doc`: "报告.docx", "": "file.docx",
		"a\u202excod.exe": "axcod.docx", "a／b．pdf": "b.docx", "x\x00y\n.docx": "xy.docx", "...": "file.docx",
		"a.pdf.exe.docx": "a.docx", `<b>"x"|*?.docx`: "_b__x____.docx", "会议。纪要.docx": "会议。纪要.docx",
	} {
		if got := file.Clean(name, ".docx"); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		got := file.Clean(rapid.String().Draw(t, "name"), ".pdf")
		if strings.ContainsAny(got, "/\\\x00\r\n\"<>|:*?;%") || !strings.HasSuffix(got, ".pdf") ||
			len([]rune(got)) > 120 ||
			strings.HasPrefix(got, ".") || file.Clean(got, ".pdf") != got {
			t.Fatalf("%q", got)
		}
	})
}

// TestFiles: verify is told of every file that an event rests on, and notices one that changed.
func TestFiles(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	a := o.must("clerk", "a.txt", []byte("说明"))
	p := o.must("clerk", "b.png", o.Photo().Bytes())
	if p.View == "" || p.Kind != document.Picture {
		t.Errorf("%+v", p)
	}
	events, err := o.Ledger().Events(o.ctx, o.DB.Read(), p.ID, 0, 10)
	if err != nil || len(events) != 1 {
		t.Fatalf("%v %v", events, err)
	}
	names, err := file.Part.Files(events[0])
	if err != nil || len(names) != 2 || names[0] != p.Hash || names[1] != p.View {
		t.Errorf("%v %v", names, err)
	}
	if err := o.DB.Write(o.ctx, func(tx *store.Tx) error {
		_, err := tx.Exec(o.ctx, `UPDATE file_kept SET person = 99 WHERE id = $1`, a.ID)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	told := 0
	if err := file.Part.Check(o.ctx, o.DB.Read(), 4304, func(int64, int64) {}, func(string) { told++ }); err != nil ||
		told == 0 {
		t.Errorf("a changed row: told %d, %v", told, err)
	}
}

func TestFilesInPolicy(t *testing.T) {
	t.Parallel()
	f := policy.Default().Files
	if f.MostMB != 20 || f.Pages != 200 || f.ADay != 200 || f.Internal || len(f.Types) != len(document.Kinds()) {
		t.Errorf("%+v", f)
	}
}
