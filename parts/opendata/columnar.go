package opendata

import (
	"io"

	"github.com/parquet-go/parquet-go"

	"xiaohao/loop/calendar"
)

// record is a row as the Parquet file has it: an empty text and a number 0 of an optional column are null, and so is a
// nil. Instants are milliseconds since 1970, UTC.
type record struct {
	Key           string   `parquet:"key"`
	Matter        *int64   `parquet:"matter,optional"`
	Number        *string  `parquet:"number,optional"`
	Category      string   `parquet:"category,dict"`
	CategoryZh    *string  `parquet:"category_zh,optional,dict"`
	CategoryEn    *string  `parquet:"category_en,optional,dict"`
	CategoryGroup *string  `parquet:"category_group,optional,dict"`
	County        *string  `parquet:"county,optional,dict"`
	CountyName    *string  `parquet:"county_name,optional,dict"`
	Township      *string  `parquet:"township,optional,dict"`
	TownshipName  *string  `parquet:"township_name,optional,dict"`
	State         string   `parquet:"state,dict"`
	StateZh       string   `parquet:"state_zh,dict"`
	Listed        *int64   `parquet:"listed,optional,timestamp(millisecond)"`
	Due           *int64   `parquet:"due,optional,timestamp(millisecond)"`
	Fixed         *int64   `parquet:"fixed,optional,timestamp(millisecond)"`
	Struck        *int64   `parquet:"struck,optional,timestamp(millisecond)"`
	Late          bool     `parquet:"late"`
	Unit          *string  `parquet:"unit,optional,dict"`
	UnitName      *string  `parquet:"unit_name,optional,dict"`
	Voices        *int32   `parquet:"voices,optional"`
	Reopened      *int32   `parquet:"reopened,optional"`
	Lat           *float64 `parquet:"lat,optional"`
	Lng           *float64 `parquet:"lng,optional"`
	Place         string   `parquet:"place,dict"`
}

// columnar is a Parquet file: pages packed with Snappy, which every reader knows.
type columnar struct {
	w      *parquet.GenericWriter[record]
	batch  []record
	counts []int32 // that the batch points to
	times  []int64
	places []float64
	words  []string
}

// How many rows go to the library together, and into a row group: what it holds in memory of a file.
const (
	together  = 256
	rowGroups = 16_384
)

func newColumnar(w io.Writer) writer {
	return &columnar{w: parquet.NewGenericWriter[record](w, parquet.Compression(&parquet.Snappy),
		parquet.MaxRowsPerRowGroup(rowGroups), parquet.PageBufferSize(32<<10), parquet.CreatedBy("xiaohao", "", "")),
		batch: make([]record, 0, together), counts: make([]int32, 0, 2*together),
		times: make([]int64, 0, 5*together), places: make([]float64, 0, 2*together),
		words: make([]string, 0, 10*together)}
}

func (c *columnar) write(f full) error {
	r := record{Key: f.Key.String(), Matter: c.number(f.Matter), Number: c.text(f.Number), Category: f.Category,
		CategoryZh: c.text(f.sort.Zh), CategoryEn: c.text(f.sort.En), CategoryGroup: c.text(f.sort.Group),
		County: c.text(f.high.code), CountyName: c.text(f.high.name), Township: c.text(f.low.code),
		TownshipName: c.text(f.low.name), State: string(f.State), StateZh: f.stands, Listed: c.instant(f.Listed),
		Due: c.instant(f.Due), Fixed: c.instant(f.Fixed), Struck: c.instant(f.Struck), Late: f.Late,
		Unit: c.text(f.office.code), UnitName: c.text(f.office.name), Voices: c.count(f.Voices),
		Reopened: c.count(f.Reopened), Lat: c.degrees(f, f.Lat), Lng: c.degrees(f, f.Lng), Place: string(f.Place)}
	if c.batch = append(c.batch, r); len(c.batch) < together {
		return nil
	}
	return c.flush()
}

// What may be nothing is a pointer: where it is a plain value the library writes a zero for a nothing, now and then, in
// the last row that it is handed.

// number is one that may be nothing.
func (c *columnar) number(n int64) *int64 {
	if n == 0 {
		return nil
	}
	c.times = append(c.times, n)
	return &c.times[len(c.times)-1]
}

// text is words that may be nothing.
func (c *columnar) text(s string) *string {
	if s == "" {
		return nil
	}
	c.words = append(c.words, s)
	return &c.words[len(c.words)-1]
}

// instant is one that may be nothing, in milliseconds.
func (c *columnar) instant(at calendar.Instant) *int64 {
	if at == 0 {
		return nil
	}
	c.times = append(c.times, int64(at)/1000)
	return &c.times[len(c.times)-1]
}

// degrees are a latitude or a longitude, nothing where no place is let out.
func (c *columnar) degrees(f full, v float64) *float64 {
	if f.Place == None {
		return nil
	}
	c.places = append(c.places, v)
	return &c.places[len(c.places)-1]
}

// count is a number that may be nothing.
func (c *columnar) count(n int32) *int32 {
	if n < 0 {
		return nil
	}
	c.counts = append(c.counts, n)
	return &c.counts[len(c.counts)-1]
}

func (c *columnar) flush() error {
	_, err := c.w.Write(c.batch)
	c.batch, c.counts, c.times = c.batch[:0], c.counts[:0], c.times[:0]
	c.places, c.words = c.places[:0], c.words[:0]
	return err
}

func (c *columnar) end() error {
	if err := c.flush(); err != nil {
		return err
	}
	return c.w.Close()
}
