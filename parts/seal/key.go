package seal

import (
	"bytes"
	"crypto/ed25519"
	"crypto/rand"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"github.com/emmansun/gmsm/sm2"
	"github.com/emmansun/gmsm/smx509"

	"xiaohao/loop/fault"
)

// Keys is the file of the city's private keys: PKCS #8 blocks in PEM, the one in use last. Those before it stay,
// because the first seal of a new key is signed by the old one too. It is safe for concurrent use; only the process
// that writes the city's ledger may make seals.
type Keys struct {
	path string
	rand io.Reader
	mu   sync.Mutex
}

// KeyFile is the key file at a path. The file is made, readable by its owner only, when the first seal is.
func KeyFile(path string) *Keys { return &Keys{path: path, rand: rand.Reader} }

// private is one key of the file.
type private struct {
	algorithm, public string
	sign              func(message []byte) ([]byte, error)
}

// use gives the key in use for an algorithm, and makes one when the last of the file is of another. The others are
// those before it. Errors are *fault.Error: seal_key_broken, or seal_key_unwritten.
func (k *Keys) use(algorithm string) (now private, others []private, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	text, err := os.ReadFile(k.path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return private{}, nil, fault.New(fault.Internal, "seal_key_broken", "file", filepath.Base(k.path)).By(err)
	}
	all, err := parseKeys(text)
	if err != nil {
		return private{}, nil, fault.New(fault.Internal, "seal_key_broken", "file", filepath.Base(k.path)).By(err)
	}
	if n := len(all); n > 0 && all[n-1].algorithm == algorithm {
		return all[n-1], all[:n-1], nil
	}
	unwritten := fault.New(fault.Internal, "seal_key_unwritten", "file", filepath.Base(k.path))
	fresh, block, err := newKey(algorithm, k.rand)
	if err != nil {
		return private{}, nil, unwritten.By(err)
	}
	if err := writeKeys(k.path, append(text, block...)); err != nil {
		return private{}, nil, unwritten.By(err)
	}
	return fresh, all, nil
}

// Public lists the public keys of the file, in hex, the one in use last; none when there is no file that may be read.
// The error is *fault.Error seal_key_broken.
func (k *Keys) Public() (out []string, err error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	text, err := os.ReadFile(k.path)
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, fs.ErrPermission) {
		return nil, nil
	}
	var all []private
	if err == nil {
		all, err = parseKeys(text)
	}
	if err != nil {
		return nil, fault.New(fault.Internal, "seal_key_broken", "file", filepath.Base(k.path)).By(err)
	}
	for _, x := range all {
		out = append(out, x.public)
	}
	return out, nil
}

func parseKeys(text []byte) ([]private, error) {
	var out []private
	for rest := text; len(bytes.TrimSpace(rest)) > 0; {
		block, more := pem.Decode(rest)
		if block == nil || block.Type != "PRIVATE KEY" {
			return nil, fmt.Errorf("key %d: no PEM block of a PRIVATE KEY", len(out)+1)
		}
		key, err := smx509.ParsePKCS8PrivateKey(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", len(out)+1, err)
		}
		p, err := holding(key)
		if err != nil {
			return nil, fmt.Errorf("key %d: %w", len(out)+1, err)
		}
		out, rest = append(out, p), more
	}
	return out, nil
}

// holding makes a private of a key as the libraries have it.
func holding(key any) (private, error) {
	switch key := key.(type) {
	case *sm2.PrivateKey:
		pub, err := sm2.PublicKeyToECDH(&key.PublicKey)
		if err != nil {
			return private{}, err
		}
		return private{SM2, hex.EncodeToString(pub.Bytes()), func(m []byte) ([]byte, error) {
			return key.Sign(rand.Reader, m, sm2.DefaultSM2SignerOpts)
		}}, nil
	case ed25519.PrivateKey:
		pub, _ := key.Public().(ed25519.PublicKey)
		return private{Ed25519, hex.EncodeToString(pub), func(m []byte) ([]byte, error) {
			return ed25519.Sign(key, m), nil
		}}, nil
	}
	return private{}, fmt.Errorf("a %T is neither SM2 nor Ed25519", key)
}

func newKey(algorithm string, random io.Reader) (private, []byte, error) {
	var key any
	var err error
	switch algorithm {
	case SM2:
		key, err = sm2.GenerateKey(random)
	case Ed25519:
		_, key, err = ed25519.GenerateKey(random)
	default:
		err = fmt.Errorf("unknown algorithm %q", algorithm)
	}
	if err != nil {
		return private{}, nil, err
	}
	der, err := smx509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return private{}, nil, err
	}
	p, err := holding(key)
	return p, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
}

// writeKeys replaces the file in one step, so that no crash leaves half a key.
func writeKeys(path string, text []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), "."+filepath.Base(path)+".*") // made with mode 0600
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.Remove(f.Name()))
		}
	}()
	_, err = f.Write(text)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	return os.Rename(f.Name(), path)
}
