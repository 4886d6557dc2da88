package archive

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/loop/calendar"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// Folder is where the files of a volume go, one after the other: a ZIP, or a folder on a disk.
type Folder interface {
	Put(name string, data []byte) error
}

// Export puts a volume into a folder: its list as a document and as JSON, each item as a document and as JSON, and at
// the end the SHA-256 of each of them. One item is held at a time; the same volume gives the same bytes. It stops when
// ctx ends; progress is told how many of how many items are there, nil for nobody.
func (x *Archive) Export(ctx context.Context, caller org.Caller, volume int64, to Folder,
	progress func(done, total int)) error {
	w, err := x.Volume(ctx, caller, volume)
	if err != nil {
		return err
	}
	list, err := x.Items(ctx, caller, w)
	if err != nil {
		return err
	}
	sums := &summed{to: to}
	if err := x.contents(w, list, sums); err != nil {
		return err
	}
	for i, e := range list {
		if err := ctx.Err(); err != nil {
			return err
		}
		full, err := x.Item(ctx, caller, e.ID)
		if err != nil {
			return err
		}
		if err := x.putItem(i+1, full, sums); err != nil {
			return fmt.Errorf("item %d: %w", e.ID, err)
		}
		if progress != nil {
			progress(i+1, len(list))
		}
	}
	return to.Put("SHA256SUMS", []byte(sums.String()))
}

// contents puts the list of a volume 卷内目录.
func (x *Archive) contents(w *Volume, list []Entry, to *summed) error {
	var b bytes.Buffer
	if err := x.ListFile(w, list).Write(&b); err != nil {
		return err
	}
	if err := to.Put("目录.docx", b.Bytes()); err != nil {
		return err
	}
	data, err := json.MarshalIndent(struct {
		Volume *Volume `json:"volume"`
		Items  []Entry `json:"items"`
	}{w, list}, "", " ")
	if err != nil {
		return err
	}
	return to.Put("目录.json", append(data, '\n'))
}

// putItem puts one item.
func (x *Archive) putItem(n int, e Entry, to *summed) error {
	var b bytes.Buffer
	if err := x.File(e).Docx(&b); err != nil {
		return err
	}
	name := fmt.Sprintf("%04d %s", n, fileName(e.Title))
	if err := to.Put(name+".docx", b.Bytes()); err != nil {
		return err
	}
	data, err := json.MarshalIndent(e, "", " ")
	if err != nil {
		return err
	}
	return to.Put(name+".json", append(data, '\n'))
}

// longName is how much of a title a file's name holds.
const longName = 40

// fileName is a title as a part of a file's name that every system takes.
func fileName(title string) string {
	s := strings.Map(func(r rune) rune {
		if r < ' ' || strings.ContainsRune(`/\:*?"<>|`, r) {
			return '_'
		}
		return r
	}, title)
	r := []rune(s)
	return strings.Trim(string(r[:min(len(r), longName)]), " .")
}

// File is an item as a document.
func (x *Archive) File(e Entry) paper.Official {
	c := e.Content
	o := paper.Official{Lang: lang.Zh, Issuer: e.Author, Number: e.Number, Signer: e.Signer, Title: e.Title,
		Heads: c.Columns, Rows: c.Rows, Foot: c.Foot, Date: dayWords(e.Day), City: x.Policy().City.Zh}
	if len(e.To) > 0 {
		o.To = strings.Join(e.To, "、") + "："
	}
	if c.Basis != "" {
		o.Body = append(o.Body, c.Basis)
	}
	o.Body = append(o.Body, c.Paragraphs...)
	return o
}

func dayWords(day string) string {
	t, err := time.ParseInLocation(time.DateOnly, day, calendar.China())
	if err != nil {
		return day
	}
	return lang.Date(lang.Zh, calendar.Of(t))
}

// ListFile is the list of a volume as a document.
func (x *Archive) ListFile(w *Volume, list []Entry) paper.File {
	t := func(key string, args ...string) string {
		m := map[string]string{}
		for i := 0; i+1 < len(args); i += 2 {
			m[args[i]] = args[i+1]
		}
		return lang.T(lang.Zh, key, m)
	}
	f := paper.File{Lang: lang.Zh, Title: w.Title, Author: x.Policy().City.Zh, Owner: x.Policy().City.Zh}
	g := paper.Grid{}
	for _, k := range []string{"nth", "number", "author", "title", "day", "pages"} {
		g.Heads = append(g.Heads, t("archive.column."+k))
	}
	for i, e := range list {
		g.Rows = append(g.Rows, []string{strconv.Itoa(i + 1), e.Number, e.Author, e.Title, e.Day,
			strconv.Itoa(e.Pages)})
	}
	f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Title, Text: t("archive.list")},
		paper.Paragraph{Style: paper.Text, Text: t("archive.volume_said", "title", w.Title, "year",
			strconv.Itoa(w.Year),
			"keep", TermWords(lang.Zh, w.Keep), "n", strconv.Itoa(len(list)))}, g)
	if w.Hash != "" {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Small, Text: t("archive.hash") + w.Hash})
	}
	for _, n := range w.Notes {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Small, Text: t("archive.note_said", "text", n.Text,
			"at", lang.Date(lang.Zh, n.At))})
	}
	return f
}

// TermWords is a term in words.
func TermWords(l, keep string) string {
	if keep == policy.Forever {
		return lang.T(l, "archive.forever", nil)
	}
	return lang.T(l, "archive.years", map[string]string{"n": keep})
}

// summed keeps the SHA-256 of what goes through it, as sha256sum writes and checks them.
type summed struct {
	to Folder
	strings.Builder
}

func (s *summed) Put(name string, data []byte) error {
	h := sha256.Sum256(data)
	fmt.Fprintf(s, "%s  %s\n", hex.EncodeToString(h[:]), name)
	return s.to.Put(name, data)
}

// Zip is a folder that is written as a ZIP while it is filled. Close ends it.
type Zip struct{ z *zip.Writer }

// NewZip begins one.
func NewZip(w io.Writer) Zip { return Zip{zip.NewWriter(w)} }

// Put implements Folder.
func (z Zip) Put(name string, data []byte) error {
	out, err := z.z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate,
		Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
	if err == nil {
		_, err = out.Write(data)
	}
	return err
}

// Close ends the ZIP.
func (z Zip) Close() error { return z.z.Close() }

// Dir is a folder on a disk, which is there.
type Dir string

// Put implements Folder.
func (d Dir) Put(name string, data []byte) error {
	return os.WriteFile(filepath.Join(string(d), name), data, 0o640)
}
