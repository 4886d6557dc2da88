package desk_test

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"xiaohao/core/desk"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// contactsSay is what the proof of personal data says, and how many rows are not yet bound.
func (o *office) contactsSay() (told []string, unbound int64) {
	o.t.Helper()
	o.inTurn(func(ctx context.Context, tx *store.Tx) (err error) {
		unbound, err = desk.CheckContacts(ctx, tx, 4304, make([]byte, 32), func(s string) { told = append(told, s) })
		return err
	})
	return told, unbound
}

func (o *office) inTurn(fn func(ctx context.Context, tx *store.Tx) error) {
	o.t.Helper()
	if err := o.Exclusive(context.Background(), fn); err != nil {
		o.t.Fatal(err)
	}
}

func (o *office) execute(text string, args ...any) {
	o.t.Helper()
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		_, err := tx.Exec(ctx, text, args...)
		return err
	})
}

// named reports somebody's trouble under a name.
func (o *office) named(name string) int64 {
	o.t.Helper()
	r, err := o.Do(context.Background(), o.who["disp"], desk.Command{ID: o.id(), Contact: &desk.Contact{Name: name},
		Body: &matter.Report{Area: village, Text: "路灯不亮"}})
	if err != nil {
		o.t.Fatal(err)
	}
	return r.Matter
}

// reads wants a name behind a matter, or a kind of error.
func (o *office) reads(id int64, name, code string) {
	o.t.Helper()
	c, err := o.Reveal(context.Background(), o.who["disp"], o.id(), id, "回访")
	if c.Name != name || fault.Code(err) != code {
		o.t.Errorf("behind matter %d is %q (%v), want %q, %q", id, c.Name, err, name, code)
	}
}

// swap puts the personal data of two matters each behind the other.
func (o *office) swap(a, b int64) {
	o.t.Helper()
	o.inTurn(func(ctx context.Context, tx *store.Tx) error {
		const of = ` WHERE city = 4304 AND command = (SELECT command FROM events WHERE city = 4304 AND seq = `
		var key, data [2][]byte
		for i, id := range []string{fmt.Sprint(a), fmt.Sprint(b)} {
			if err := tx.QueryRow(ctx, "SELECT key, data FROM contacts"+of+id+")").Scan(&key[i], &data[i]); err != nil {
				return err
			}
		}
		for i, id := range []string{fmt.Sprint(b), fmt.Sprint(a)} {
			if _, err := tx.Exec(ctx, "UPDATE contacts SET key = $1, data = $2"+of+id+")",
				key[i], data[i]); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestContactsAreBound: what one person said of himself, put behind another's matter, is no more shown, and the proof
// names it; so are rows that are missing, altered, or half forgotten.
func TestContactsAreBound(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a, b := o.named("张三"), o.named("李四")
	o.reads(a, "张三", "")
	if told, unbound := o.contactsSay(); len(told) > 0 || unbound > 0 {
		t.Fatalf("%q, %d unbound", told, unbound)
	}
	o.swap(a, b)
	o.reads(a, "", "contact_broken")
	o.reads(b, "", "contact_broken")
	if told, _ := o.contactsSay(); len(told) != 2 || !strings.Contains(told[0], "cannot be read") {
		t.Errorf("swapped: %q", told)
	}
	o.swap(a, b)
	o.reads(b, "李四", "")
	for text, want := range map[string]string{
		"UPDATE contacts SET forgotten = 5": "half forgotten",
		"UPDATE contacts SET key = NULL":    "half forgotten",
		"UPDATE contacts SET city = 4305":   "is missing",
		"UPDATE contacts SET command = key WHERE command = (SELECT command FROM contacts ORDER BY command " +
			"LIMIT 1)": "of no report",
		"UPDATE contacts SET data = key": "cannot be read",
		"DELETE FROM contacts":           "is missing",
	} {
		var told []string
		err := o.Exclusive(t.Context(), func(ctx context.Context, tx *store.Tx) error {
			if err := tx.Script(ctx, text); err != nil {
				return err
			}
			_, err := desk.CheckContacts(ctx, tx, 4304, make([]byte, 32), func(s string) { told = append(told, s) })
			if err != nil {
				return err
			}
			return context.Canceled // taken back
		})
		if err == nil || !strings.Contains(strings.Join(told, "\n"), want) {
			t.Errorf("%s: %q (%v)", text, told, err)
		}
	}
	o.erase(a)
	if told, _ := o.contactsSay(); len(told) > 0 {
		t.Errorf("forgotten: %q", told)
	}
}

// TestContactsOfEarlierPrograms: what an earlier program kept, bound to nothing, can be read, is counted, and is bound
// by and by; then it cannot be swapped any more.
func TestContactsOfEarlierPrograms(t *testing.T) {
	t.Parallel()
	o := newOffice(t)
	a, b := o.named("张三"), o.named("李四")
	for id, name := range map[int64]string{a: "张三", b: "李四"} {
		key, data := earlier(t, name)
		o.execute(`UPDATE contacts SET key = $1, data = $2 WHERE city = 4304 AND command =
			(SELECT command FROM events WHERE city = 4304 AND seq = $3)`, key, data, id)
	}
	o.reads(a, "张三", "")
	if told, unbound := o.contactsSay(); len(told) > 0 || unbound != 2 {
		t.Errorf("%q, %d unbound, want 2", told, unbound)
	}
	if n, err := o.Bind(t.Context()); n != 2 || err != nil {
		t.Errorf("bound %d: %v", n, err)
	}
	if n, err := o.Bind(t.Context()); n != 0 || err != nil {
		t.Errorf("bound %d again: %v", n, err)
	}
	if told, unbound := o.contactsSay(); len(told) > 0 || unbound != 0 {
		t.Errorf("%q, %d unbound", told, unbound)
	}
	o.reads(a, "张三", "")
	o.swap(a, b)
	o.reads(b, "", "contact_broken")
}

// earlier seals a name as programs did before boxes had a form.
func earlier(t *testing.T, name string) (key, data []byte) {
	t.Helper()
	box := func(key, plain []byte) []byte {
		b, err := aes.NewCipher(key)
		if err != nil {
			t.Fatal(err)
		}
		g, err := cipher.NewGCM(b)
		if err != nil {
			t.Fatal(err)
		}
		nonce := make([]byte, g.NonceSize())
		if _, err := rand.Read(nonce); err != nil {
			t.Fatal(err)
		}
		return g.Seal(nonce, nonce, plain, nil)
	}
	k := make([]byte, 32)
	if _, err := rand.Read(k); err != nil {
		t.Fatal(err)
	}
	plain, err := json.Marshal(desk.Contact{Name: name})
	if err != nil {
		t.Fatal(err)
	}
	h := hmac.New(sha256.New, make([]byte, 32))
	h.Write([]byte("contacts"))
	return box(h.Sum(nil), k), box(k, plain)
}
