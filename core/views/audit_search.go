package views

import (
	"hash/maphash"

	"xiaohao/core/ledger"
	"xiaohao/loop/matter"
)

// indexSum sums up an index: which words are in it and where. Two indexes that hold the same have the same sums, in
// whatever order they are read.
type indexSum struct {
	seed                  maphash.Seed
	matters, words, where uint64
}

func (s *indexSum) matter(m *matter.Matter) {
	s.matters++
	for _, w := range tokens(searched(m)...) {
		s.add(w, 1, m.ID)
	}
}

// add counts a word that stands in n matters whose ids add up to ids.
func (s *indexSum) add(word string, n, ids int64) {
	h := maphash.String(s.seed, word)
	s.words += h * uint64(n)
	s.where += h * uint64(ids)
}

// searchBehind says by how many events the index is behind; -1 when it was never made.
func (c *checker) searchBehind() (int64, error) {
	return ledger.Behind(c.ctx, c.r, c.city, (&Search{}).Name())
}

// checkSearch compares what the index holds with the words of the matters, unless it has not caught up.
func (c *checker) checkSearch() error {
	if c.behind != 0 {
		return nil
	}
	indexed, err := one(c.ctx, c.r, textIndexOf(c.r).count(), c.city)
	if err != nil {
		return err
	}
	if uint64(indexed) != c.search.matters {
		c.failf("search: %d matters are indexed, %d are there", indexed, c.search.matters)
	}
	got := indexSum{seed: c.search.seed, matters: c.search.matters}
	err = textIndexOf(c.r).each(c, got.add)
	if err != nil {
		return err
	}
	if got.words != c.search.words {
		c.failf("search: the index holds other words than the matters' texts")
	} else if got != c.search {
		c.failf("search: the index has words at other matters than the texts they stand in")
	}
	return nil
}
