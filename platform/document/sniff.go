package document

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

// sniff decides by content alone. A zip archive is told as Word here; the child looks into it.
func sniff(b []byte) (Kind, error) {
	has := func(start string) bool { return bytes.HasPrefix(b, []byte(start)) }
	switch {
	case len(b) == 0:
		return "", wrong(CodeEmpty)
	case has("\xff\xd8\xff"), has("\x89PNG\r\n\x1a\n"), len(b) >= 12 && (has("RIFF") && string(b[8:12]) == "WEBP" ||
		string(b[4:8]) == "ftyp"):
		return Picture, nil
	case has("PK\x03\x04"), has("PK\x05\x06"):
		return Word, nil
	case has("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
		if bytes.Contains(b, wide("EncryptedPackage")) {
			return "", wrong(CodeEncrypted) // .docx with a password lies in an old container
		}
		return "", wrong(CodeOld)
	case bytes.Contains(b[:min(len(b), 1024)], []byte("%PDF-")):
		return PDF, nil
	case looksBinary(b), has("{\\rtf"), has("<!DOCTYPE"), has("<html"), has("<?xml"), has("<svg"):
		return "", wrong(CodeType)
	}
	return Plain, nil
}

// wide is a name as old Office containers write it.
func wide(s string) []byte {
	out := make([]byte, 0, 2*len(s))
	for i := range len(s) {
		out = append(out, s[i], 0)
	}
	return out
}

// looksBinary says that bytes are no text: a control character that no text has, unless they are in wide characters.
func looksBinary(b []byte) bool {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		return false
	}
	return bytes.ContainsFunc(b, func(r rune) bool { return r < ' ' && !strings.ContainsRune("\n\r\t\f", r) })
}

// plain reads a text in UTF-8, UTF-16 with its mark, or GB18030. What is none of them is no text.
func plain(b []byte) (string, error) {
	if bytes.HasPrefix(b, []byte("\xff\xfe")) || bytes.HasPrefix(b, []byte("\xfe\xff")) {
		out, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(b)
		if err != nil || bytes.ContainsRune(out, utf8.RuneError) || looksBinary(out) {
			return "", wrong(CodeType)
		}
		return string(out), nil
	}
	b = bytes.TrimPrefix(b, []byte("\xef\xbb\xbf"))
	if utf8.Valid(b) {
		return string(b), nil
	}
	out, err := simplifiedchinese.GB18030.NewDecoder().Bytes(b)
	if err != nil || bytes.ContainsRune(out, utf8.RuneError) {
		return "", wrong(CodeType)
	}
	return string(out), nil
}
