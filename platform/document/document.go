// Package document says what an uploaded file is and what text it holds: PDF, Word (.docx), Excel (.xlsx), a picture or
// plain text.
//
// The kind is decided by content, never by a name. PDF and Office files are decoded in a child process only, this same
// binary started again (Helper), with bounds on its memory and its time; what the child says is believed no more than
// the file. What could run, reach out or hide something is refused in words: macros, scripts, encryption, embedded
// objects, references to other places, archives that unfold to far more than they are.
//
// It knows no city, writes no file but the compiled reader of PDF (see Cache), touches no network and does not judge
// what a text says.
package document

import (
	"bytes"
	"context"
	"strings"
	"time"

	"xiaohao/loop/fault"
	"xiaohao/platform/photo"
)

// Kind is what a file is.
type Kind string

// The kinds.
const (
	PDF     Kind = "pdf"
	Word    Kind = "docx"
	Sheet   Kind = "xlsx"
	Picture Kind = "picture"
	Plain   Kind = "text"
)

// Kinds are all that there are, in the order in which people are told of them.
func Kinds() []Kind { return []Kind{PDF, Word, Sheet, Picture, Plain} }

// Facts are what a file is and says.
type Facts struct {
	Kind  Kind
	Type  string // media type, by content
	Ext   string // with its dot, by content: .pdf
	Size  int64  // bytes
	Pages int    // of PDF; of Word as far as its breaks say; sheets of Excel; 1 of others

	// Text is what one reads on the pages, line by line; empty for a picture and a scanned PDF.
	Text    string
	Scanned bool // a PDF of pictures: it has pages and no text

	// Around is text beside that of the pages: headers, footers, comments, what was deleted and is kept as a change.
	Around string
	Names  []string // names and titles inside: of pictures, of sheets, of the document itself

	Picture *photo.Photo // of a picture
}

// Said is everything that the file says anywhere, a line for each cell and each name: where a mark may stand.
func (f Facts) Said() string {
	lines := strings.Join(f.Names, "\n") + "\n" + f.Around + "\n" + f.Text
	if strings.Contains(lines, "\t") {
		lines += "\n" + strings.ReplaceAll(lines, "\t", "\n")
	}
	return lines
}

// Limits are what a file may cost; a zero field takes its default.
type Limits struct {
	Bytes int64         // 20 MiB
	Pages int           // 200
	Text  int           // bytes of all text; 4 MiB
	Time  time.Duration // for decoding, once it is this file's turn; 30 s
	Cache string        // folder for the compiled reader of PDF; "" for the user's own cache
}

func (l Limits) orDefault() Limits {
	if l.Bytes == 0 {
		l.Bytes = 20 << 20
	}
	if l.Pages == 0 {
		l.Pages = 200
	}
	if l.Text == 0 {
		l.Text = 4 << 20
	}
	if l.Time == 0 {
		l.Time = 30 * time.Second
	}
	return l
}

// Inspect says what a file is. All errors are *fault.Error, of the codes in fault.go or photo's. Any number of
// goroutines may call it; a few work at a time, the others wait.
func Inspect(ctx context.Context, data []byte, limits Limits) (Facts, error) {
	limits = limits.orDefault()
	if int64(len(data)) > limits.Bytes {
		return Facts{}, TooLarge(limits.Bytes)
	}
	f, err := inspect(ctx, data, limits)
	f.Size = int64(len(data))
	return f, err
}

func inspect(ctx context.Context, data []byte, limits Limits) (Facts, error) {
	switch k, err := sniff(data); {
	case err != nil:
		return Facts{}, err
	case k == Picture:
		return picture(ctx, data, limits)
	case k == Plain:
		text, err := plain(data)
		if err == nil && len(text) > limits.Text {
			err = tooLong()
		}
		return Facts{Kind: Plain, Type: "text/plain; charset=utf-8", Ext: ".txt", Pages: 1, Text: text}, err
	default:
		return ask(ctx, k, data, limits)
	}
}

func picture(ctx context.Context, data []byte, limits Limits) (Facts, error) {
	p, err := photo.Develop(ctx, bytes.NewReader(data), photo.Limits{Bytes: limits.Bytes})
	if err != nil {
		return Facts{}, photoFault(err)
	}
	ext := map[string]string{"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", "image/heic": ".heic"}
	return Facts{Kind: Picture, Type: p.Type, Ext: ext[p.Type], Pages: 1, Picture: p}, nil
}

// media are the types and endings of what the child reads.
var media = map[Kind][2]string{
	PDF:   {"application/pdf", ".pdf"},
	Word:  {"application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx"},
	Sheet: {"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", ".xlsx"},
}

// TooLarge says that a file is larger than is taken.
func TooLarge(most int64) *fault.Error {
	return fault.New(fault.TooLarge, CodeLarge, "mb", max(most>>20, 1)).On("file")
}
