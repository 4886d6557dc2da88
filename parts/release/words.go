package release

import (
	"context"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/loop/redact"
	"xiaohao/platform/store"
)

// Word is something a resident said that is to be public, in words that the office has read and may have shortened.
type Word struct {
	Seq  int64  `json:"seq"` // of the event in which he said it
	Text string `json:"text"`
}

// The most words of residents that are let out of a matter, and the longest of them, in characters.
const (
	maxWords = 20
	maxWord  = 300
)

// Said is something a resident said about a matter: with a rating, as the reason why it is not fixed, as a remark.
type Said struct {
	Seq  int64
	At   calendar.Instant
	Type event.Type
	Text string
}

// spoken are the events in which a resident may say something.
var spoken = []event.Type{matter.TypeCommented, matter.TypeRated, matter.TypeReopened, matter.TypeAttached}

// saidBy is what a resident said in an event, "" when it was no resident or no words.
func saidBy(actor int64, b matter.Body) string {
	switch b := b.(type) {
	case *matter.WasCommented:
		if b.Reporter || b.Via != nil {
			return b.Text
		}
	case *matter.WasRated:
		return b.Text
	case *matter.WasReopened:
		if actor == 0 || b.From != 0 {
			return b.Reason
		}
	case *matter.WasAttached:
		if b.Reporter || b.From != 0 {
			return b.Note
		}
	}
	return ""
}

// Said is what residents said about a matter, oldest first, for whoever sees the matter.
func (x *Releases) Said(ctx context.Context, caller org.Caller, m int64) ([]Said, error) {
	if _, err := x.Desk.Matter(ctx, caller, m); err != nil {
		return nil, err
	}
	return said(ctx, x.DB.Read(), x.City, m)
}

func said(ctx context.Context, r store.Reader, city, m int64) (out []Said, err error) {
	err = ledger.EachOf(ctx, r, city, m, ledger.ToEnd, spoken, func(e ledger.Event) error {
		b, err := matter.Decode(e.Type, e.Body)
		if err != nil {
			return err
		}
		if text := saidBy(e.Actor, b); text != "" {
			out = append(out, Said{e.Seq, e.At, e.Type, text})
		}
		return nil
	})
	return out, err
}

// words are what would be out of what residents said: redacted once more, and only what a resident did say here.
func (x *Releases) words(ctx context.Context, r store.Reader, m int64, list []Word) ([]org.ReleasedWord, error) {
	if len(list) == 0 {
		return nil, nil
	}
	if len(list) > maxWords {
		return nil, fault.New(fault.Invalid, "release_many", "max", maxWords).On("words")
	}
	known, err := said(ctx, r, x.City, m)
	if err != nil {
		return nil, err
	}
	var out []org.ReleasedWord
	for _, w := range list {
		i := slices.IndexFunc(known, func(s Said) bool { return s.Seq == w.Seq })
		if i < 0 {
			return nil, fault.New(fault.Invalid, "release_said").On("words")
		}
		text, err := line(redact.Public(w.Text), "words", maxWord, true)
		if err != nil {
			return nil, err
		}
		if redact.About(text) {
			return nil, fault.New(fault.Invalid, "release_said_named").On("words")
		}
		out = append(out, org.ReleasedWord{Seq: w.Seq, At: known[i].At, Text: text})
	}
	return out, nil
}
