package desk

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"maps"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// provenCase is a row of case_keys with what lies under it.
type provenCase struct {
	key    *caseKey // nil once it was destroyed
	gone   bool
	tokens map[string]bool // of the words that lie here; true once an event has it
}

// CheckSealed proves the words of the cases of a city against its events: each word that lies here has its token in an
// event of the command that said it, each token its word where the key is there, and a key is destroyed if and only
// if an event says so. It shows nothing of what it reads. Without the city's secret nothing is opened.
func CheckSealed(ctx context.Context, r store.Reader, city int64, secret []byte, tell func(string)) error {
	cases, err := caseRows(ctx, r, city, secret, tell)
	if err != nil {
		return err
	}
	if err := sealedRows(ctx, r, city, secret, cases, tell); err != nil {
		return err
	}
	causes := map[int64]*provenCase{}
	err = ledger.EachCause(ctx, r, city, matter.TypeReported, func(seq int64, command, body []byte) error {
		if c := cases[string(command)]; c != nil {
			causes[seq] = c
		} else if bytes.Contains(body, []byte(`"sealed":`)) {
			tell(fmt.Sprintf("case_keys: the row of matter %d is missing", seq))
		}
		return nil
	})
	if err != nil || len(cases) == 0 {
		return err
	}
	forgotten := map[*provenCase]bool{}
	err = ledger.EachType(ctx, r, city, 0, 0, nil, func(e ledger.Event) error {
		c := causes[e.Subject]
		if c == nil {
			return nil
		}
		if e.Type == matter.TypeForgotten {
			forgotten[c] = true
		}
		if c.key == nil || secret == nil {
			return nil
		}
		for _, t := range matter.Tokens(string(e.Body)) {
			if _, ok := c.tokens[t]; !ok {
				tell(fmt.Sprintf("sealed_words: what event %d said is missing", e.Seq))
				continue
			}
			c.tokens[t] = true
		}
		return nil
	})
	if err != nil {
		return err
	}
	known := map[*provenCase]bool{}
	for _, seq := range slices.Sorted(maps.Keys(causes)) {
		c := causes[seq]
		known[c] = true
		switch {
		case c.gone && !forgotten[c]:
			tell(fmt.Sprintf("case_keys: the key of matter %d is destroyed, and no event says so", seq))
		case !c.gone && forgotten[c]:
			tell(fmt.Sprintf("case_keys: the key of matter %d is there, and an event says that it was forgotten", seq))
		}
		for t, said := range c.tokens {
			if !said {
				tell(fmt.Sprintf("sealed_words: matter %d has words that no event knows: %s", seq, t))
			}
		}
	}
	for command, c := range cases {
		if !known[c] {
			tell(fmt.Sprintf("case_keys: the row of command %x is of no report", command))
		}
	}
	return nil
}

// caseRows reads the keys of all cases, by the command that reported each.
func caseRows(ctx context.Context, r store.Reader, city int64, secret []byte,
	tell func(string)) (map[string]*provenCase, error) {
	out := map[string]*provenCase{}
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var command, box []byte
		var forgotten int64
		var looked bool
		if err := rows.Scan(&command, &box, &forgotten, &looked); err != nil {
			return err
		}
		said := func(what string) { tell(fmt.Sprintf("case_keys: the row of command %x %s", command, what)) }
		c := &provenCase{gone: box == nil, tokens: map[string]bool{}}
		out[string(command)] = c
		switch {
		case c.gone && (forgotten == 0 || looked), !c.gone && forgotten != 0:
			said("is half forgotten")
		case !c.gone && !looked:
			said("is looked at by nobody")
		}
		if c.gone || secret == nil {
			return nil
		}
		key, err := open(derived(secret, sealedKey), box, caseBelongs(city, command, nil))
		if err != nil {
			said("cannot be read: " + err.Error())
			return nil
		}
		c.key = &caseKey{bytes.Clone(command), key}
		return nil
	}, "SELECT k.command, k.key, k.forgotten, t.command IS NOT NULL FROM case_keys k LEFT JOIN case_turns t ON "+
		"t.city = $1 AND t.command = k.command WHERE k.city = $1 ORDER BY k.command", city)
	return out, err
}

// sealedRows opens what lies under the keys.
func sealedRows(ctx context.Context, r store.Reader, city int64, secret []byte, cases map[string]*provenCase,
	tell func(string)) error {
	var of []byte
	next := int64(0)
	return store.Each(ctx, r, func(rows *sql.Rows) error {
		var command, command2, data sql.RawBytes
		var n int64
		if err := rows.Scan(&command, &n, &command2, &data); err != nil {
			return err
		}
		if !bytes.Equal(of, command) {
			of, next = bytes.Clone(command), 0
		}
		if next++; n != next {
			tell(fmt.Sprintf("sealed_words: the case of command %x has %d where %d is next", command, n, next))
			next = n
		}
		said := func(what string) { tell(fmt.Sprintf("sealed_words: the row of command %x %s", command2, what)) }
		c := cases[string(command)]
		switch {
		case c == nil:
			said("is of no case")
			return nil
		case c.gone:
			said("is there, and its key was destroyed")
			return nil
		case c.key == nil || secret == nil:
			return nil
		}
		row, err := c.key.read(city, command2, data)
		if err != nil {
			said("cannot be read: " + err.Error())
			return nil
		}
		return row.each(c.key, func(token string, fits bool) {
			if !fits {
				said("does not fit its token")
			}
			c.tokens[token] = false
		}, string(command) == string(command2))
	}, "SELECT command, n, said, data FROM sealed_words WHERE city = $1 ORDER BY command, n", city)
}

// each hands out the tokens that events must have for what a row holds, and whether each fits. What came beside a
// report has none of its own: the row holds it, and no event tells of it.
func (s *sealedRow) each(k *caseKey, fn func(token string, fits bool), first bool) error {
	for t, w := range s.Words {
		fn(t, k.word(w) == t)
	}
	if s.Opening != nil {
		t, err := k.doc("opening", *s.Opening)
		if err != nil {
			return err
		}
		fn(t, true)
	}
	if s.Part != nil && !first {
		fn(k.token("part", s.Part), true)
	}
	return nil
}
