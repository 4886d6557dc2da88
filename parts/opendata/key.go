package opendata

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"hash"
)

// Key names a row in all snapshots of a city, and says nothing else: it is a keyed digest of the matter's number. Rows
// stand in its order, so that their order says nothing either.
type Key [10]byte

// alphabet keeps the order of the bytes.
var alphabet = base32.NewEncoding("234567abcdefghijklmnopqrstuvwxyz").WithPadding(base32.NoPadding)

// String is the key as files have it: sixteen letters and digits.
func (k Key) String() string { return alphabet.EncodeToString(k[:]) }

// appendTo is String without an allocation.
func (k Key) appendTo(b []byte) []byte { return alphabet.AppendEncode(b, k[:]) }

// keyer makes digests under the city's secret, for one purpose. It is used by one goroutine.
type keyer struct {
	mac hash.Hash
	in  []byte
	sum [sha256.Size]byte
}

// newKeyer makes one for a purpose; what is made for one says nothing about what is made for another.
func newKeyer(secret []byte, city int64, purpose string) *keyer {
	k := &keyer{mac: hmac.New(sha256.New, secret)}
	k.digest([]byte("xiaohao open data "+purpose), city)
	own := append([]byte(nil), k.sum[:]...)
	k.mac = hmac.New(sha256.New, own)
	return k
}

// digest is the digest of a text and numbers; it lies in sum until the next one.
func (k *keyer) digest(text []byte, numbers ...int64) {
	k.mac.Reset()
	k.in = append(k.in[:0], text...)
	for _, n := range numbers {
		k.in = binary.BigEndian.AppendUint64(k.in, uint64(n))
	}
	k.mac.Write(k.in)
	k.mac.Sum(k.sum[:0])
}

// of is the key of a matter.
func (k *keyer) of(matter int64) (out Key) {
	k.digest(nil, matter)
	copy(out[:], k.sum[:])
	return out
}
