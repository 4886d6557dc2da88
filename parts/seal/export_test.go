package seal

import "encoding/hex"

// SignWith signs whatever a seal says with the key of a file, as somebody does who stole it.
func SignWith(k *Keys, s *Seal) {
	now, _, err := k.use(s.Algorithm)
	if err != nil {
		panic(err)
	}
	s.Key = now.public
	sig, err := now.sign(s.Statement())
	if err != nil {
		panic(err)
	}
	s.Signature = hex.EncodeToString(sig)
}

// VouchWith lets the key of another file vouch for a seal.
func VouchWith(k *Keys, s *Seal) {
	old, _, err := k.use(s.Algorithm)
	if err != nil {
		panic(err)
	}
	sig, err := old.sign(s.Statement())
	if err != nil {
		panic(err)
	}
	s.Voucher = &Voucher{old.algorithm, old.public, hex.EncodeToString(sig)}
}
