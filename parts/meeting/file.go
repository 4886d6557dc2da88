package meeting

import "context"

// MostFile is the most bytes of an upload that a text is read from.
const MostFile = 20 << 20

// TextOf is the text of an upload, of which nothing is stored: plain text, Word, PDF with a text layer. What bears a
// mark of secrecy is refused. Faults: meeting_secret, meeting_internal, and those of file.Files.Read.
func (x *Meetings) TextOf(ctx context.Context, name string, data []byte) (string, error) {
	if err := x.Unmarked("file", name); err != nil {
		return "", err
	}
	return x.Files.Read(ctx, name, data)
}
