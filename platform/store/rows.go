package store

import (
	"context"
	"fmt"
	"math/bits"
	"strconv"
	"sync"
)

// mostRows is how many rows one statement of Rows puts. Powers of two below it make up the rest, so that few texts stay
// prepared.
const mostRows = 32

// Rows puts many rows by few statements, which costs a fraction of one statement each. insert stands before the rows,
// as in "INSERT INTO t (a, b) VALUES", then what follows them, as in "ON CONFLICT (a) DO NOTHING". All rows have the
// same number of values, and with DO UPDATE no key may come twice. Like Later it may put off its error.
func (tx *Tx) Rows(ctx context.Context, insert, then string, rows [][]any) error {
	for len(rows) > 0 {
		n := min(mostRows, 1<<(bits.Len(uint(len(rows)))-1))
		width := len(rows[0])
		args := make([]any, 0, n*width)
		for _, r := range rows[:n] {
			if len(r) != width {
				return fmt.Errorf("%s: a row of %d values among rows of %d", insert, len(r), width)
			}
			args = append(args, r...)
		}
		if err := tx.Later(ctx, rowsText(rowsKey{insert, then, width, n}), args...); err != nil {
			return err
		}
		rows = rows[n:]
	}
	return nil
}

type rowsKey struct {
	insert, then string
	width, n     int
}

// rowsTexts remembers the texts: callers give constants, so there are few.
var rowsTexts sync.Map

func rowsText(k rowsKey) string {
	if t, ok := rowsTexts.Load(k); ok {
		return t.(string)
	}
	b := append([]byte(k.insert), ' ')
	for i := range k.n * k.width {
		switch {
		case i == 0:
			b = append(b, '(')
		case i%k.width == 0:
			b = append(b, "), ("...)
		default:
			b = append(b, ", "...)
		}
		b = strconv.AppendInt(append(b, '$'), int64(i+1), 10)
	}
	b = append(b, ") "...)
	t := string(append(b, k.then...))
	rowsTexts.Store(k, t)
	return t
}
