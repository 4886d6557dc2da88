package app

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"

	"xiaohao/loop/fault"
	"xiaohao/loop/secrecy"
	"xiaohao/platform/document"
)

const (
	// textLimit is how many bytes a text to be cut may have: nearly a thousand pages of a newspaper.
	textLimit = 8 << 20

	// fileLimit is how many bytes a Word file or a PDF may have.
	fileLimit = 20 << 20
)

// textOf reads the text of a file, or of standard input for "-": plain text, Word (.docx), PDF with a text layer. What
// bears a mark of a state secret is refused before anything else is done with it. Word and PDF are decoded in a child
// process (package document). Faults: cut_secret, cut_file, cut_long, cut_text, file_scanned for one that has no text,
// and those of package document.
func (p *Program) textOf(ctx context.Context, path string) (string, error) {
	name := filepath.Base(path)
	if secrecy.IsState(secrecy.NameMark(name)) {
		return "", fault.New(fault.Invalid, "cut_secret", "mark", secrecy.NameMark(name))
	}
	raw, err := p.bytesOf(path)
	if err != nil {
		return "", fault.New(fault.Invalid, "cut_file", "file", name).By(err)
	}
	if len(raw) > fileLimit {
		return "", fault.New(fault.TooLarge, "cut_long", "file", name, "mb", fileLimit>>20)
	}
	if plain, ok := decode(raw); ok && !strings.HasPrefix(plain, "%PDF-") {
		if len(raw) > textLimit {
			return "", fault.New(fault.TooLarge, "cut_long", "file", name, "mb", textLimit>>20)
		}
		return plain, unmarked(plain)
	}
	text, said, err := unpacked(ctx, name, raw)
	if err == nil {
		err = unmarked(said)
	}
	switch {
	case err != nil:
		return "", err
	case strings.TrimSpace(text) == "":
		return "", fault.New(fault.Invalid, "file_scanned")
	}
	return text, nil
}

// unmarked refuses a text that bears a mark of a state secret.
func unmarked(said string) error {
	if mark := secrecy.Mark(said); secrecy.IsState(mark) {
		return fault.New(fault.Invalid, "cut_secret", "mark", mark)
	}
	return nil
}

// unpacked is the text of a Word file or a PDF, and all that it says anywhere, where a mark may stand.
func unpacked(ctx context.Context, name string, raw []byte) (text, said string, err error) {
	f, err := document.Inspect(ctx, raw, document.Limits{Bytes: fileLimit, Text: textLimit})
	switch {
	case fault.Code(err) == document.CodeType, err == nil && f.Kind != document.Word && f.Kind != document.PDF:
		return "", "", fault.New(fault.Invalid, "cut_text", "file", name)
	case err != nil:
		return "", "", err
	}
	for _, n := range f.Names {
		if mark := secrecy.NameMark(n); secrecy.IsState(mark) {
			return "", "", fault.New(fault.Invalid, "cut_secret", "mark", mark)
		}
	}
	return f.Text, f.Said(), nil
}

func (p *Program) bytesOf(path string) ([]byte, error) {
	if path == "-" {
		return io.ReadAll(io.LimitReader(p.In, fileLimit+1))
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	raw, err := io.ReadAll(io.LimitReader(f, fileLimit+1))
	return raw, errors.Join(err, f.Close())
}

// decode makes a text of bytes: UTF-8 with or without its mark, GB18030, UTF-16 with its mark. It is none when it holds
// bytes that are no characters in any of them.
func decode(raw []byte) (string, bool) {
	switch {
	case bytes.HasPrefix(raw, []byte("\xFF\xFE")), bytes.HasPrefix(raw, []byte("\xFE\xFF")):
		b, err := unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder().Bytes(raw)
		return string(b), err == nil && whole(b)
	case utf8.Valid(raw):
		return string(bytes.TrimPrefix(raw, []byte("\xEF\xBB\xBF"))), whole(raw)
	}
	b, err := simplifiedchinese.GB18030.NewDecoder().Bytes(raw)
	return strings.TrimPrefix(string(b), "\uFEFF"), err == nil && whole(b) && !bytes.ContainsRune(b, utf8.RuneError)
}

// whole says that bytes are a text's: no more of them control something than pages and lines do.
func whole(b []byte) bool {
	const fine = "\t\n\v\f\r\x1c\x1d\x1e\x1f"
	return bytes.IndexFunc(b, func(r rune) bool { return r < ' ' && !strings.ContainsRune(fine, r) }) < 0
}
