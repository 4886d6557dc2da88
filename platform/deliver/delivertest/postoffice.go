// Package delivertest is a mail server for tests: a real one, on loopback, with a certificate of its own.
package delivertest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"io"
	"math/big"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// PostOffice is a real SMTP server on loopback with a certificate that the test trusts.
type PostOffice struct {
	mu      sync.Mutex
	Letters [][]byte
	Refuse  error
	Ways    []string // of giving a password: PLAIN and LOGIN; nil is PLAIN alone
	Roots   *x509.CertPool
	Addr    string
}

// NewPostOffice opens one that takes mail of the user "city" with the password "pass"; implicit is TLS from the first
// byte.
func NewPostOffice(t testing.TB, implicit bool) *PostOffice {
	t.Helper()
	p := &PostOffice{Roots: x509.NewCertPool()}
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "test"},
		NotBefore: time.Unix(0, 0), NotAfter: time.Unix(1<<32, 0),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	cert, _ := x509.ParseCertificate(der)
	p.Roots.AddCert(cert)
	srv := smtp.NewServer(p)
	srv.Domain, srv.TLSConfig = "test", &tls.Config{Certificates: []tls.Certificate{{Certificate: [][]byte{der},
		PrivateKey: key}}}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.Addr = ln.Addr().String()
	if implicit {
		ln = tls.NewListener(ln, srv.TLSConfig)
	}
	go func() { _ = srv.Serve(ln) }()
	t.Cleanup(func() { _ = srv.Close() })
	return p
}

// NewSession implements smtp.Backend.
func (p *PostOffice) NewSession(*smtp.Conn) (smtp.Session, error) { return &visit{p: p}, nil }

type visit struct {
	p    *PostOffice
	user string
}

func (v *visit) AuthMechanisms() []string {
	if v.p.Ways != nil {
		return v.p.Ways
	}
	return []string{sasl.Plain}
}

func (v *visit) Auth(way string) (sasl.Server, error) {
	if !slices.Contains(v.AuthMechanisms(), way) {
		return nil, smtp.ErrAuthUnknownMechanism
	}
	if way == sasl.Login {
		return &login{v: v}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return v.enter(user, password) }), nil
}

func (v *visit) enter(user, password string) error {
	if user != "city" || password != "pass" {
		return smtp.ErrAuthFailed
	}
	v.user = user
	return nil
}

// login is the server's side of AUTH LOGIN: it asks for the name, then for the password.
type login struct {
	v    *visit
	said []string
}

func (l *login) Next(answer []byte) ([]byte, bool, error) {
	if answer != nil {
		l.said = append(l.said, string(answer))
	}
	if len(l.said) == 2 {
		return nil, true, l.v.enter(l.said[0], l.said[1])
	}
	return []byte([]string{"Username:", "Password:"}[len(l.said)]), false, nil
}

func (v *visit) Mail(string, *smtp.MailOptions) error {
	if v.user == "" {
		return smtp.ErrAuthRequired
	}
	return nil
}
func (v *visit) Rcpt(string, *smtp.RcptOptions) error { return v.p.Refuse }
func (v *visit) Reset()                               {}
func (v *visit) Logout() error                        { return nil }
func (v *visit) Data(r io.Reader) error {
	b, err := io.ReadAll(r)
	v.p.mu.Lock()
	v.p.Letters = append(v.p.Letters, b)
	v.p.mu.Unlock()
	return err
}
