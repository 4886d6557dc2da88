// Package notify tells people what concerns them, in the places where they really read.
//
// It follows the ledger. Of each event that somebody should know of it makes an entry in that person's inbox, and
// where he wants it, or a group has a robot, a row in the outbox, in the follower's own transaction: so nothing is
// told twice, and a delivery that fails never delays a command. A sender takes rows from the outbox by lease, sends
// them outside any transaction, tries again with growing pauses, and in the end lays them aside as dead letters that
// an administrator sees and sends again.
//
// It owns the tables inbox, inbox_reads, outbox, channels and choices. It decides nothing about matters. A message is
// put together from the number, the title (with personal numbers taken out), the area, the unit and the deadline of a
// matter; a reporter's name or phone cannot get into it, because they are never read here. Of a help matter only its
// number is told.
//
// Invariants: an event gives a person at most one entry; an event older than a week fills the inbox and sends
// nothing, so that making the inbox anew sends nothing twice; secrets of channels lie encrypted.
package notify

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"fmt"
	"io"
	"log/slog"

	"xiaohao/core/org"
	"xiaohao/core/policy"
	"xiaohao/platform/deliver"
	"xiaohao/platform/store"
)

// Schema makes the tables of this package.
const Schema = `
CREATE TABLE inbox (
	city   BIGINT NOT NULL,
	person BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	at     BIGINT NOT NULL,
	matter BIGINT NOT NULL,
	kind   TEXT   NOT NULL,
	args   TEXT   NOT NULL,
	PRIMARY KEY (city, person, seq)
) WITHOUT ROWID;
CREATE TABLE inbox_reads (
	city   BIGINT NOT NULL,
	person BIGINT NOT NULL,
	seq    BIGINT NOT NULL,
	PRIMARY KEY (city, person)
) WITHOUT ROWID;
CREATE TABLE outbox (
	city    BIGINT   NOT NULL,
	id      TEXT     NOT NULL,
	channel BIGINT   NOT NULL,
	person  BIGINT   NOT NULL,
	matter  BIGINT   NOT NULL,
	kind    TEXT     NOT NULL,
	args    TEXT     NOT NULL,
	at      BIGINT   NOT NULL,
	due     BIGINT   NOT NULL,
	digest  SMALLINT NOT NULL,
	state   SMALLINT NOT NULL,
	tries   SMALLINT NOT NULL,
	leased  BIGINT   NOT NULL,
	error   TEXT     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE INDEX outbox_due ON outbox (city, state, due, id);
CREATE TABLE channels (
	city    BIGINT   NOT NULL,
	id      BIGINT   NOT NULL,
	kind    TEXT     NOT NULL,
	name    TEXT     NOT NULL,
	area    BIGINT   NOT NULL,
	unit    BIGINT   NOT NULL,
	hosts   TEXT     NOT NULL,
	enabled SMALLINT NOT NULL,
	sealed  BLOB     NOT NULL,
	PRIMARY KEY (city, id)
);
CREATE TABLE choices (
	city       BIGINT   NOT NULL,
	person     BIGINT   NOT NULL,
	email      SMALLINT NOT NULL,
	digest     SMALLINT NOT NULL,
	quiet_from SMALLINT NOT NULL,
	quiet_to   SMALLINT NOT NULL,
	sealed     BLOB     NOT NULL,
	PRIMARY KEY (city, person)
) WITHOUT ROWID;
`

// Writer is the turn in which side tables are written; *ledger.Ledger has it.
type Writer interface {
	Exclusive(ctx context.Context, fn func(ctx context.Context, tx *store.Tx) error) error
}

// Config is what telling needs. Send is deliver.Sender's; tests may put another in its place.
type Config struct {
	City    int64
	DB      *store.DB
	Org     func() *org.Org
	Policy  func() *policy.Policy
	Now     func() int64 // Unix microseconds
	Secret  []byte       // 32 bytes
	BaseURL func() string
	Send    func(ctx context.Context, c deliver.Channel, m deliver.Message) error
	Log     *slog.Logger
}

// Notify tells people. Safe for concurrent use.
type Notify struct {
	Config
	w    Writer
	seal cipher.AEAD
}

// New makes the telling of a city whose tables are there. Bind it to the ledger before anything is sent or set.
func New(c Config) (*Notify, error) {
	n := &Notify{Config: c}
	if n.Log == nil {
		n.Log = slog.New(slog.DiscardHandler)
	}
	if n.BaseURL == nil {
		n.BaseURL = func() string { return "" }
	}
	key, err := hkdf.Key(sha256.New, c.Secret, nil, "xiaohao notify channels", 32)
	if err != nil {
		return nil, err
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	n.seal, err = cipher.NewGCM(block)
	return n, err
}

// Bind hands in the writer of the side tables.
func (n *Notify) Bind(w Writer) { n.w = w }

// hide encrypts what must not lie open in the database.
func (n *Notify) hide(plain []byte) ([]byte, error) {
	nonce := make([]byte, n.seal.NonceSize())
	if _, err := io.ReadFull(rand.Reader, nonce); err != nil {
		return nil, err
	}
	return n.seal.Seal(nonce, nonce, plain, nil), nil
}

func (n *Notify) show(sealed []byte) ([]byte, error) {
	size := n.seal.NonceSize()
	if len(sealed) < size {
		return nil, fmt.Errorf("notify: a sealed value of %d bytes", len(sealed))
	}
	return n.seal.Open(nil, sealed[:size], sealed[size:], nil)
}
