package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"xiaohao/core/desk"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/platform/store"
)

var _ = register(command{"forget", "[-data DIR] [-json] -reason TEXT NUMBER | -list | -again FILE", forget})

// forget erases the personal data behind a matter, lists what was erased, or erases again what a restored backup
// brought back.
func forget(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	reason := fs.String("reason", "", "why, in words that may stand in the matter's history: no names, no numbers")
	list := fs.Bool("list", false, "print what was erased so far, one JSON object a line, to be kept outside the city")
	again := fs.String("again", "", "after a restore: erase again what this file, written by -list, names")
	inJSON := fs.Bool("json", false, "print the outcome as one line of JSON")
	words, err := parse(fs, args, 0, 1)
	if err != nil {
		return err
	}
	switch {
	case *list && *again == "" && len(words) == 0:
		return p.listForgotten(ctx, at)
	case *again != "" && !*list && len(words) == 0:
		return p.forgetAgain(ctx, at, *again)
	case !*list && *again == "" && len(words) == 1:
		return p.forgetOne(ctx, at, words[0], *reason, *inJSON)
	}
	return usage{fmt.Errorf("forget: -reason TEXT NUMBER, -list, or -again FILE")}
}

// forgetOutcome is what -json prints.
type forgetOutcome struct {
	OK         bool   `json:"ok"`
	Matter     int64  `json:"matter,omitempty"`
	Seq        int64  `json:"seq,omitempty"` // of the event
	BackupDays int    `json:"backup_days"`   // so long at most a backup holds what was erased
	Error      string `json:"error,omitempty"`
}

// forgetOne erases what is behind the matter with a number, an id or a receipt code.
func (p *Program) forgetOne(ctx context.Context, at *place, name, reason string, inJSON bool) error {
	c, err := p.openThere(ctx, at)
	if err != nil {
		return err
	}
	r, k, err := c.Desk.Forget(ctx, org.Caller{System: true}, p.newID(), name, reason)
	if err = errors.Join(err, c.Close()); inJSON {
		out := forgetOutcome{OK: err == nil, Matter: r.Matter, Seq: r.Seq, BackupDays: k.BackupDays}
		if err != nil {
			out.Error = p.inWords(err)
		}
		return errors.Join(err, json.NewEncoder(p.Out).Encode(out))
	}
	if err == nil {
		fmt.Fprintln(p.Out, p.say("cli.forget.done", "days", strconv.Itoa(k.BackupDays)))
	}
	return err
}

// openThere opens a city that is there; where none is, none is made.
func (p *Program) openThere(ctx context.Context, at *place) (*opened, error) {
	there, err := store.Open(ctx, at.database(), store.Options{ReadOnly: true})
	if err != nil {
		return nil, opening(err, at)
	}
	if err := there.Close(); err != nil {
		return nil, err
	}
	return p.openCity(ctx, at)
}

func (p *Program) listForgotten(ctx context.Context, at *place) error {
	db, err := store.Open(ctx, at.database(), store.Options{ReadOnly: true})
	if err != nil {
		return opening(err, at)
	}
	defer db.Close()
	if err := p.schemaFits(ctx, db); err != nil {
		return opening(err, at)
	}
	pol, err := at.policyThere()
	if err != nil {
		return err
	}
	out := json.NewEncoder(p.Out)
	return desk.EachForgotten(ctx, db.Read(), pol.City.Code, func(x desk.Forgotten) error { return out.Encode(x) })
}

// forgetAgain erases what a list names. A line that cannot be read ends it; what was done stays done, and the whole
// list again does no harm.
func (p *Program) forgetAgain(ctx context.Context, at *place, file string) error {
	list, err := forgottenIn(file)
	if err != nil {
		return err
	}
	c, err := p.openThere(ctx, at)
	if err != nil {
		return err
	}
	gone, err := c.ForgetAgain(ctx, org.Caller{System: true}, list)
	if err != nil {
		return errors.Join(err, c.Close())
	}
	fmt.Fprintln(p.Out, p.say("cli.forget.again", "n", strconv.Itoa(len(list)), "gone", strconv.Itoa(gone)))
	return c.Close()
}

// forgottenIn reads a list of what was erased.
func forgottenIn(file string) (list []desk.Forgotten, err error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, fault.New(fault.Missing, "file_missing", "file", file).By(err)
	}
	for line := range strings.Lines(string(text)) {
		var x desk.Forgotten
		if err := json.Unmarshal([]byte(line), &x); err != nil {
			return nil, fault.New(fault.Invalid, "forgotten_line", "line", strings.TrimSpace(line)).By(err)
		}
		list = append(list, x)
	}
	return list, nil
}

// forgottenFile is the list of what was erased that lies beside the database, not in it: what a restored database
// brings back is erased again when the city is opened.
func (p *place) forgottenFile() string { return filepath.Join(p.dir, "forgotten.jsonl") }

// keepForgotten adds a line to the list.
func (p *place) keepForgotten(x desk.Forgotten) error {
	line, err := json.Marshal(x)
	if err != nil {
		return err
	}
	f, err := os.OpenFile(p.forgottenFile(), os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(append(line, '\n'))
	return errors.Join(err, f.Sync(), f.Close())
}

// forgetRestored erases again what the list beside the database names and the ledger does not know of.
func (p *Program) forgetRestored(ctx context.Context, c *opened) error {
	list, err := forgottenIn(c.forgottenFile())
	if fault.Code(err) == "file_missing" {
		return nil
	}
	if err != nil {
		return err
	}
	n, err := c.ForgetAgain(ctx, org.Caller{System: true}, list)
	if n > 0 {
		fmt.Fprintln(p.Err, p.say("cli.forget.again", "n", strconv.Itoa(len(list)), "gone", strconv.Itoa(n)))
	}
	return err
}

// keepList moves the list of what was erased into a folder that takes the place of this one, where it is all that is
// left in it.
func (p *place) keepList(fresh string) error {
	name := filepath.Base(p.forgottenFile())
	list, err := os.ReadDir(p.dir)
	if err != nil || len(list) != 1 || list[0].Name() != name {
		return nil // restore says what is wrong with the folder
	}
	return os.Rename(p.forgottenFile(), filepath.Join(fresh, name))
}
