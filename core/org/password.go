package org

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"xiaohao/loop/fault"
)

// Effort is what hashing one password takes. The hash carries it, so that it can grow.
type Effort struct {
	Memory uint32 // KiB
	Passes uint32
}

// Due is what passwords are kept with: argon2id with what OWASP names for 19 MiB. Light is for cities in tests, whose
// passwords everybody knows.
var (
	Due   = Effort{19 * 1024, 2}
	Light = Effort{64, 1}
)

const (
	argonLanes  = 1
	minPassword = 10  // characters
	maxPassword = 256 // bytes
)

// hashing bounds how much memory logging in may take at once.
var hashing = make(chan struct{}, 2)

// worst are passwords that are long enough and yet no passwords.
var worst = []string{"1234567890", "0123456789", "password123", "qwertyuiop", "1111111111", "0000000000", "123456789a",
	"a123456789", "aa12345678", "1q2w3e4r5t", "abcd123456", "admin12345"}

// strong refuses a password that would be guessed first.
func strong(p Person, password string) error {
	low := strings.ToLower(password)
	switch {
	case utf8.RuneCountInString(password) < minPassword:
		return fault.New(fault.Invalid, "password_short", "min", minPassword).On("new")
	case len(password) > maxPassword:
		return fault.New(fault.Invalid, "password_long").On("new")
	case slices.Contains(worst, low) || strings.Contains(low, strings.ToLower(p.Login)) ||
		strings.Count(low, low[:1]) == len(low):
		return fault.New(fault.Invalid, "password_weak").On("new")
	}
	return nil
}

func hash(random io.Reader, password string, e Effort) (string, error) {
	if e == (Effort{}) {
		e = Due
	}
	salt := make([]byte, 16)
	if _, err := io.ReadFull(random, salt); err != nil {
		return "", err
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	k := argon2.IDKey([]byte(password), salt, e.Passes, e.Memory, argonLanes, 32)
	b := base64.RawStdEncoding
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, e.Memory, e.Passes, argonLanes,
		b.EncodeToString(salt), b.EncodeToString(k)), nil
}

// nobody is a hash that no password has; unknown logins are checked against it, so that they take as long.
var nobody = sync.OnceValue(func() string {
	h, err := hash(rand.Reader, rand.Text(), Due)
	if err != nil {
		panic(err)
	}
	return h
})

// check says whether a password has the hash, in a time that does not depend on the answer.
func check(encoded, password string) bool {
	known := encoded != ""
	if !known {
		encoded = nobody()
	}
	var version, memory, time uint32
	var lanes uint8
	f := strings.Split(encoded, "$")
	if len(f) != 6 || f[1] != "argon2id" {
		return false
	}
	if n, _ := fmt.Sscanf(f[2]+" "+f[3], "v=%d m=%d,t=%d,p=%d", &version, &memory, &time, &lanes); n != 4 ||
		version != argon2.Version || memory > 1<<20 || lanes == 0 {
		return false
	}
	salt, err1 := base64.RawStdEncoding.DecodeString(f[4])
	want, err2 := base64.RawStdEncoding.DecodeString(f[5])
	if err1 != nil || err2 != nil || len(want) == 0 {
		return false
	}
	hashing <- struct{}{}
	defer func() { <-hashing }()
	got := argon2.IDKey([]byte(password), salt, time, memory, lanes, uint32(len(want)))
	return subtle.ConstantTimeCompare(got, want) == 1 && known
}

// CheckPassword says what would be wrong with a password for a person, without setting it: it is short, long or weak.
func CheckPassword(p Person, password string) error { return strong(p, password) }
