package programs

import (
	"bytes"
	"compress/gzip"
	"embed"
	"io"
	"net/http"
	"strings"

	"xiaohao/faces/gate"
	"xiaohao/faces/web/kit"
)

//go:embed reader
var readerFiles embed.FS

// The reader is Swagger UI. Its files carry their version in their names, so that browsers may keep them for ever.
const (
	script = "swagger-ui-bundle-5.35.0.js"
	style  = "swagger-ui-5.35.0.css"
)

func address(name string) string { return "/reader/" + name }

// reader serves a file of the reader. It lies packed, and is sent so to all browsers but those that do not read it.
func reader(c *kit.Call) error {
	name := c.R.PathValue("name")
	packed, err := readerFiles.ReadFile("reader/" + name + ".gz")
	if err != nil {
		return c.Nowhere()
	}
	h := c.W.Header()
	h.Set("Cache-Control", "public, max-age=31536000, immutable")
	h.Set("Vary", "Accept-Encoding")
	h.Set("Content-Type", "text/css; charset=utf-8")
	if strings.HasSuffix(name, ".js") {
		h.Set("Content-Type", "text/javascript; charset=utf-8")
	}
	if gate.Squeezes(c.R) {
		h.Set("Content-Encoding", "gzip")
		_, err = c.W.Write(packed)
		return err
	}
	return unpacked(c.W, packed)
}

func unpacked(w http.ResponseWriter, packed []byte) error {
	z, err := gzip.NewReader(bytes.NewReader(packed))
	if err == nil {
		_, err = io.Copy(w, z)
	}
	return err
}
