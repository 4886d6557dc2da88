// Package seal signs the end of a city's ledger, so that what was history yesterday is history tomorrow.
//
// A ledger proves itself only against whoever cannot write all of it: who has the database can alter an event and
// compute every hash behind it anew. A seal is a signed statement that the event with a certain number had a certain
// hash. It is published and kept by others, and with one of them anybody shows that the ledger before it was not
// rewritten or cut off. A resident's receipt is checked the same way: its event, the path to the root of the seal
// that covers it, and the seal (Proof).
//
// It owns the tables seals and seal_last, the form of a seal and of a proof, and the key file. It never changes an
// event, never trusts the database when outside seals are there, and holds no clock. What it cannot see: a forgery of
// events behind the last seal that somebody keeps outside.
//
// # Checking a seal without this program
//
// The statement is text, each line ended by a line feed, numbers in decimal digits, bytes in lower-case hex:
//
//	xiaohao-seal/1
//	city 4304
//	seq 120
//	hash <hash of event 120, as defined in package ledger>
//	at <when it was made by the city's clock, Unix microseconds>
//	from <first event behind the seal before this one>
//	root <Merkle root over the hashes of the events from..seq>
//	scheme sm3|sha256
//	algorithm sm2|ed25519
//	key <public key: SM2 the point 04‖X‖Y, Ed25519 32 bytes>
//	prev <digest of the seal before this one; "-" for the first>
//
// The digest of a seal is the scheme's hash of its statement. The signature is over the statement: SM2 (GB/T 32918.2,
// SM3, user id 1234567812345678) as ASN.1 DER, or Ed25519 (RFC 8032). A seal with a new key carries a voucher: the
// old key's signature over the same statement.
//
// The Merkle tree is that of RFC 9162 with the scheme's hash: a leaf is H(00 ‖ hash of the event), a node H(01 ‖ left
// ‖ right), and a tree of n leaves is split at the largest power of two below n.
package seal

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
)

// Version is the only form of seals and proofs so far.
const Version = 1

// The signature algorithms.
const (
	SM2     = "sm2"
	Ed25519 = "ed25519"
)

// What can be wrong with a seal or a proof; test with errors.Is. They come in a *BrokenError, or in a *FileError when
// a file cannot be read.
var (
	ErrVersion   = errors.New("unknown version")
	ErrForm      = errors.New("not a seal")
	ErrSignature = errors.New("the signature does not belong to the statement and its key")
	ErrKey       = errors.New("signed with another key, which the key before it did not vouch for")
	ErrLost      = errors.New("signed with another key, the one in seal.key: the one before was lost and vouched for " +
		"none")
	ErrCity   = errors.New("it is of another city")
	ErrScheme = errors.New("the ledger has another hash scheme")
	ErrOrder  = errors.New("it does not follow from the seal before it")
	ErrRow    = errors.New("its row says something else than the seal")
	ErrHash   = errors.New("the ledger was rewritten: it has another hash there")
	ErrCut    = errors.New("the ledger was cut off: the sealed events are not all there")
	ErrRoot   = errors.New("the Merkle root is not that of the events")
	ErrLast   = errors.New("it is not the one that was made last")
	ErrPath   = errors.New("the path does not lead from the entry to the root")
)

// BrokenError names the seal that does not hold.
type BrokenError struct {
	Seq    int64 // last event that the seal covers
	Err    error // one of this package's
	Detail string
}

func (e *BrokenError) Error() string {
	s := fmt.Sprintf("the seal at event %d does not hold: %s", e.Seq, e.Err)
	if e.Detail != "" {
		s += " (" + e.Detail + ")"
	}
	return s
}

// Unwrap gives the kind.
func (e *BrokenError) Unwrap() error { return e.Err }

func broken(seq int64, err error, format string, args ...any) error {
	return &BrokenError{Seq: seq, Err: err, Detail: fmt.Sprintf(format, args...)}
}

// Seal is a signed statement about the end of a ledger. All bytes are lower-case hex.
type Seal struct {
	Version   int              `json:"version"`
	City      int64            `json:"city"`
	Seq       int64            `json:"seq"`  // the last event
	Hash      string           `json:"hash"` // of that event
	At        calendar.Instant `json:"at"`   // Unix microseconds
	From      int64            `json:"from"` // the first event behind the seal before
	Root      string           `json:"root"` // over the hashes of From..Seq
	Scheme    string           `json:"scheme"`
	Algorithm string           `json:"algorithm"`
	Key       string           `json:"key"`
	Prev      string           `json:"prev"` // digest of the seal before, "" for the first
	Signature string           `json:"signature"`
	Voucher   *Voucher         `json:"voucher,omitempty"`
}

// Voucher is the old key's signature under the statement of the first seal with a new key.
type Voucher struct {
	Algorithm string `json:"algorithm"`
	Key       string `json:"key"`
	Signature string `json:"signature"`
}

// Statement is what is signed; the package's comment describes it.
func (s *Seal) Statement() []byte {
	prev := s.Prev
	if prev == "" {
		prev = "-"
	}
	return fmt.Appendf(nil, "xiaohao-seal/%d\ncity %d\nseq %d\nhash %s\nat %d\nfrom %d\nroot %s\nscheme %s\n"+
		"algorithm %s\nkey %s\nprev %s\n",
		s.Version, s.City, s.Seq, s.Hash, s.At, s.From, s.Root, s.Scheme, s.Algorithm, s.Key, prev)
}

// Digest names the seal, in hex. It is "" when the scheme is unknown.
func (s *Seal) Digest() string {
	h, err := ledger.NewHash(s.Scheme)
	if err != nil {
		return ""
	}
	h.Write(s.Statement())
	return hex.EncodeToString(h.Sum(nil))
}

// Verify proves the form, the signature and the voucher. It says nothing about whether the key is the city's, nor
// about any ledger. The error is a *BrokenError.
func (s *Seal) Verify() error {
	if err := s.check(); err != nil {
		return err
	}
	if !signed(s.Algorithm, s.Key, s.Statement(), s.Signature) {
		return &BrokenError{Seq: s.Seq, Err: ErrSignature}
	}
	if v := s.Voucher; v != nil && !signed(v.Algorithm, v.Key, s.Statement(), v.Signature) {
		return broken(s.Seq, ErrSignature, "the old key's")
	}
	return nil
}

// continues says whether the seal's key is the one given, or vouched for by it. The seal was verified.
func (s *Seal) continues(algorithm, key string) bool {
	if s.Algorithm == algorithm && s.Key == key {
		return true
	}
	return s.Voucher != nil && s.Voucher.Algorithm == algorithm && s.Voucher.Key == key
}

// check proves that every field has its form, so that no two different seals have one statement.
func (s *Seal) check() error {
	bad := func(field string) error { return broken(s.Seq, ErrForm, "%s", field) }
	switch {
	case s.Version != Version:
		return broken(s.Seq, ErrVersion, "%d; this program knows %d", s.Version, Version)
	case s.City <= 0:
		return bad("city")
	case s.Seq <= 0:
		return bad("seq")
	case s.From <= 0 || s.From > s.Seq:
		return bad("from")
	case s.At <= 0:
		return bad("at")
	case s.Scheme != ledger.SM3 && s.Scheme != ledger.SHA256:
		return bad("scheme")
	case !isHex(s.Hash, 32, 32):
		return bad("hash")
	case !isHex(s.Root, 32, 32):
		return bad("root")
	case (s.Prev == "") != (s.From == 1) || s.Prev != "" && !isHex(s.Prev, 32, 32):
		return bad("prev")
	case !isKey(s.Algorithm, s.Key):
		return bad("key")
	case !isHex(s.Signature, 8, 80):
		return bad("signature")
	}
	if v := s.Voucher; v != nil && (!isKey(v.Algorithm, v.Key) || !isHex(v.Signature, 8, 80)) {
		return bad("voucher")
	}
	return nil
}

// isHex says whether text is lower-case hex of so many bytes.
func isHex(text string, least, most int) bool {
	return len(text)%2 == 0 && len(text) >= 2*least && len(text) <= 2*most &&
		strings.Trim(text, "0123456789abcdef") == ""
}

func isKey(algorithm, key string) bool {
	switch algorithm {
	case SM2:
		return isHex(key, 65, 65) && strings.HasPrefix(key, "04")
	case Ed25519:
		return isHex(key, 32, 32)
	}
	return false
}
