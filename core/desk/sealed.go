package desk

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"database/sql"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// What is said of a person in need lies here, in sealed_words, a row a command, under a key of the case; events hold
// tokens: digests under the same key, so that who has no key can prove nothing of a guessed name. The key lies in
// case_keys as those of contacts do, and forgetting is destroying it. Whoever reads goes through Matter, HistoryPage or
// Said, which ask whether he may see the case and note that he did.

// sealedKey is the purpose of the key for the keys of cases.
const sealedKey = "cases"

// sealedRow is what one command said.
type sealedRow struct {
	Opening *matter.Opening   `json:"o,omitempty"`
	Words   map[string]string `json:"w,omitempty"` // by token
	Part    json.RawMessage   `json:"p,omitempty"` // what a part said under the same id
}

// caseKey is the key of a case while it is used.
type caseKey struct {
	cause []byte // the command that reported the case
	key   []byte
}

// token is the digest of something said in the case.
func (k *caseKey) token(purpose string, said []byte) string {
	h := hmac.New(sha256.New, k.key)
	h.Write([]byte(purpose + "\x00"))
	h.Write(said)
	return matter.Token(crockford.EncodeToString(h.Sum(nil)[:13])[:20])
}

func (k *caseKey) word(s string) string { return k.token("words", []byte(s)) }

func (k *caseKey) doc(purpose string, v any) (string, error) {
	raw, err := json.Marshal(v)
	return k.token(purpose, raw), err
}

// belongs is whose a box is: of a city and a case, and of a command where it holds words.
func caseBelongs(city int64, cause, said []byte) []byte {
	b := binary.BigEndian.AppendUint64([]byte("xiaohao case"), uint64(city))
	return append(append(b, cause...), said...)
}

// readKey opens the key of a case; a nil key says that it was destroyed, ok that there is a row.
func readKey(ctx context.Context, r store.Reader, secret []byte, city int64, cause []byte) (k *caseKey, ok bool,
	err error) {
	var box []byte
	err = r.QueryRow(ctx, "SELECT key FROM case_keys WHERE city = $1 AND command = $2", city, cause).Scan(&box)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	if err != nil || box == nil {
		return nil, err == nil, store.Explain(err)
	}
	key, err := open(derived(secret, sealedKey), box, caseBelongs(city, cause, nil))
	if err != nil {
		return nil, true, fault.New(fault.Internal, "contact_broken").By(err)
	}
	return &caseKey{cause, key}, true, nil
}

// caseKeyOf is the key of a matter's case, made where there is none: of a report (id 0) it hangs on the command. It
// gives fault.Conflict "case_forgotten" where it was destroyed.
func (d *Desk) caseKeyOf(ctx context.Context, tx *store.Tx, id int64, command ledger.ID) (*caseKey, error) {
	cause := command[:]
	if id != 0 {
		var err error
		if cause, err = ledger.CausedBy(ctx, tx, d.city, id); err != nil {
			return nil, err
		}
		k, ok, err := readKey(ctx, tx, d.secret, d.city, cause)
		if err != nil || k != nil {
			return k, err
		}
		if ok {
			return nil, fault.New(fault.Conflict, "case_forgotten")
		}
	}
	k := &caseKey{cause, make([]byte, 32)}
	if _, err := io.ReadFull(d.rand, k.key); err != nil {
		return nil, err
	}
	box, err := seal(d.rand, derived(d.secret, sealedKey), k.key, caseBelongs(d.city, cause, nil))
	if err != nil {
		return nil, err
	}
	if err := tx.Later(ctx, `INSERT INTO case_keys (city, command, key) VALUES ($1, $2, $3)`, d.city, cause,
		box); err != nil {
		return nil, err
	}
	return k, tx.Later(ctx, `INSERT INTO case_turns (city, command, due) VALUES ($1, $2, $3)`, d.city, cause,
		d.now().Plus(dueAgain))
}

// put seals what a command said.
func (d *Desk) put(ctx context.Context, tx *store.Tx, k *caseKey, command ledger.ID, row sealedRow) error {
	plain, err := json.Marshal(row)
	if err != nil {
		return err
	}
	data, err := seal(d.rand, k.key, plain, caseBelongs(d.city, k.cause, command[:]))
	if err != nil {
		return err
	}
	var n int64
	if err := tx.QueryRow(ctx, "SELECT COALESCE(MAX(n), 0) FROM sealed_words WHERE city = $1 AND command = $2", d.city,
		k.cause).Scan(&n); err != nil {
		return err
	}
	return tx.Later(ctx, `INSERT INTO sealed_words (city, command, n, said, data) VALUES ($1, $2, $3, $4, $5)`, d.city,
		k.cause, n+1, command[:], data)
}

// veiled is a command about a person in need on its way into the ledger.
type veiled struct {
	d    *Desk
	tx   *store.Tx
	c    *Command
	m    *matter.Matter
	key  *caseKey
	said matter.Opening // of a command that names title, place or village
	row  sealedRow
}

// veil takes the words out of a command about a person in need; nil where it is about nobody.
func (d *Desk) veil(ctx context.Context, tx *store.Tx, c *Command, m *matter.Matter) (*veiled, error) {
	if !matter.Helps(m, c.Body) {
		return nil, nil
	}
	if len(matter.UploadsOf(c.Body))+len(c.Evidence)+len(c.After) > 0 {
		return nil, matter.NoPhotos()
	}
	v := &veiled{d: d, tx: tx, c: c, m: m, row: sealedRow{Words: map[string]string{}}}
	if _, ok := c.Body.(*matter.Report); ok {
		return v, nil
	}
	var failed error
	body, said, err := matter.Veiled(c.Body, func(words string) string {
		k, err := v.keyed(ctx)
		if err != nil {
			failed = err
			return ""
		}
		t := k.word(words)
		v.row.Words[t] = words
		return t
	})
	if err = errors.Join(failed, err); err != nil {
		return nil, fault.Of(err)
	}
	c.Body, v.said = body, said
	return v, nil
}

func (v *veiled) keyed(ctx context.Context) (*caseKey, error) {
	if v.key != nil {
		return v.key, nil
	}
	id := int64(0)
	if v.m != nil {
		id = v.m.ID
	}
	var err error
	v.key, err = v.d.caseKeyOf(ctx, v.tx, id, v.c.ID)
	return v.key, err
}

// finish takes the rest out of the events, and puts what was said beside the ledger.
func (v *veiled) finish(ctx context.Context, events []matter.Event) error {
	if v == nil || len(events) == 0 {
		return nil
	}
	if v.m != nil && v.m.Kind != matter.Help && v.said.Title == "" {
		v.said.Title = v.m.Title // it becomes a case now, and is called by its type from here on
	}
	for _, e := range events {
		err := matter.Veil(e.Body, v.d.called, v.said, func(o matter.Opening) (string, error) {
			if o.Empty() {
				return "", nil
			}
			k, err := v.keyed(ctx)
			if err != nil {
				return "", err
			}
			v.row.Opening = &o
			return k.doc("opening", o)
		})
		if err != nil {
			return err
		}
	}
	raw, err := json.Marshal(events)
	if err != nil {
		return err
	}
	maps.DeleteFunc(v.row.Words, func(token, _ string) bool { return !strings.Contains(string(raw), token) })
	v.row.Part = v.c.Beside
	if v.row.Opening == nil && len(v.row.Words) == 0 && v.row.Part == nil {
		return nil
	}
	k, err := v.keyed(ctx)
	if err != nil {
		return err
	}
	return v.d.put(ctx, v.tx, k, v.c.ID, v.row)
}

// called is what lists call a case: the category's name, else that somebody asks for help.
func (d *Desk) called(category string) string {
	if c, ok := d.Policy().Category(category); ok {
		return c.Zh
	}
	return "求助"
}

// Seal puts what a part says of a case beside the ledger and gives the token for its event; on the ledger's turn, in
// the decision that records the event under the same id. It gives fault.Conflict "case_forgotten".
func (d *Desk) Seal(ctx context.Context, tx *store.Tx, matterID int64, id ledger.ID,
	said any) (token string, err error) {
	k, err := d.caseKeyOf(ctx, tx, matterID, id)
	if err != nil {
		return "", err
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return "", err
	}
	return k.token("part", raw), d.put(ctx, tx, k, id, sealedRow{Part: raw})
}

// caseWords are all words of a case.
type caseWords struct {
	openings []matter.Opening
	opened   map[string]*matter.Opening // by token
	words    map[string]string
	parts    map[string]json.RawMessage // by token
	first    json.RawMessage            // what a part said with the report
}

// unsealed reads the words of a case; nil where none are sealed, or they were forgotten.
func (d *Desk) unsealed(ctx context.Context, r store.Reader, matterID int64) (*caseWords, error) {
	cause, err := ledger.CausedBy(ctx, r, d.city, matterID)
	if err != nil {
		return nil, err
	}
	k, _, err := readKey(ctx, r, d.secret, d.city, cause)
	if err != nil || k == nil {
		return nil, err
	}
	out := &caseWords{words: map[string]string{}, parts: map[string]json.RawMessage{},
		opened: map[string]*matter.Opening{}}
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		var said, data sql.RawBytes
		if err := rows.Scan(&said, &data); err != nil {
			return err
		}
		row, err := k.read(d.city, said, data)
		if err != nil {
			return fault.New(fault.Internal, "contact_broken").By(err)
		}
		if row.Opening != nil {
			out.openings = append(out.openings, *row.Opening)
			token, err := k.doc("opening", *row.Opening)
			if err != nil {
				return err
			}
			out.opened[token] = row.Opening
		}
		maps.Copy(out.words, row.Words)
		if row.Part != nil {
			out.parts[k.token("part", row.Part)] = row.Part
			if string(said) == string(cause) {
				out.first = row.Part
			}
		}
		return nil
	}, "SELECT said, data FROM sealed_words WHERE city = $1 AND command = $2 ORDER BY n", d.city, cause)
	return out, err
}

// read opens a row of the case.
func (k *caseKey) read(city int64, said, data []byte) (row sealedRow, err error) {
	plain, err := open(k.key, data, caseBelongs(city, k.cause, said))
	if err != nil {
		return row, err
	}
	return row, json.Unmarshal(plain, &row)
}

func (w *caseWords) say(token string) string {
	if s, ok := w.words[token]; ok {
		return s
	}
	return token
}

// tell puts the words of a case into a matter that is the caller's own. Who works by the clock has no use for them.
func (d *Desk) tell(ctx context.Context, caller org.Caller, m *matter.Matter) error {
	if m.Kind != matter.Help || caller.Clock || caller.System {
		return nil
	}
	w, err := d.unsealed(ctx, d.db.Read(), m.ID)
	if err != nil || w == nil {
		return translateNil(err)
	}
	for i := range w.openings {
		w.openings[i].Tell(m)
	}
	matter.Unveil(m, w.say)
	return nil
}

// Said are the words that a part sealed of a case, by their tokens, and those that came with its report; nil where they
// were forgotten. Whoever sees the matter may; that he looked is noted, as when he opens it.
func (d *Desk) Said(ctx context.Context, caller org.Caller, matterID int64) (first json.RawMessage,
	said map[string]json.RawMessage, err error) {
	if _, err := d.Matter(ctx, caller, matterID); err != nil {
		return nil, nil, err
	}
	w, err := d.unsealed(ctx, d.db.Read(), matterID)
	if err != nil || w == nil {
		return nil, nil, translateNil(err)
	}
	return w.first, w.parts, nil
}

// Shared is the one thing that a part sealed of a case under a token, for who came by the sealed paper that shares it;
// nil where it was forgotten. The part has asked him for the code and recorded that he opened it. Errors:
// matter_missing for everybody else.
func (d *Desk) Shared(ctx context.Context, caller org.Caller, matterID int64, token string) (json.RawMessage, error) {
	m, err := d.views.Get(ctx, d.db.Read(), matterID)
	if err != nil {
		return nil, translate(err)
	}
	if !d.Org().HoldsPaper(caller, m) {
		return nil, fault.New(fault.Missing, "matter_missing")
	}
	w, err := d.unsealed(ctx, d.db.Read(), matterID)
	if err != nil || w == nil {
		return nil, translateNil(err)
	}
	return w.parts[token], nil
}

// wordsFor are the words for the history of a matter; nil where it has none that the caller may read.
func (d *Desk) wordsFor(ctx context.Context, caller org.Caller, m *matter.Matter) (*caseWords, error) {
	if m.Kind != matter.Help || caller.Clock || caller.System {
		return nil, nil
	}
	w, err := d.unsealed(ctx, d.db.Read(), m.ID)
	return w, translateNil(err)
}

// step puts the words of a case into a step of its history. What is said to the holder of a receipt he reads, all but
// the report itself: whoever finds a receipt would learn from it whom it is about.
func (w *caseWords) step(caller org.Caller, b matter.Body) {
	if w == nil {
		return
	}
	if caller.Person != 0 {
		switch e := b.(type) {
		case *matter.WasReported:
			if o := w.opened[e.Sealed]; o != nil {
				e.Title, e.Text, e.Place = o.Title, o.Text, o.Place
			}
		case *matter.WasListed:
			if o := w.opened[e.Sealed]; o != nil {
				e.Title, e.Place = cmp.Or(o.Title, e.Title), o.Place
			}
		case *matter.WasAmended:
			if o := w.opened[e.Sealed]; o != nil {
				e.Title, e.Place = cmp.Or(o.Title, e.Title), o.Place
			}
		}
	}
	matter.Unveil(b, w.say)
}
