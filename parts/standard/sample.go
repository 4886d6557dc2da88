package standard

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"sync"
)

// sampleFile is a standard to begin with, in the columns of an export. Its units are those of the demo city.
//
//go:embed sample.csv
var sampleFile []byte

// Sample is the draft of a standard to begin with; its first day is long over, so that a city without any can have it
// at once. Each call gives one of its own.
func Sample() *Draft { return Read(sampleLines()) }

var sampleLines = sync.OnceValue(func() []Line {
	rows, err := csv.NewReader(bytes.NewReader(sampleFile)).ReadAll()
	if err != nil {
		panic(err) // the embedded file is tested
	}
	var out []Line
	for i, r := range rows[1:] {
		l := Line{Number: i + 2, Cells: map[string]string{}}
		for j, column := range rows[0] {
			l.Cells[column] = r[j]
		}
		out = append(out, l)
	}
	return out
})
