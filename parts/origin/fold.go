package origin

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"xiaohao/core/ledger"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Follower is the name of what keeps the table: who asks what is known waits for it first.
const Follower = "origin.1"

func follower(city int64) part.Folder {
	return part.Folder{City: city, Called: Follower, Asks: []event.Type{matter.TypeReported},
		Tables: []string{"origins"},
		Fold:   func(ctx context.Context, tx *store.Tx, e ledger.Event) error { return fold(ctx, tx, city, e) }}
}

// reported is what is read of the event that began a matter.
type reported struct {
	Source   matter.Source    `json:"source"`
	SourceNo string           `json:"source_no"`
	Digest   string           `json:"digest"`
	Place    string           `json:"place"`
	Title    string           `json:"title"`
	Text     string           `json:"text"`
	FoundAt  calendar.Instant `json:"found_at"`
}

// fold keeps the row of a report that came from a list, or that may have: an earlier program kept no digest.
func fold(ctx context.Context, tx *store.Tx, city int64, e ledger.Event) error {
	var b reported
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return fmt.Errorf("read what was reported: %w", err)
	}
	if b.Digest == "" {
		if b.Source == matter.FromResident && b.SourceNo == "" {
			return nil // residents report here every day; they have no list
		}
		b.Digest = former(b.FoundAt, b.Place, b.words())
	}
	return tx.Later(ctx, "INSERT INTO origins (city, source, source_no, digest, id) VALUES ($1, $2, $3, $4, $5)",
		city, string(b.Source), b.SourceNo, b.Digest, e.Subject)
}

// words are the text, which is empty in an event when it is the title.
func (b reported) words() string {
	if b.Text == "" {
		return b.Title
	}
	return b.Text
}

// formerMark begins the digest of a matter that an earlier program took.
const formerMark = "old:"

// former is the digest by which matters of earlier programs are looked for: of the time and of those letters of place
// and text that the redaction of that time left alone. What it finds is compared word by word afterwards.
func former(at calendar.Instant, place, text string) string {
	h := sha256.Sum256(fmt.Appendf(nil, "%d\n%s\n%s", at, bare(place), bare(text)))
	return formerMark + hex.EncodeToString(h[:12])
}

// marks are what an earlier program put in the place of a personal number.
var marks = regexp.MustCompile(`［(?:邮箱|证件号|卡号|电话)］`)

// bare keeps the letters that are in no personal number: neither marks, nor digits, nor Latin letters.
func bare(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 || r >= '！' && r <= '～' || !unicode.IsLetter(r) {
			return -1
		}
		return r
	}, marks.ReplaceAllString(s, ""))
}
