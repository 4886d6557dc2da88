package opendata

import (
	"bytes"
	"testing"

	"github.com/parquet-go/parquet-go"
)

// TestNothingIsNothing: what a row does not say is null in the Parquet file, in the last row too, where the library
// writes a zero for a plain value that is nothing.
func TestNothingIsNothing(t *testing.T) {
	t.Parallel()
	for n := 1; n <= 600; n++ {
		var b bytes.Buffer
		w := newColumnar(&b)
		for i := range n {
			f := full{Row: &Row{}}
			f.Category, f.State, f.Place, f.Voices, f.Reopened = "c", "listed", None, -1, -1
			if i%3 == 0 && i < n-1 {
				f.Matter, f.Number, f.Lat, f.Lng, f.Place = int64(i+1), "n", 26.9, 112.6, Exact
				f.office.code, f.high.name = "u", "区"
			}
			if err := w.write(f); err != nil {
				t.Fatal(err)
			}
		}
		if err := w.end(); err != nil {
			t.Fatal(err)
		}
		f, err := parquet.OpenFile(bytes.NewReader(b.Bytes()), int64(b.Len()))
		if err != nil {
			t.Fatal(err)
		}
		rows := make([]parquet.Row, n)
		if got, err := f.RowGroups()[0].Rows().ReadRows(rows); got != n {
			t.Fatalf("%d of %d rows: %v", got, n, err)
		}
		columns := f.Schema().Columns()
		for _, v := range rows[n-1] {
			name := columns[v.Column()][0]
			switch name {
			case "key", "category", "state", "state_zh", "late", "place":
				continue
			}
			if !v.IsNull() {
				t.Fatalf("of %d rows the last one says %v of %s", n, v, name)
			}
		}
	}
}
