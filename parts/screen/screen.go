// Package screen keeps a flood of worthless reports from burying the others 甄别. What comes too often from one network
// or one browser, and what reads like what was marked as spam before, is taken like any report, with its receipt, but
// a person reads it before it joins the work. Nobody is asked for an account, and nothing is thrown away unseen.
//
// It owns the tables screen_texts and screen_pieces, which follow the ledger, and the rule by which a text is doubted.
// The door counts who sends how much (gate.Doubt); no address is kept.
package screen

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/core/views"
	"xiaohao/loop/event"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// Screen is a city's doubted reports. Safe for concurrent use.
type Screen struct{ part.Base }

// Part is what others must know of the screening of reports 甄别.
var Part = part.Part{
	Name:  "screen",
	Steps: Steps(),
	Make: func(b part.Base) (part.Made, error) {
		x := &Screen{b}
		m := part.Made{Value: x, Followers: []ledger.Follower{follower(b.City)}, Waits: x.waits}
		m.Knows.Doubt = x.doubt
		return m, nil
	},
	Check: func(ctx context.Context, r store.Reader, city int64, progress part.Progress, tell func(string)) error {
		return part.Refold(ctx, r, city, part.Fold{Follower: follower(city), Steps: Steps()}, progress, tell)
	},
}

func follower(city int64) part.Folder {
	return part.Folder{City: city, Called: "screen.1",
		Asks: []event.Type{matter.TypeReported, matter.TypeListed, matter.TypeDeclined, matter.TypeMerged,
			matter.TypeReopened},
		Tables: []string{"screen_texts", "screen_pieces"},
		Fold:   func(ctx context.Context, tx *store.Tx, e ledger.Event) error { return fold(ctx, tx, city, e) }}
}

// said is what is read of the events.
type said struct {
	Source matter.Source `json:"source"`
	Title  string        `json:"title"`
	Text   string        `json:"text"`
	Spam   bool          `json:"spam"`
}

// fold keeps the pieces of a resident's report until somebody decides about it, and learns from what he decides.
func fold(ctx context.Context, tx *store.Tx, city int64, e ledger.Event) error {
	var b said
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return fmt.Errorf("read what was said: %w", err)
	}
	if e.Type == matter.TypeReported {
		list := pieces(b.Title + "\n" + b.Text)
		if b.Source != matter.FromResident || len(list) < least {
			return nil
		}
		return tx.Later(ctx, "INSERT INTO screen_texts (city, matter, pieces, spam) VALUES ($1, $2, $3, 0)", city,
			e.Subject, packed(list))
	}
	var raw []byte
	var spam bool
	err := tx.QueryRow(ctx, "SELECT pieces, spam > 0 FROM screen_texts WHERE city = $1 AND matter = $2", city,
		e.Subject).Scan(&raw, &spam)
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	if err != nil {
		return store.Explain(err)
	}
	return learn(ctx, tx, city, e, b.Spam, spam, unpacked(raw))
}

// learn counts the pieces of a report that somebody decided about. What was marked as spam stays known, so that it can
// be unlearnt when it is taken up after all.
func learn(ctx context.Context, tx *store.Tx, city int64, e ledger.Event, now, before bool, list []uint64) error {
	text, keep := "", false
	switch {
	case e.Type == matter.TypeDeclined && now && !before:
		text, keep = `INSERT INTO screen_pieces (city, piece, spam, good) VALUES ($1, $2, 1, 0)
			ON CONFLICT (city, piece) DO UPDATE SET spam = screen_pieces.spam + 1`, true
	case e.Type == matter.TypeReopened && before:
		text, keep = "UPDATE screen_pieces SET spam = spam - 1 WHERE city = $1 AND piece = $2", true
	case e.Type == matter.TypeListed && !before:
		text = "UPDATE screen_pieces SET good = good + 1 WHERE city = $1 AND piece = $2"
	case e.Type == matter.TypeReopened || before:
		return nil
	}
	for _, h := range list {
		if text == "" {
			break
		}
		if err := tx.Later(ctx, text, city, int64(h)); err != nil {
			return err
		}
	}
	if keep {
		return tx.Later(ctx, "UPDATE screen_texts SET spam = $3 WHERE city = $1 AND matter = $2", city, e.Subject,
			flag(e.Type == matter.TypeDeclined))
	}
	return tx.Later(ctx, "DELETE FROM screen_texts WHERE city = $1 AND matter = $2", city, e.Subject)
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// doubt says of a resident's report whether it reads like what was marked as spam. What it costs does not grow with
// what was marked.
func (x *Screen) doubt(ctx context.Context, r store.Reader, b *matter.Report) (matter.Doubt, error) {
	list := pieces(b.Title + "\n" + b.Text)
	if len(list) < least {
		return "", nil
	}
	text, args := "SELECT piece, spam, good FROM screen_pieces WHERE city = $1 AND piece IN (", []any{x.City}
	for i, h := range list {
		args = append(args, int64(h))
		text += "$" + strconv.Itoa(i+2) + ", "
	}
	known := map[uint64]Piece{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var h int64
		var p Piece
		err := rows.Scan(&h, &p.Spam, &p.Good)
		known[uint64(h)] = p
		return err
	}, text[:len(text)-2]+")", args...)
	if err != nil || !Likely(list, known) {
		return "", err
	}
	return matter.DoubtWords, nil
}

// Doubted is a page of the reports that the caller looks at before they join the others, what is due first first.
func (x *Screen) Doubted(ctx context.Context, caller org.Caller, f views.Filter) (views.Page, error) {
	return views.Doubted(ctx, x.DB.Read(), x.City, x.Org().Scope(caller), caller.Posts, f, x.Now())
}

// waitsShown is up to how many doubted reports are counted for the home page.
const waitsShown = 50

func (x *Screen) waits(ctx context.Context, caller org.Caller) ([]part.Waiting, error) {
	page, err := x.Doubted(ctx, caller, views.Filter{Limit: waitsShown})
	if err != nil || len(page.Rows) == 0 {
		return nil, err
	}
	return []part.Waiting{{Key: "waits.screen", N: len(page.Rows), More: page.After != "", Path: "/doubted"}}, nil
}
