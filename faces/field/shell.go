package field

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"html/template"
	"net/http"
	"path"
	"regexp"
	"slices"
	"strings"
	"sync"

	"xiaohao/faces/gate"
	"xiaohao/platform/lang"
)

//go:embed static
var staticFiles embed.FS

// shell is every file of the app by its name, squeezed beforehand, and the version that stands in all addresses.
type shell struct {
	version string
	plain   map[string][]byte
	gzip    map[string][]byte
	names   []string // what the phone keeps, sorted
}

// templates are filled in for each answer; workers are the service worker with and without sending in the background.
const (
	pageFile   = "page.html"
	workerFile = "worker.js"
	cacheFile  = "cache.js"
)

var app = sync.OnceValue(func() *shell {
	s := &shell{plain: map[string][]byte{}, gzip: map[string][]byte{}}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	var scripts strings.Builder
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		s.plain[e.Name()] = b
		scripts.Write(b)
	}
	for _, l := range lang.All() {
		s.plain["words."+l+".json"] = words(l, scripts.String())
	}
	for name := range s.plain {
		s.names = append(s.names, name)
	}
	slices.Sort(s.names)
	sum := sha256.New()
	for _, name := range s.names {
		sum.Write([]byte(name))
		sum.Write(s.plain[name])
	}
	s.version = hex.EncodeToString(sum.Sum(nil)[:6])
	s.names = slices.DeleteFunc(s.names, func(n string) bool {
		return n == pageFile || n == workerFile || n == cacheFile
	})
	for _, name := range s.names {
		s.gzip[name] = squeezed(s.plain[name])
	}
	return s
})

// said are the sentences that a script asks for.
var said = regexp.MustCompile(`"([a-z_]+(?:\.[a-z0-9_]+)+)"`)

// begun are the beginnings of those that it puts together.
var begun = []string{"state.", "phone.", "tally.of."}

// words are the sentences of the app in a language, from the one catalogue.
func words(l, scripts string) []byte {
	out := map[string]string{}
	for _, m := range said.FindAllStringSubmatch(scripts, -1) {
		if lang.Has(m[1]) {
			out[m[1]] = lang.T(l, m[1], nil)
		}
	}
	for _, k := range lang.Keys() {
		if slices.ContainsFunc(begun, func(b string) bool { return strings.HasPrefix(k, b) }) {
			out[k] = lang.T(l, k, nil)
		}
	}
	b, err := json.Marshal(out)
	if err != nil {
		panic(err)
	}
	return b
}

func squeezed(b []byte) []byte {
	var out bytes.Buffer
	z, _ := gzip.NewWriterLevel(&out, gzip.BestCompression)
	_, _ = z.Write(b)
	_ = z.Close()
	return out.Bytes()
}

// kinds are the content types by extension.
var kinds = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".png": "image/png", ".json": "application/json; charset=utf-8"}

// file serves a file of the shell. Its address holds the version, so it never changes.
func (f *Field) file(w http.ResponseWriter, r *http.Request) {
	s, name := app(), r.PathValue("file")
	if s.gzip[name] == nil {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", kinds[path.Ext(name)])
	h.Set("Cache-Control", "no-cache")
	if r.PathValue("version") == s.version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	body := s.plain[name]
	if gate.Squeezes(r) {
		h.Set("Content-Encoding", "gzip")
		body = s.gzip[name]
	}
	_, _ = w.Write(body)
}

var pageTemplate = sync.OnceValue(func() *template.Template {
	return template.Must(template.New("").Parse(string(app().plain[pageFile])))
})

// page is the document that everything in the app is shown in; the same for everybody, so that the phone may keep it.
func (f *Field) page(w http.ResponseWriter, r *http.Request) {
	l := language(r)
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-cache")
	gz := gate.Squeeze(w, r)
	defer gz.Close()
	_ = pageTemplate().Execute(gz, struct{ Lang, Version, Title, Wait, Script string }{l, app().version,
		lang.T(l, "phone.title", nil), lang.T(l, "phone.starting", nil), lang.T(l, "phone.script", nil)})
}

// worker serves the service worker: it names what the phone keeps, so a new version of anything makes it a new worker.
func (f *Field) worker(w http.ResponseWriter, r *http.Request) {
	name := r.PathValue("worker")
	if name != workerFile && name != cacheFile {
		gate.Problem(w, language(r), errNoPage)
		return
	}
	s := app()
	list := []string{"/field/", "/field/manifest.webmanifest"}
	for _, n := range s.names {
		list = append(list, "/field/shell/"+s.version+"/"+n)
	}
	raw, _ := json.Marshal(list)
	h := w.Header()
	h.Set("Content-Type", kinds[".js"])
	h.Set("Cache-Control", "no-cache")
	gz := gate.Squeeze(w, r)
	defer gz.Close()
	_, _ = gz.Write([]byte(strings.NewReplacer("__VERSION__", s.version,
		`"__KEEP__"`, string(raw)).Replace(string(s.plain[name]))))
}

// manifest lets the phone put the app on its home screen.
func (f *Field) manifest(w http.ResponseWriter, r *http.Request) {
	type icon struct {
		Src     string `json:"src"`
		Sizes   string `json:"sizes"`
		Type    string `json:"type"`
		Purpose string `json:"purpose"`
	}
	l := language(r)
	w.Header().Set("Content-Type", "application/manifest+json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-cache")
	src := "/field/shell/" + app().version + "/icon.svg"
	_ = json.NewEncoder(w).Encode(struct {
		ID         string `json:"id"`
		Name       string `json:"name"`
		ShortName  string `json:"short_name"`
		Lang       string `json:"lang"`
		StartURL   string `json:"start_url"`
		Scope      string `json:"scope"`
		Display    string `json:"display"`
		Background string `json:"background_color"`
		Theme      string `json:"theme_color"`
		Icons      []icon `json:"icons"`
	}{"/field/", lang.T(l, "phone.title", nil), lang.T(l, "phone.short", nil), l, "/field/", "/field/", "standalone",
		"#f3f4ef", "#0b3b2d",
		[]icon{{src, "any", "image/svg+xml", "any"}, {src, "any", "image/svg+xml", "maskable"}}})
}
