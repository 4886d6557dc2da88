package desk

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
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

// content is the keyed digest of what a person's command says, so that the same id with other words is noticed: its
// fields as they were read, before anything is taken out, photos by their content. What the program adds by itself,
// such as when a phone says that it was outside, is no part of it. nil for commands of the program, and where photos
// wait no longer: those are not compared.
func (d *Desk) content(ctx context.Context, caller org.Caller, c *Command) []byte {
	desc, ok := matter.Describe(c.Body.Name())
	if !ok || !c.Given || caller.System || caller.Clock {
		return nil
	}
	raw, err := json.Marshal(c.Body)
	if err != nil {
		return nil
	}
	var all map[string]any
	if json.Unmarshal(raw, &all) != nil {
		return nil
	}
	said := map[string]any{}
	for _, f := range desc.Fields {
		if v, ok := all[f.Name]; ok {
			said[f.Name] = v
		}
		if f.Kind != matter.PhotosField || said[f.Name] == nil {
			continue
		}
		if said[f.Name], err = d.pictures(ctx, all[f.Name]); err != nil {
			return nil
		}
	}
	what, err := json.Marshal([]any{c.Body.Name(), c.Matter, said, c.Contact})
	if err != nil {
		return nil
	}
	key := derived(d.secret, commandsKey)
	sum := hmac.New(sha256.New, key)
	sum.Write(what)
	out := sum.Sum(nil)[:half]
	return append(out, bindTo(key, c.ID[:], out)...)
}

// commandsKey is the purpose of the key for the digests of commands.
const commandsKey = "commands"

// bindTo is the half of a digest that says whose it is.
func bindTo(key, id, content []byte) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte("of "))
	h.Write(id)
	h.Write(content)
	return h.Sum(nil)[:half]
}

// pictures are the contents of photos that wait, by their tokens.
func (d *Desk) pictures(ctx context.Context, tokens any) (out []string, err error) {
	list, _ := tokens.([]any)
	for _, t := range list {
		var meta string
		if err := d.db.Read().QueryRow(ctx, "SELECT photo FROM uploads WHERE city = $1 AND token = $2", d.city,
			fmt.Sprint(t)).Scan(&meta); err != nil {
			return nil, err
		}
		var p matter.Photo
		if err := json.Unmarshal([]byte(meta), &p); err != nil {
			return nil, err
		}
		out = append(out, p.ID)
	}
	return out, nil
}

// otherwise is the fault of a command whose id is remembered with other words: who works here reads both, anybody else
// only that it is so; his own words stand in his form.
func (d *Desk) otherwise(ctx context.Context, caller org.Caller, c Command, err error) error {
	var other *ledger.OtherContentError
	if !errors.As(err, &other) {
		return err
	}
	plain := fault.New(fault.Conflict, "command_other").On("id").By(err)
	if caller.Person == 0 {
		return plain
	}
	if c.Matter != 0 && other.Answer.Subject != c.Matter {
		return fault.New(fault.Conflict, "command_foreign").On("id").By(err)
	}
	var first string
	if ledger.EachType(ctx, d.db.Read(), d.city, other.Answer.First-1, 1, nil,
		func(e ledger.Event) error {
			first = words(c.Body.Name(), e.Body)
			return nil
		}) != nil {
		return plain
	}
	raw, _ := json.Marshal(c.Body)
	return fault.New(fault.Conflict, "command_other_words", "first", first, "now",
		words(c.Body.Name(), raw)).On("id").By(err)
}

// words are what a command or its event says in free words.
func words(name matter.CommandName, raw []byte) string {
	desc, _ := matter.Describe(name)
	var all map[string]any
	_ = json.Unmarshal(raw, &all)
	var out []string
	for _, f := range desc.Fields {
		if s, ok := all[f.Name].(string); ok && f.Kind.Free() && s != "" && !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return strings.Join(out, " / ")
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
