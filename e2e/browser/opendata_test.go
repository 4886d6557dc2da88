package browser

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestOpenDataReadByOthers reads the Parquet file of the demo with a reader that others wrote, and compares it row by
// row with the CSV and the GeoJSON.
func TestOpenDataReadByOthers(t *testing.T) {
	t.Parallel()
	_, err := exec.LookPath("node")
	if err == nil {
		err = fromNPM()
	}
	if err != nil && os.Getenv("CI") == "true" {
		t.Fatal(err)
	}
	if err != nil {
		t.Skip("node is not there, or npm could not bring hyparquet: nobody else reads the Parquet file")
	}
	for _, area := range []string{"430400000000", "430405000000"} {
		get := func(name string) []byte { return fetched(t, "/data/"+area+"/"+name) }
		columnar := byOthers(t, get("matters.parquet"))
		var geo struct {
			Features []struct{ Properties map[string]any }
		}
		if err := json.Unmarshal(get("matters.geojson"), &geo); err != nil {
			t.Fatal(err)
		}
		table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(get("matters.csv"), []byte("\uFEFF")))).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		if n := len(columnar); n < 20 || len(geo.Features) != n || len(table) != n+1 {
			t.Fatalf("%s: %d rows in Parquet, %d in GeoJSON, %d in CSV", area, n, len(geo.Features), len(table)-1)
		}
		for i, row := range columnar {
			if d := cmp.Diff(geo.Features[i].Properties, row); d != "" {
				t.Fatalf("%s, row %d (-GeoJSON +Parquet):\n%s", area, i, d)
			}
			line := map[string]string{}
			for j, name := range table[0] {
				line[name] = table[i+1][j]
			}
			if d := cmp.Diff(line, texts(row)); d != "" {
				t.Fatalf("%s, row %d (-CSV +Parquet):\n%s", area, i, d)
			}
		}
	}
}

// texts are the values of a row as a table has them.
func texts(row map[string]any) map[string]string {
	out := map[string]string{}
	for k, v := range row {
		switch x := v.(type) {
		case nil:
			out[k] = ""
		case float64:
			out[k] = strconv.FormatFloat(x, 'f', -1, 64)
		default:
			out[k] = fmt.Sprint(x)
		}
	}
	return out
}

// fetched is what lies at a path of the demo.
func fetched(t *testing.T, path string) []byte {
	t.Helper()
	url, err := base()
	if err != nil {
		t.Fatal(err)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode != http.StatusOK {
		t.Fatalf("%s: %d, %v", path, res.StatusCode, err)
	}
	return b
}

// byOthers has npm's hyparquet read a file, which knows no packing but Snappy.
func byOthers(t *testing.T, file []byte) []map[string]any {
	t.Helper()
	path := filepath.Join(t.TempDir(), "matters.parquet")
	if err := os.WriteFile(path, file, 0o600); err != nil {
		t.Fatal(err)
	}
	// it imports from the folder that it lies in
	script, err := os.ReadFile("testdata/parquet.mjs")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "--input-type=module", "-", path)
	cmd.Stdin = bytes.NewReader(script)
	var said strings.Builder
	cmd.Stderr = &said
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, said.String())
	}
	var read struct {
		Codecs []string
		Rows   []map[string]any
	}
	if err := json.Unmarshal(out, &read); err != nil {
		t.Fatal(err)
	}
	if len(read.Codecs) != 1 || read.Codecs[0] != "SNAPPY" {
		t.Errorf("packed with %v", read.Codecs)
	}
	return read.Rows
}
