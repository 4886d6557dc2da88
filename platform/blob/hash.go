package blob

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
)

// Hash is the SHA-256 of a blob and its name. As text and in JSON it is 64 lower-case hex digits.
type Hash [32]byte

// ErrHash says that a text is no hash.
var ErrHash = errors.New("blob: not a hash")

// ParseHash reads 64 lower-case hex digits. Upper case is refused, so that every hash has exactly one spelling.
// Errors: ErrHash.
func ParseHash(text string) (Hash, error) {
	var h Hash
	err := h.UnmarshalText([]byte(text))
	return h, err
}

// String gives the 64 digits.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// IsZero tells whether h was never set.
func (h Hash) IsZero() bool { return h == Hash{} }

// MarshalText gives the 64 digits.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads what MarshalText wrote and leaves h alone when it cannot.
func (h *Hash) UnmarshalText(text []byte) error {
	if len(text) != 2*len(h) {
		return fmt.Errorf("%w: %d characters instead of %d", ErrHash, len(text), 2*len(h))
	}
	for _, c := range text {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return fmt.Errorf("%w: character %q", ErrHash, c)
		}
	}
	_, err := hex.Decode(h[:], text)
	return err
}

func hashAll(r io.Reader) (Hash, error) {
	sum := sha256.New()
	if _, err := io.Copy(sum, r); err != nil {
		return Hash{}, err
	}
	return Hash(sum.Sum(nil)), nil
}
