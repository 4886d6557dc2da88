package meeting

import (
	"bytes"
	"context"
	"path"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"

	"xiaohao/loop/fault"
)

// Texts reads the text of a document that is no plain text: .docx, .pdf with a text layer. The part that keeps files
// implements it.
type Texts interface {
	TextOf(ctx context.Context, name string, data []byte) (string, error)
}

// MostFile is the most bytes of an upload that a text is read from.
const MostFile = 8 << 20

// TextOf is the text of an upload, which is never stored: plain text in UTF-8 or GB 18030 by itself, others where the
// city reads files. A name that bears a mark of secrecy is refused before anything is read. Faults: meeting_secret,
// meeting_internal, meeting_file.
func (x *Meetings) TextOf(ctx context.Context, name string, data []byte) (string, error) {
	if err := x.Unmarked("file", name); err != nil {
		return "", err
	}
	ext := strings.ToLower(path.Ext(name))
	if ext != ".txt" && ext != "" {
		if x.Texts == nil {
			return "", fault.New(fault.Invalid, "meeting_file").On("file")
		}
		return x.Texts.TextOf(ctx, name, data)
	}
	data = bytes.TrimPrefix(data, []byte("\ufeff"))
	if !utf8.Valid(data) {
		out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
			return "", fault.New(fault.Invalid, "meeting_file").On("file")
		}
		data = out
	}
	if bytes.IndexByte(data, 0) >= 0 {
		return "", fault.New(fault.Invalid, "meeting_file").On("file")
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n"), nil
}
