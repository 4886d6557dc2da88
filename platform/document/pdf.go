package document

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"sync"
	"time"

	"github.com/klippa-app/go-pdfium"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// PDF is read by PDFium, compiled to WebAssembly, in the child. Compiling that to machine code takes seconds and some
// 300 MB, so it is done once, by a child that reads no file, and kept in a folder (Cache); with it a child needs half
// a second and 60 MB.

const (
	compileMemory = 640 << 20 // bytes of data of a child that compiles
	compileTime   = 2 * time.Minute
	heapPages     = 1600 // of WebAssembly, 64 KiB each
)

// doneMark is the name of a file beside what was compiled, when all of it is there. A program with another PDFium or
// another compiler has another one, and compiles anew.
var doneMark = sync.OnceValue(func() string {
	h := sha256.New()
	fmt.Fprintln(h, runtime.Version(), runtime.GOOS, runtime.GOARCH)
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, d := range b.Deps {
			if d.Path == "github.com/klippa-app/go-pdfium" || d.Path == "github.com/tetratelabs/wazero" {
				fmt.Fprintln(h, d.Path, d.Version, d.Sum)
			}
		}
	}
	return fmt.Sprintf("ready-%x", h.Sum(nil)[:8])
})

// compiling is held while the reader is compiled.
var compiling sync.Mutex

// compiled is the folder in which the compiled reader lies, made if need be; "" where there can be none.
func compiled(ctx context.Context, dir string) string {
	if dir == "" {
		base, err := os.UserCacheDir()
		if err != nil {
			return ""
		}
		dir = filepath.Join(base, "xiaohao", "pdf")
	}
	compiling.Lock()
	defer compiling.Unlock()
	dir, err := filepath.Abs(dir)
	if err != nil || os.MkdirAll(dir, 0o700) != nil {
		return ""
	}
	if _, err := os.Stat(filepath.Join(dir, doneMark())); err == nil {
		return dir
	}
	o := order{Kind: compileOnly, Cache: dir, Memory: compileMemory}
	if _, err := child(context.WithoutCancel(ctx), o, nil, compileTime); err != nil {
		return ""
	}
	if os.WriteFile(filepath.Join(dir, doneMark()), nil, 0o600) != nil {
		return ""
	}
	return dir
}

// compile fills the folder.
func compile(dir string) error {
	_, _, err := openReader(dir)
	return err
}

// openReader starts PDFium without any file of this machine in its reach.
func openReader(cache string) (pdfium.Pool, pdfium.Pdfium, error) {
	rc := wazero.NewRuntimeConfig().WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling).
		WithMemoryLimitPages(heapPages).WithDebugInfoEnabled(false)
	if cache != "" {
		c, err := wazero.NewCompilationCacheWithDir(cache)
		if err != nil {
			return nil, nil, err
		}
		rc = rc.WithCompilationCache(c)
	}
	pool, err := webassembly.Init(webassembly.Config{MinIdle: 1, MaxIdle: 1, MaxTotal: 1, RuntimeConfig: rc,
		FSConfig: wazero.NewFSConfig()})
	if err != nil {
		return nil, nil, err
	}
	reader, err := pool.GetInstance(time.Minute)
	return pool, reader, err
}

func readPDF(o order, b []byte) (Facts, error) {
	if err := scanPDF(b); err != nil {
		return Facts{}, err
	}
	_, reader, err := openReader(o.Cache)
	if err != nil {
		return Facts{}, err
	}
	opened, err := reader.OpenDocument(&requests.OpenDocument{File: &b})
	if err != nil {
		if strings.Contains(strings.ToLower(err.Error()), "password") ||
			strings.Contains(strings.ToLower(err.Error()), "security") {
			return Facts{}, wrong(CodeEncrypted)
		}
		return Facts{}, wrong(CodeBroken).By(err)
	}
	doc := opened.Document
	count, err := reader.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: doc})
	switch {
	case err != nil || count.PageCount <= 0:
		return Facts{}, wrong(CodeBroken).By(err)
	case count.PageCount > o.Pages:
		return Facts{}, tooManyPages(o.Pages)
	}
	if js, err := reader.FPDFDoc_GetJavaScriptActionCount(&requests.FPDFDoc_GetJavaScriptActionCount{
		Document: doc}); err == nil && js.JavaScriptActionCount > 0 {
		return Facts{}, wrong(CodeScript)
	}
	if files, err := reader.FPDFDoc_GetAttachmentCount(&requests.FPDFDoc_GetAttachmentCount{
		Document: doc}); err == nil && files.AttachmentCount > 0 {
		return Facts{}, wrong(CodeEmbedded)
	}
	f := Facts{Kind: PDF, Pages: count.PageCount}
	if meta, err := reader.GetMetaData(&requests.GetMetaData{Document: doc}); err == nil {
		for _, t := range meta.Tags {
			if t.Value != "" && (t.Tag == "Title" || t.Tag == "Subject" || t.Tag == "Keywords") {
				f.Names = append(f.Names, t.Value)
			}
		}
	}
	var text strings.Builder
	for i := range count.PageCount {
		p, err := reader.GetPageText(&requests.GetPageText{Page: requests.Page{ByIndex: &requests.PageByIndex{
			Document: doc, Index: i}}})
		if err != nil {
			return Facts{}, wrong(CodeBroken).By(err)
		}
		if text.WriteString(tidy(p.Text)); text.Len() > o.Text {
			return Facts{}, tooLong()
		}
		text.WriteByte('\n')
	}
	f.Text = text.String()
	if f.Scanned = strings.TrimSpace(f.Text) == ""; f.Scanned {
		f.Text = ""
	}
	return f, nil
}

// tidy gives a page's text the line ends that everything else uses, and drops what is no character.
func tidy(s string) string {
	s = strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n")
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\n' && r != '\t' || r == '\ufffe' || r == '\uffff' || r == '\ufffd' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

var errFilter = errors.New("objects packed in a way that cannot be looked through")
