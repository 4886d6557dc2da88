package ledger

import (
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"

	"xiaohao/loop/calendar"
)

// ID names a command. Clients make it as a UUID of version 7, whose first 48 bits are the time, so that ids of one
// day lie together in the index; any other UUID keeps the promise of once-only as well and is taken too.
type ID [16]byte

// ErrBadID says that a text is not a UUID, or is the empty one.
var ErrBadID = errors.New("not a UUID")

// NewID makes an id of version 7 for the instant now, in Unix microseconds, with 74 bits from random.
func NewID(now calendar.Instant, random io.Reader) (ID, error) {
	var id ID
	if _, err := io.ReadFull(random, id[6:]); err != nil {
		return ID{}, fmt.Errorf("make a command id: %w", err)
	}
	ms := uint64(int64(max(now, 0)) / 1000)
	binary.BigEndian.PutUint16(id[0:], uint16(ms>>32))
	binary.BigEndian.PutUint32(id[2:], uint32(ms))
	id[6] = id[6]&0x0f | 0x70
	id[8] = id[8]&0x3f | 0x80
	return id, nil
}

// ParseID reads the usual form of 36 characters, in either case. It gives ErrBadID for anything else and for the
// empty UUID.
func ParseID(text string) (ID, error) {
	var id ID
	if len(text) != 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' {
		return ID{}, fmt.Errorf("%w: %.40q", ErrBadID, text)
	}
	plain := text[0:8] + text[9:13] + text[14:18] + text[19:23] + text[24:36]
	if _, err := hex.Decode(id[:], []byte(plain)); err != nil || id.IsZero() {
		return ID{}, fmt.Errorf("%w: %.40q", ErrBadID, text)
	}
	return id, nil
}

// IsZero says whether the id is missing.
func (id ID) IsZero() bool { return id == ID{} }

// String is the usual form in lower case.
func (id ID) String() string {
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// MarshalText writes the usual form, in JSON a string.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the usual form.
func (id *ID) UnmarshalText(text []byte) (err error) {
	*id, err = ParseID(string(text))
	return err
}
