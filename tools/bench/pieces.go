package bench

import (
	"encoding/hex"
	"fmt"
	"regexp"
	"strconv"
)

// shift is how one copy of a template differs from it.
type shift struct {
	copy   uint32 // no two copies in one city have the same
	base   int64  // events up to here are the town's, in both cities
	seq    int64  // added to what comes behind base
	number int64  // added to the counter of a matter's number
	paper  int64  // added to the counter of an assignment paper
}

func (s *shift) id(n int64) int64 {
	if n > s.base {
		return n + s.seq
	}
	return n
}

// command is another id with the same time in it.
func (s *shift) command(id []byte) []byte {
	out := append([]byte(nil), id...)
	out[9] ^= byte(s.copy >> 16)
	out[10] ^= byte(s.copy >> 8)
	out[11] ^= byte(s.copy)
	return out
}

// receipt is another digest; nobody holds the code of either.
func (s *shift) receipt(digest string) string {
	b, err := hex.DecodeString(digest)
	if err != nil || len(b) < 4 {
		return digest
	}
	b[0] ^= byte(s.copy)
	b[1] ^= byte(s.copy >> 8)
	b[2] ^= byte(s.copy >> 16)
	b[3] ^= byte(s.copy >> 24)
	return hex.EncodeToString(b)
}

// What differs inside a text: ids of events and matters, a matter's number, a paper's number in a document and in
// words, the digest of a receipt.
var differing = regexp.MustCompile(`"(?:id|seq|matter)":(\d+)|[PTH]\d{4}-(\d{6,15})|"n":(\d+)|〔\d{4}〕(\d+)号|` +
	`"receipt":"([0-9a-f]{32})"`)

const (
	pieceID = iota
	pieceNumber
	piecePaper
	piecePaperWords
	pieceReceipt
	pieceEnd // nothing follows
)

// piece is a stretch of text that stays and what comes behind it.
type piece struct {
	stays string
	kind  int
	n     int64
	hex   string
}

// cut takes a text apart once, so that each copy only puts it together.
func cut(text string) ([]piece, error) {
	var out []piece
	at := 0
	for _, m := range differing.FindAllStringSubmatchIndex(text, -1) {
		for kind := range pieceEnd {
			from, to := m[2+2*kind], m[3+2*kind]
			if from < 0 {
				continue
			}
			p := piece{stays: text[at:from], kind: kind, hex: text[from:to]}
			if kind != pieceReceipt {
				var err error
				if p.n, err = strconv.ParseInt(p.hex, 10, 64); err != nil {
					return nil, fmt.Errorf("%q: %w", text, err)
				}
			}
			out, at = append(out, p), to
		}
	}
	return append(out, piece{stays: text[at:], kind: pieceEnd}), nil
}

// join writes the text as it stands in a copy.
func (s *shift) join(buf []byte, pieces []piece) []byte {
	for i := range pieces {
		p := &pieces[i]
		buf = append(buf, p.stays...)
		switch p.kind {
		case pieceID:
			buf = strconv.AppendInt(buf, s.id(p.n), 10)
		case pieceNumber:
			buf = fmt.Appendf(buf, "%06d", p.n+s.number)
		case piecePaper, piecePaperWords:
			buf = strconv.AppendInt(buf, p.n+s.paper, 10)
		case pieceReceipt:
			buf = append(buf, s.receipt(p.hex)...)
		}
	}
	return buf
}
