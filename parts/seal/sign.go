package seal

import (
	"crypto/ed25519"
	"encoding/hex"

	"github.com/emmansun/gmsm/sm2"
)

// signed says whether a signature under a message is a key's; all is hex.
func signed(algorithm, key string, message []byte, signature string) bool {
	pub, err := hex.DecodeString(key)
	if err != nil {
		return false
	}
	sig, err := hex.DecodeString(signature)
	if err != nil {
		return false
	}
	switch algorithm {
	case SM2:
		p, err := sm2.NewPublicKey(pub)
		return err == nil && sm2.VerifyASN1WithSM2(p, nil, message, sig)
	case Ed25519:
		return len(pub) == ed25519.PublicKeySize && ed25519.Verify(pub, message, sig)
	}
	return false
}
