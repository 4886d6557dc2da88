package learn

import (
	"bytes"
	"encoding/binary"
	"errors"
	"hash/crc32"
	"math"
)

// ErrFile says that bytes are no model, or not whole.
var ErrFile = errors.New("not a model, or not whole")

const magic = "xiaohao learn 2\n"

// Bytes are the model as a file: labels, sharpness, then each bucket that teaches something with its weights, and a
// checksum.
func (m *Model) Bytes() []byte {
	b := []byte(magic)
	b = binary.AppendUvarint(b, uint64(m.size))
	b = binary.LittleEndian.AppendUint64(b, math.Float64bits(m.sharp))
	b = binary.AppendUvarint(b, uint64(len(m.Labels)))
	for _, l := range m.Labels {
		b = binary.AppendUvarint(b, uint64(len(l)))
		b = append(b, l...)
	}
	k, last := len(m.Labels), -1
	for at, weight := range m.weight {
		if weight == 0 {
			continue
		}
		b = binary.AppendUvarint(b, uint64(at-last))
		last = at
		b = binary.LittleEndian.AppendUint32(b, math.Float32bits(weight))
		for _, w := range m.weights[at*k : at*k+k] {
			b = binary.LittleEndian.AppendUint32(b, math.Float32bits(w))
		}
	}
	b = binary.AppendUvarint(b, 0)
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// Parse reads what Bytes gave, and gives ErrFile for everything else.
func Parse(b []byte) (m *Model, err error) {
	body := len(b) - 4
	if body < len(magic) || !bytes.HasPrefix(b, []byte(magic)) ||
		crc32.ChecksumIEEE(b[:body]) != binary.LittleEndian.Uint32(b[body:]) {
		return nil, ErrFile
	}
	r := &reader{b: b[len(magic):body]}
	m = &Model{}
	m.size = int(r.number(24))
	m.sharp = math.Float64frombits(uint64(r.word()) | uint64(r.word())<<32)
	m.Labels = make([]string, r.number(1<<16))
	for i := range m.Labels {
		m.Labels[i] = string(r.take(int(r.number(1 << 16))))
	}
	k := len(m.Labels)
	if r.bad || k<<m.size > 1<<28 {
		return nil, ErrFile
	}
	m.weight, m.weights = make([]float32, 1<<m.size), make([]float32, k<<m.size)
	for at := -1; ; {
		step := int(r.number(1 << 24))
		if step == 0 || r.bad {
			break
		}
		if at += step; at >= len(m.weight) {
			return nil, ErrFile
		}
		m.weight[at] = math.Float32frombits(r.word())
		for i := range k {
			m.weights[at*k+i] = math.Float32frombits(r.word())
		}
	}
	if r.bad || len(r.b) > 0 {
		return nil, ErrFile
	}
	return m, nil
}

// reader takes a file apart; once it met something that cannot be, it gives zeros and is bad.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.bad, r.b = true, nil
		return make([]byte, 4)
	}
	out := r.b[:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) word() uint32 { return binary.LittleEndian.Uint32(r.take(4)) }

func (r *reader) number(most uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > most {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}
