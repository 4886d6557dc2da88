package follow

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"io"
	"strings"

	"xiaohao/loop/fault"
)

// whoSize is how much of a keyed digest names an address, in bytes.
const whoSize = 12

// who names an address: the same for the same one, whatever the case of its letters, and nothing to who lacks the
// city's secret.
func (x *Follows) who(kind, address string) []byte {
	return mac(x.keys.who, whoSize, kind, strings.ToLower(address))
}

// mac is a keyed digest over some words.
func mac(key []byte, size int, words ...string) []byte {
	h := hmac.New(sha256.New, key)
	for _, w := range words {
		_, _ = h.Write(binary.AppendUvarint(nil, uint64(len(w))))
		_, _ = io.WriteString(h, w)
	}
	return h.Sum(nil)[:size]
}

// errBox says that a box was not made for this place, or under another secret.
var errBox = errors.New("follow: a sealed value does not open")

// seal makes a box that opens for the same person alone.
func (x *Follows) seal(key, plain, who []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	nonce, err := x.random(g.NonceSize())
	if err != nil {
		return nil, err
	}
	return g.Seal(nonce, nonce, plain, who), nil
}

func open(key, box, who []byte) ([]byte, error) {
	g, err := gcm(key)
	if err != nil {
		return nil, err
	}
	if len(box) < g.NonceSize() {
		return nil, errBox
	}
	plain, err := g.Open(nil, box[:g.NonceSize()], box[g.NonceSize():], who)
	if err != nil {
		return nil, errBox
	}
	return plain, nil
}

func gcm(key []byte) (cipher.AEAD, error) {
	b, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(b)
}

// What a link of a letter is for. A link of one purpose does not serve another.
const (
	toConfirm = "confirm"
	toStop    = "stop"
	toStopAll = "areas" // of a digest: all areas that the address follows
)

const proofSize = 16 // of a link, in bytes

// link is the token of a letter's link: what it is about and whose it is, with a proof.
func (x *Follows) link(purpose string, f Follow) string {
	b := append(binary.BigEndian.AppendUint64(nil, uint64(f.ID)), f.who...)
	return base64.RawURLEncoding.EncodeToString(append(b, mac(x.keys.token, proofSize, purpose, string(b))...))
}

// linked is what a token that was made for one of some purposes stands for. The fault is follow_link.
func (x *Follows) linked(token string, purposes ...string) (id int64, who []byte, purpose string, err error) {
	const size = 8 + whoSize
	b, err := base64.RawURLEncoding.DecodeString(token)
	if err == nil && len(b) == size+proofSize {
		for _, p := range purposes {
			if hmac.Equal(b[size:], mac(x.keys.token, proofSize, p, string(b[:size]))) {
				return int64(binary.BigEndian.Uint64(b)), b[8:size], p, nil
			}
		}
	}
	return 0, nil, "", fault.New(fault.Missing, "follow_link")
}

// The pieces of what stands in the address that a letter comes back to, in bytes: whom it went to, which letter it was,
// the proof that this city wrote it. In letters that mail servers may write large or small they are 44.
const (
	letterSize = 5
	returnSize = 10
)

var letters = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

// letterOf names an entry of the outbox.
func letterOf(id string) []byte {
	h := sha256.Sum256([]byte(id))
	return h[:letterSize]
}

// returns is the token of the address that a letter comes back to.
func (x *Follows) returns(who []byte, id string) string {
	b := append(append([]byte{}, who...), letterOf(id)...)
	return letters.EncodeToString(append(b, mac(x.keys.back, returnSize, string(b))...))
}

// returned reads such a token; ok is false for one that this city did not make.
func (x *Follows) returned(token string) (who, letter []byte, ok bool) {
	b, err := letters.DecodeString(strings.ToLower(token))
	if err != nil || len(b) != whoSize+letterSize+returnSize ||
		!hmac.Equal(b[whoSize+letterSize:], mac(x.keys.back, returnSize, string(b[:whoSize+letterSize]))) {
		return nil, nil, false
	}
	return b[:whoSize], b[whoSize : whoSize+letterSize], true
}
