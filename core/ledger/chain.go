package ledger

import (
	"encoding/binary"
	"hash"
)

// The hash schemes a ledger can be begun with.
const (
	SM3    = "sm3"
	SHA256 = "sha256"
)

// chain computes the hashes that bind each event to all before it. It keeps buffers and serves one goroutine.
//
//	hash(0) = H("xiaohao" ‖ city)
//	hash(n) = H(hash(n-1) ‖ city ‖ seq ‖ at ‖ type ‖ subject ‖ actor ‖ command ‖ body)
//
// After the first 32 bytes every field is written as its length in bytes (32 bits, big-endian) and then its bytes; a
// number is 8 bytes, big-endian. So no two different events have one encoding, and anybody can check a ledger with a
// page of code.
type chain struct {
	h   hash.Hash
	buf []byte
}

func newChain(scheme string) (*chain, error) {
	h, err := NewHash(scheme)
	if err != nil {
		return nil, err
	}
	return &chain{h: h}, nil
}

// Linker gives the function that links an event to the hash of the one before it, for what makes many events at once;
// it serves one goroutine. The error is ErrBadScheme.
func Linker(scheme string) (func(prev [32]byte, e *Event) [32]byte, error) {
	c, err := newChain(scheme)
	if err != nil {
		return nil, err
	}
	return c.link, nil
}

func (c *chain) genesis(city int64) [32]byte {
	c.buf = append(c.buf[:0], "xiaohao"...)
	c.buf = binary.BigEndian.AppendUint64(c.buf, uint64(city))
	return c.sum()
}

// link is the hash of e when the event before it has the hash prev.
func (c *chain) link(prev [32]byte, e *Event) [32]byte {
	b := append(c.buf[:0], prev[:]...)
	b = appendNumber(b, e.City)
	b = appendNumber(b, e.Seq)
	b = appendNumber(b, int64(e.At))
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Type)))
	b = append(b, e.Type...)
	b = appendNumber(b, e.Subject)
	b = appendNumber(b, e.Actor)
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Command)))
	b = append(b, e.Command[:]...)
	b = binary.BigEndian.AppendUint32(b, uint32(len(e.Body)))
	b = append(b, e.Body...)
	c.buf = b
	return c.sum()
}

func appendNumber(b []byte, n int64) []byte {
	b = binary.BigEndian.AppendUint32(b, 8)
	return binary.BigEndian.AppendUint64(b, uint64(n))
}

func (c *chain) sum() (out [32]byte) {
	c.h.Reset()
	c.h.Write(c.buf)
	c.h.Sum(out[:0])
	if cap(c.buf) > 1<<16 {
		c.buf = nil
	}
	return out
}
