package kit

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"net/http"
	"path"
	"strings"
	"sync"

	"xiaohao/faces/gate"
)

//go:embed static
var staticFiles embed.FS

// styles are the layers of app.css, in order: later ones win.
var styles = []string{"tokens.css", "base.css", "parts.css", "forms.css", "pages.css", "score.css",
	"points.css", "print.css"}

// Bundle is every static file by its name, with the style layers joined into app.css, and the version that all
// addresses carry.
var Bundle = sync.OnceValues(func() (map[string][]byte, string) {
	files := map[string][]byte{}
	entries, err := staticFiles.ReadDir("static")
	if err != nil {
		panic(err)
	}
	sum := sha256.New()
	for _, e := range entries {
		b, err := staticFiles.ReadFile("static/" + e.Name())
		if err != nil {
			panic(err)
		}
		files[e.Name()] = b
		sum.Write(b)
	}
	var css bytes.Buffer
	for _, s := range styles {
		css.Write(files[s])
		delete(files, s)
	}
	files["app.css"] = css.Bytes()
	for name, b := range files {
		if path.Ext(name) == ".css" && !strings.HasPrefix(name, "leaflet") {
			files[name] = older(b)
		}
	}
	return files, hex.EncodeToString(sum.Sum(nil)[:6])
})

// squeezed are the static files that are worth it, compressed once.
var squeezed = sync.OnceValue(func() map[string][]byte {
	files, _ := Bundle()
	out := map[string][]byte{}
	for name, body := range files {
		var b bytes.Buffer
		w, err := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if err != nil {
			panic(err) // the level is one
		}
		_, _ = w.Write(body)
		_ = w.Close()
		if b.Len() < len(body) {
			out[name] = b.Bytes()
		}
	}
	return out
})

// Asset is the address of a static file; it changes whenever any of them does, so that browsers may keep them for ever.
func Asset(name string) string {
	_, version := Bundle()
	return "/static/" + version + "/" + name
}

var types = map[string]string{".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8",
	".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8"}

// Static serves /static/{version}/{name}.
func Static(w http.ResponseWriter, r *http.Request) {
	files, version := Bundle()
	b, ok := files[r.PathValue("name")]
	if !ok {
		http.NotFound(w, r)
		return
	}
	h := w.Header()
	h.Set("Content-Type", types[path.Ext(r.PathValue("name"))])
	h.Set("Cache-Control", "no-cache")
	if r.PathValue("version") == version {
		h.Set("Cache-Control", "public, max-age=31536000, immutable")
	}
	h.Set("Vary", "Accept-Encoding")
	if z := squeezed()[r.PathValue("name")]; z != nil && gate.Squeezes(r) {
		h.Set("Content-Encoding", "gzip")
		b = z
	}
	_, _ = w.Write(b)
}
