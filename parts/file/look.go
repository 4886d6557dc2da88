package file

import (
	"bytes"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"

	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/document"
)

// looked is a file that was looked through and may be kept.
type looked struct {
	document.Facts
	name string
	mark string // 内部资料 where policy lets that in
	data []byte
}

// look reads a file into memory, never onto the disk, and looks through all of it. Faults: those of package document,
// file_secret, file_internal, file_kind.
func (x *Files) look(ctx context.Context, name string, r io.Reader, rule policy.Files) (out looked, err error) {
	if out.mark, err = allowed(secrecy.NameMark(name), rule); err != nil {
		return out, err // before a byte is read
	}
	most := int64(rule.MostMB) << 20
	data, err := io.ReadAll(io.LimitReader(r, most+1))
	switch {
	case err != nil:
		return out, readFault(err)
	case int64(len(data)) > most:
		return out, document.TooLarge(most)
	}
	limits := document.Limits{Bytes: most, Pages: rule.Pages}
	if x.Folder != "" {
		limits.Cache = filepath.Join(x.Folder, "pdf")
	}
	facts, err := document.Inspect(ctx, data, limits)
	if err != nil {
		return out, err
	}
	if !slices.Contains(rule.Types, string(facts.Kind)) {
		return out, fault.New(fault.Invalid, "file_kind", "kinds", rule.Words()).On("file")
	}
	marks := []string{out.mark, secrecy.Mark(facts.Said())}
	for _, n := range facts.Names {
		marks = append(marks, secrecy.NameMark(n))
	}
	mark, err := allowed(highest(marks), rule)
	return looked{Facts: facts, name: Clean(name, facts.Ext), mark: mark, data: data}, err
}

// Read looks a file through as Shelf.Add does, and gives its text; nothing of it is kept. Faults: those of package
// document, file_secret, file_internal, file_kind, and file_scanned for one that has no text.
func (x *Files) Read(ctx context.Context, name string, data []byte) (string, error) {
	l, err := x.look(ctx, name, bytes.NewReader(data), x.Policy().Files)
	if err != nil {
		return "", err
	}
	if strings.TrimSpace(l.Text) == "" {
		return "", fault.New(fault.Invalid, "file_scanned").On("file")
	}
	return l.Text, nil
}

// readFault keeps what the door says of a body that is too large or too slow.
func readFault(err error) error {
	var e *fault.Error
	if errors.As(err, &e) {
		return e
	}
	return fault.New(fault.Invalid, "form_broken").By(err)
}

// allowed refuses a mark that must not come in.
func allowed(mark string, rule policy.Files) (string, error) {
	switch {
	case secrecy.IsState(mark):
		return "", fault.New(fault.Invalid, "file_secret", "mark", mark).On("file")
	case mark != "" && !rule.Internal:
		return "", fault.New(fault.Invalid, "file_internal").On("file")
	}
	return mark, nil
}

func highest(marks []string) string {
	for _, g := range []string{secrecy.Top, secrecy.Secret, secrecy.Confidential, secrecy.Internal} {
		if slices.Contains(marks, g) {
			return g
		}
	}
	return ""
}
