package opendata

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"slices"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
)

// shuffle puts rows into the order of their keys without holding all of them: each goes into the file of the keys that
// begin as its own does, and one such file after the other is read and sorted. The files are taken away by close.
type shuffle struct {
	dir   string
	heaps [heaps]*heap
	buf   []byte
}

// heaps is how many files there are; a million rows make heaps of some 4 MB.
const heaps = 64

type heap struct {
	file *os.File
	w    *bufio.Writer
	n    int
}

func newShuffle(dir string) (*shuffle, error) {
	s := &shuffle{}
	var err error
	if s.dir, err = os.MkdirTemp(dir, "heaps-*"); err != nil {
		return nil, err
	}
	for i := range s.heaps {
		f, err := os.CreateTemp(s.dir, "heap-*")
		if err != nil {
			return nil, errors.Join(err, s.close())
		}
		s.heaps[i] = &heap{file: f, w: bufio.NewWriterSize(f, 32<<10)}
	}
	return s, nil
}

func (s *shuffle) close() error {
	var wrong []error
	for _, h := range s.heaps {
		if h != nil {
			wrong = append(wrong, h.file.Close())
		}
	}
	return errors.Join(append(wrong, os.RemoveAll(s.dir))...)
}

// add lays a row on its heap.
func (s *shuffle) add(r *Row) error {
	h := s.heaps[int(r.Key[0])*heaps/256]
	s.buf = r.pack(s.buf[:0])
	var size [2]byte
	binary.BigEndian.PutUint16(size[:], uint16(len(s.buf)))
	h.n++
	if _, err := h.w.Write(size[:]); err != nil {
		return err
	}
	_, err := h.w.Write(s.buf)
	return err
}

// each gives the heaps in order, each sorted. A heap lasts until the next one.
func (s *shuffle) each(ctx context.Context, fn func([]Row) error) error {
	var rows []Row
	for _, h := range s.heaps {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := h.w.Flush(); err != nil {
			return err
		}
		if _, err := h.file.Seek(0, io.SeekStart); err != nil {
			return err
		}
		rows = slices.Grow(rows[:0], h.n)
		in := bufio.NewReaderSize(h.file, 128<<10)
		for range h.n {
			r, err := unpack(in, &s.buf)
			if err != nil {
				return fmt.Errorf("read back the rows of the open data: %w", err)
			}
			rows = append(rows, r)
		}
		slices.SortFunc(rows, func(a, b Row) int { return bytes.Compare(a.Key[:], b.Key[:]) })
		if err := fn(rows); err != nil {
			return err
		}
	}
	return nil
}

// pack writes a row as it lies on a heap.
func (r *Row) pack(b []byte) []byte {
	b = append(b, r.Key[:]...)
	for _, n := range []int64{r.Matter, int64(r.Area), int64(r.Listed), int64(r.Due), int64(r.Fixed), int64(r.Struck),
		r.Unit, int64(r.Voices), int64(r.Reopened)} {
		b = binary.AppendVarint(b, n)
	}
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(r.Lat))
	b = binary.BigEndian.AppendUint64(b, math.Float64bits(r.Lng))
	late := byte(0)
	if r.Late {
		late = 1
	}
	b = append(b, late, byte(slices.Index(places, r.Place)), byte(slices.Index(org.Plains(), r.State)))
	for _, s := range []string{r.Category, r.Number} {
		b = binary.AppendUvarint(b, uint64(len(s)))
		b = append(b, s...)
	}
	return b
}

var errHeap = errors.New("a row does not end where it should")

// unpack reads what pack wrote, behind its length.
func unpack(in *bufio.Reader, buf *[]byte) (r Row, err error) {
	var size [2]byte
	if _, err := io.ReadFull(in, size[:]); err != nil {
		return r, err
	}
	n := int(binary.BigEndian.Uint16(size[:]))
	*buf = slices.Grow((*buf)[:0], n)[:n]
	b := *buf
	if _, err := io.ReadFull(in, b); err != nil {
		return r, err
	}
	b = b[copy(r.Key[:], b):]
	var numbers [9]int64
	for i := range numbers {
		v, n := binary.Varint(b)
		if n <= 0 {
			return r, errHeap
		}
		numbers[i], b = v, b[n:]
	}
	r.Matter, r.Area, r.Listed, r.Due = numbers[0], area.Code(numbers[1]), calendar.Instant(numbers[2]),
		calendar.Instant(numbers[3])
	r.Fixed, r.Struck, r.Unit = calendar.Instant(numbers[4]), calendar.Instant(numbers[5]), numbers[6]
	r.Voices, r.Reopened = int32(numbers[7]), int32(numbers[8])
	const fixed = 8 + 8 + 3
	if len(b) < fixed {
		return r, errHeap
	}
	r.Lat, r.Lng = math.Float64frombits(binary.BigEndian.Uint64(b)),
		math.Float64frombits(binary.BigEndian.Uint64(b[8:]))
	plains := org.Plains()
	if int(b[17]) >= len(places) || int(b[18]) >= len(plains) {
		return r, errHeap
	}
	r.Late, r.Place, r.State = b[16] == 1, places[b[17]], plains[b[18]]
	b = b[fixed:]
	for _, s := range []*string{&r.Category, &r.Number} {
		v, n := binary.Uvarint(b)
		if n <= 0 || uint64(len(b)-n) < v {
			return r, errHeap
		}
		*s, b = string(b[n:n+int(v)]), b[n+int(v):]
	}
	return r, nil
}
