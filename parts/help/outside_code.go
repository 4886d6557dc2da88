package help

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/loop/care"
)

// Address, code and session of a sealed paper follow from the id of the command that made them, under the city's
// secret: the same form sent twice gives the same ones, none of them lies anywhere, and who has the database alone can
// make or try none. Events hold hashes under the same secret.

// derive is a keyed hash for one purpose.
func (x *Cases) derive(purpose string, parts ...[]byte) []byte {
	k := hmac.New(sha256.New, x.Secret)
	k.Write([]byte("help papers"))
	h := hmac.New(sha256.New, k.Sum(nil))
	h.Write(binary.BigEndian.AppendUint64([]byte(purpose+"\x00"), uint64(x.City)))
	for _, p := range parts {
		h.Write(binary.BigEndian.AppendUint64(nil, uint64(len(p))))
		h.Write(p)
	}
	return h.Sum(nil)
}

// letters have none that are mistaken for digits or for one another: an address is also typed.
var letters = base32.NewEncoding("0123456789ABCDEFGHJKMNPQRSTVWXYZ").WithPadding(base32.NoPadding)

// address is what stands on the paper that a command issued: 100 bits.
func (x *Cases) address(id ledger.ID) string {
	return letters.EncodeToString(x.derive("address", id[:]))[:20]
}

// PlainAddress takes out what people type between the letters of an address.
func PlainAddress(s string) string {
	return strings.ToUpper(strings.NewReplacer(" ", "", "-", "", "　", "").Replace(s))
}

// code is ten digits, because digits are told over the telephone without a mistake.
func (x *Cases) code(id ledger.ID) string {
	return fmt.Sprintf("%010d", binary.BigEndian.Uint64(x.derive("code", id[:]))%10_000_000_000)
}

// PlainCode takes out what people type between the digits of a code, also full-width ones.
func PlainCode(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= '０' && r <= '９':
			return r - '０' + '0'
		case r >= '0' && r <= '9':
			return r
		}
		return -1
	}, s)
}

// refOf, keyOf and heldOf are what events say of an address, of a code and of a session.
func (x *Cases) refOf(address string) string {
	return hex.EncodeToString(x.derive("ref", []byte(address))[:16])
}

func (x *Cases) keyOf(matterID int64, n int, code string) string {
	return hex.EncodeToString(x.derive("key", fmt.Appendf(nil, "%d %d %s", matterID, n, code))[:16])
}

func (x *Cases) heldOf(session string) string {
	return hex.EncodeToString(x.derive("held", []byte(session))[:16])
}

// session is what the browser holds that opened a paper by a command and the right code.
func (x *Cases) session(id ledger.ID, key string) string {
	return letters.EncodeToString(x.derive("session", id[:], []byte(key)))[:26]
}

// isCode and isSession compare in constant time.
func (x *Cases) isCode(matterID int64, p *care.Outside, code string) bool {
	return hmac.Equal([]byte(p.Key), []byte(x.keyOf(matterID, p.N, code)))
}

func (x *Cases) isSession(p *care.Outside, session string) bool {
	return p.Session != "" && hmac.Equal([]byte(p.Session), []byte(x.heldOf(session)))
}
