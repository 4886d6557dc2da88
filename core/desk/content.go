package desk

import (
	"cmp"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/store"
)

// half is how many bytes of a command's digest are of what it says; as many more bind them to its id.
const half = 16

// commandsKey is the purpose of the key for the digests of commands.
const commandsKey = "commands"

// content is the keyed digest of what somebody said under an id, so that the same id with other content is noticed:
// said as JSON, as it was read, before anything is taken out and without what the program adds by itself, photos by
// their content. nil where nothing was said, for the program itself, and where photos wait no longer: those are not
// compared.
func (d *Desk) content(ctx context.Context, caller org.Caller, id ledger.ID, said any) []byte {
	if said == nil || caller.System || caller.Clock {
		return nil
	}
	raw, err := json.Marshal(said)
	if err != nil {
		return nil
	}
	var all any
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	if all, err = d.pictured(ctx, all); err != nil {
		return nil
	}
	what, err := json.Marshal(all)
	if err != nil {
		return nil
	}
	key := derived(d.secret, commandsKey)
	sum := hmac.New(sha256.New, key)
	sum.Write(what)
	out := sum.Sum(nil)[:half]
	return append(out, bindTo(key, id[:], out)...)
}

// bindTo is the half of a digest that says whose it is.
func bindTo(key, id, content []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("of "))
	h.Write(id)
	h.Write(content)
	return h.Sum(nil)[:half]
}

// isToken says whether a text looks like the token of an upload.
var isToken = regexp.MustCompile(`^[A-Za-z0-9_-]{24}$`).MatchString

// pictured is what was said with the contents of photos in the place of the tokens of their uploads: the same picture
// comes in under another token when a phone sends it again. An error says that an upload is not there any more.
func (d *Desk) pictured(ctx context.Context, said any) (any, error) {
	var err error
	switch v := said.(type) {
	case map[string]any:
		for name := range v {
			if v[name], err = d.pictured(ctx, v[name]); err != nil {
				return nil, err
			}
		}
	case []any:
		for i := range v {
			if v[i], err = d.pictured(ctx, v[i]); err != nil {
				return nil, err
			}
		}
	case string:
		if !isToken(v) {
			return v, nil
		}
		var meta string
		err := d.db.Read().QueryRow(ctx, "SELECT photo FROM uploads WHERE city = $1 AND token = $2", d.city,
			v).Scan(&meta)
		if err != nil {
			return nil, err
		}
		var p matter.Photo
		err = json.Unmarshal([]byte(meta), &p)
		return p.ID, err
	}
	return said, nil
}

// Led is what an id led to before, false when nothing: for those who ask before they go to the ledger. The same
// holds as there: an id of somebody else, and one under which something else was said, are conflicts.
func (d *Desk) Led(ctx context.Context, caller org.Caller, id ledger.ID, said any) (ledger.Answer, bool, error) {
	r := ledger.Request{ID: id, Actor: caller.Person, Digest: d.content(ctx, caller, id, said)}
	a, ok, err := ledger.Remembered(ctx, d.db.Read(), d.city, r)
	return a, ok, translateNil(d.otherwise(ctx, caller, words(said), err))
}

// otherwise is the fault of an id under which something else was said, now being the words of it: who works here reads
// both, anybody else his own.
func (d *Desk) otherwise(ctx context.Context, caller org.Caller, now string, err error) error {
	var other *ledger.OtherContentError
	if !errors.As(err, &other) {
		return err
	}
	plain := fault.New(fault.Conflict, "command_other", "now", cmp.Or(now, "…")).On("id").By(err)
	if caller.Person == 0 || now == "" {
		return plain
	}
	var first string
	if ledger.EachType(ctx, d.db.Read(), d.city, other.Answer.First-1, 1, nil, func(e ledger.Event) error {
		first = words(json.RawMessage(e.Body))
		return nil
	}) != nil || first == "" {
		return plain
	}
	return fault.New(fault.Conflict, "command_other_words", "first", first, "now", now).On("id").By(err)
}

// mostWords is how many characters of what was said a fault shows.
const mostWords = 300

// words are the free words of something said, in the order of their fields' names.
func words(said any) string {
	raw, err := json.Marshal(said)
	if err != nil {
		return ""
	}
	var all any
	if json.Unmarshal(raw, &all) != nil {
		return ""
	}
	var out []string
	collect(all, &out)
	joined := []rune(strings.Join(out, " / "))
	return string(joined[:min(len(joined), mostWords)])
}

// unshown are the fields whose texts are no free words, or a reporter's own.
var unshown = []string{"id", "photos", "name", "phone", "type", "step"}

// collect gathers the texts, each once.
func collect(said any, out *[]string) {
	switch v := said.(type) {
	case map[string]any:
		for _, name := range slices.Sorted(maps.Keys(v)) {
			if !slices.Contains(unshown, name) {
				collect(v[name], out)
			}
		}
	case []any:
		for i := range v {
			collect(v[i], out)
		}
	case string:
		if v = strings.TrimSpace(v); v != "" && !slices.Contains(*out, v) {
			*out = append(*out, v)
		}
	}
}

// CheckCommands proves that each digest of a command is of that command. Without the city's secret nothing is proved.
func CheckCommands(ctx context.Context, r store.Reader, city int64, secret []byte, tell func(string)) error {
	if secret == nil {
		return nil
	}
	key := derived(secret, commandsKey)
	return ledger.EachDigest(ctx, r, city, func(id, digest []byte) error {
		if len(digest) != 2*half || !hmac.Equal(digest[half:], bindTo(key, id, digest[:half])) {
			tell(fmt.Sprintf("commands: the digest of command %x was not made for it", id))
		}
		return nil
	})
}
