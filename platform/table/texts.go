package table

import (
	"bufio"
	"errors"
	"os"

	"xiaohao/loop/fault"
)

// heldTexts is how many bytes of a workbook's texts are held in memory; with more, all are in a temporary file.
const heldTexts = 16 << 20

// texts are the shared strings of a workbook.
type texts struct {
	held []byte
	ends []int64 // where each text ends
	file *os.File
	w    *bufio.Writer
}

// collect gives what takes the tags of the shared strings one by one.
func (t *texts) collect() func(*scanner) error {
	end := int64(0)
	return func(s *scanner) error {
		if !s.is("si") {
			return nil
		}
		value, err := richText(s, "si")
		if err != nil {
			return err
		}
		if len(t.ends) >= maxStrings {
			return fault.New(fault.TooLarge, "sheet_texts", "max", megabytes(maxTexts))
		}
		end += int64(len(value))
		t.ends = append(t.ends, end)
		return t.add(value)
	}
}

func (t *texts) add(value string) error {
	if t.file == nil && len(t.held)+len(value) <= heldTexts {
		t.held = append(t.held, value...)
		return nil
	}
	if t.file == nil {
		f, err := os.CreateTemp("", "sheet-texts-*")
		if err != nil {
			return err
		}
		t.file, t.w = f, bufio.NewWriterSize(f, 256<<10)
		if _, err := t.w.Write(t.held); err != nil {
			return err
		}
		t.held = nil
	}
	_, err := t.w.WriteString(value)
	return err
}

// at is the n-th text, from 0.
func (t *texts) at(n int) (string, error) {
	if n < 0 || n >= len(t.ends) {
		return "", errXML
	}
	start := int64(0)
	if n > 0 {
		start = t.ends[n-1]
	}
	if t.file == nil {
		return string(t.held[start:t.ends[n]]), nil
	}
	if t.w != nil {
		if err := t.w.Flush(); err != nil {
			return "", err
		}
		t.w = nil
	}
	b := make([]byte, t.ends[n]-start)
	_, err := t.file.ReadAt(b, start)
	return string(b), err
}

func (t *texts) close() error {
	if t.file == nil {
		return nil
	}
	err := errors.Join(t.file.Close(), os.Remove(t.file.Name()))
	t.file = nil
	return err
}

// richText reads the texts inside of an element up to its end; how it is to be pronounced is left out.
func richText(s *scanner, element string) (string, error) {
	if s.self {
		return "", nil
	}
	value, aid := "", false
	for {
		if err := s.next(); err != nil {
			return "", errXML
		}
		switch {
		case s.end && s.is(element):
			return value, nil
		case s.is("rPh"):
			aid = !s.end && !s.self
		case s.is("t") && !s.end && !s.self && !aid:
			part, err := content(s, "t")
			if err != nil {
				return "", err
			}
			if value += part; len(value) > maxCell {
				return "", fault.New(fault.TooLarge, "sheet_cell", "max", megabytes(maxCell))
			}
		}
	}
}

// content is the text of an element that has no others in it.
func content(s *scanner, element string) (string, error) {
	if s.self {
		return "", nil
	}
	s.keep = true
	defer func() { s.keep = false }()
	if err := s.next(); err != nil {
		return "", err
	}
	if !s.end || !s.is(element) {
		return "", errXML
	}
	return words(s.text), nil
}
