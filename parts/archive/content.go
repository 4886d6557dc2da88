package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"unicode/utf8"
)

// Content is what a paper says. It is frozen when the paper is begun or changed: whoever reads the paper later reads
// this, whatever became of the thing that it was made from. All texts are plain, in Chinese.
type Content struct {
	Title      string     `json:"title"`                // 关于…的任务分解表
	Basis      string     `json:"basis,omitempty"`      // 依据
	Paragraphs []string   `json:"paragraphs,omitempty"` // before the table
	Columns    []string   `json:"columns,omitempty"`    // headings of the table; none for no table
	Rows       [][]string `json:"rows,omitempty"`       // each as long as Columns
	Foot       []string   `json:"foot,omitempty"`       // behind the table
}

// The page of GB/T 9704: 22 lines of 28 characters.
const (
	lineLetters = 28
	pageLines   = 22
)

// Pages is about how many pages the paper takes, one at least.
func (c Content) Pages() int {
	n := 4 + lines(c.Title) // its head
	for _, s := range append(append([]string{c.Basis}, c.Paragraphs...), c.Foot...) {
		n += lines(s)
	}
	for _, r := range c.Rows {
		most := 1
		for _, s := range r {
			most = max(most, (utf8.RuneCountInString(s)*max(len(r), 1)+lineLetters-1)/lineLetters)
		}
		n += most
	}
	return max(1, (n+pageLines-1)/pageLines)
}

func lines(s string) int { return (utf8.RuneCountInString(s) + lineLetters - 1) / lineLetters }

// Sum is the SHA-256 of the content as JSON.
func (c Content) Sum() string {
	b, _ := json.Marshal(c) // texts only
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}
