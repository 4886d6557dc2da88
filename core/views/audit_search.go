package views

import (
	"hash/maphash"
	"slices"

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

// searchUpto finds out how far the index goes.
func (c *checker) searchUpto() (err error) {
	if c.upto, err = ledger.Upto(c.ctx, c.r, c.city, (&Search{}).Name()); err != nil {
		return err
	}
	c.later, err = ledger.Later(c.ctx, c.r, c.city, c.upto, (&Search{}).Types())
	return err
}

// checkSearch compares what the index holds with the words of the matters, as far as it goes.
func (c *checker) checkSearch() error {
	if renewed, err := ledger.Renewed(c.ctx, c.r, c.city, &Search{}); err != nil || renewed {
		return err
	}
	if err := c.checkChanged(); err != nil {
		return err
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

// checkChanged compares the words of matters that changed behind the place the index goes to. It may have them as they
// were there or later: the follower reads matters as they stand.
func (c *checker) checkChanged() error {
	got := map[int64][]string{}
	for id := range c.later {
		if id <= c.upto {
			got[id] = nil
		}
	}
	if len(got) == 0 {
		return nil
	}
	err := textIndexOf(c.r).of(c, func(id int64, word string) {
		if _, asked := got[id]; asked {
			got[id] = append(got[id], word)
		}
	})
	if err != nil {
		return err
	}
	for id, words := range got {
		slices.Sort(words)
		ok, err := c.hadWords(id, words)
		if err != nil {
			return err
		}
		if !ok {
			c.failf("search: matter %d is indexed with other words than its texts ever had", id)
		}
		c.search.matters++
		for _, w := range words {
			c.search.add(w, 1, id)
		}
	}
	return nil
}

// hadWords says whether a matter had just these words where the index goes to or after a later event.
func (c *checker) hadWords(id int64, words []string) (bool, error) {
	for _, seq := range append([]int64{c.upto}, c.later[id]...) {
		m, _, err := At(c.ctx, c.r, c.city, id, seq)
		if err != nil {
			return false, err
		}
		if slices.Equal(words, tokens(searched(m)...)) {
			return true, nil
		}
	}
	return false, nil
}
