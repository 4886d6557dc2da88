package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// maxFile is the longest file of seals, in bytes: a daily seal for more than two hundred years.
const maxFile = 64 << 20

// FileError says which seal of a file cannot be read, and why.
type FileError struct {
	N   int // which of the file, from 1
	Err error
}

func (e *FileError) Error() string { return fmt.Sprintf("seal %d of the file: %s", e.N, e.Err) }

// Unwrap gives the cause.
func (e *FileError) Unwrap() error { return e.Err }

// Parse reads seals that were kept outside: a JSON array, one object, or an object on each line. Unknown fields,
// another version and a field that has not its form are refused, since a seal that is not wholly understood proves
// nothing. It verifies no signature. The error is a *FileError.
func Parse(r io.Reader) ([]Seal, error) {
	text, err := read(r)
	if err != nil {
		return nil, &FileError{1, err}
	}
	var out []Seal
	n := 0
	add := func(raw json.RawMessage) error {
		n++
		s, err := parseOne(raw)
		if err != nil {
			return &FileError{n, err}
		}
		out = append(out, s)
		return nil
	}
	if text[0] == '[' {
		var raws []json.RawMessage
		if err := json.Unmarshal(text, &raws); err != nil {
			return nil, &FileError{1, fmt.Errorf("%w: %w", ErrForm, err)}
		}
		for _, raw := range raws {
			if err := add(raw); err != nil {
				return nil, err
			}
		}
	} else if err := objects(text, add); err != nil {
		return nil, err
	}
	if len(out) == 0 {
		return nil, &FileError{1, fmt.Errorf("%w: there is none in it", ErrForm)}
	}
	return out, nil
}

// read gives the text of a file without the mark and the space around it; it is never empty.
func read(r io.Reader) ([]byte, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxFile+1))
	if err != nil {
		return nil, err
	}
	if len(text) > maxFile {
		return nil, fmt.Errorf("%w: longer than %d bytes", ErrForm, maxFile)
	}
	text = bytes.TrimSpace(bytes.TrimPrefix(text, []byte("\xEF\xBB\xBF")))
	if len(text) == 0 {
		return nil, fmt.Errorf("%w: empty", ErrForm)
	}
	return text, nil
}

func objects(text []byte, add func(json.RawMessage) error) error {
	d := json.NewDecoder(bytes.NewReader(text))
	for n := 1; ; n++ {
		var raw json.RawMessage
		err := d.Decode(&raw)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return &FileError{n, fmt.Errorf("%w: %w", ErrForm, err)}
		}
		if err := add(raw); err != nil {
			return err
		}
	}
}

func parseOne(raw []byte) (Seal, error) {
	var s Seal
	if err := strict(raw, &s); err != nil {
		return Seal{}, err
	}
	if err := s.check(); err != nil {
		return Seal{}, err
	}
	return s, nil
}

// strict decodes one object of this version. The version is looked at first, so that a later form is named as such.
func strict(raw []byte, into any) error {
	var v struct {
		Version json.Number `json:"version"`
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	if v.Version != "1" {
		return fmt.Errorf("%w %q; this program knows %d", ErrVersion, v.Version.String(), Version)
	}
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(into); err != nil {
		return fmt.Errorf("%w: %w", ErrForm, err)
	}
	return nil
}

// JSON is how seals are published: an array that Parse reads.
func JSON(seals []Seal) []byte {
	if len(seals) == 0 {
		return []byte("[]\n")
	}
	text, err := json.MarshalIndent(seals, "", "  ")
	if err != nil {
		panic(err) // strings and numbers only
	}
	return append(text, '\n')
}

// ParseProof reads one proof. It proves nothing; VerifyProof does. The error is a *FileError.
func ParseProof(r io.Reader) (Proof, error) {
	text, err := read(r)
	if err != nil {
		return Proof{}, &FileError{1, err}
	}
	var p Proof
	if !json.Valid(text) {
		return Proof{}, &FileError{1, fmt.Errorf("%w: no JSON", ErrForm)}
	}
	if err := strict(text, &p); err != nil {
		return Proof{}, &FileError{1, err}
	}
	if err := p.check(); err != nil {
		return Proof{}, &FileError{1, err}
	}
	return p, nil
}
