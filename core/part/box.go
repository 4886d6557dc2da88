package part

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
)

// Box encrypts what must not lie open in the database, under a key that follows from the city's secret and from what it
// is for. What was sealed under another secret cannot be read, and whoever set it sets it anew.
type Box struct{ seal cipher.AEAD }

// NewBox makes the box of one use, as in "xiaohao notify channels".
func NewBox(secret []byte, use string) (Box, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, use, 32)
	if err != nil {
		return Box{}, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return Box{}, err
	}
	seal, err := cipher.NewGCM(block)
	return Box{seal}, err
}

// Hide seals a value; twice the same gives two that differ.
func (b Box) Hide(plain []byte) ([]byte, error) {
	nonce := make([]byte, b.seal.NonceSize(), b.seal.NonceSize()+len(plain)+b.seal.Overhead())
	if _, err := rand.Read(nonce); err != nil {
		return nil, err
	}
	return b.seal.Seal(nonce, nonce, plain, nil), nil
}

// Show opens what Hide sealed, and fails on anything else.
func (b Box) Show(sealed []byte) ([]byte, error) {
	size := b.seal.NonceSize()
	if len(sealed) < size {
		return nil, fmt.Errorf("a sealed value of %d bytes", len(sealed))
	}
	return b.seal.Open(nil, sealed[:size], sealed[size:], nil)
}
