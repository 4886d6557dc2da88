package desk

import (
	"sync"

	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
)

// developed remembers what was made of the latest photos, by their bytes. The same picture sent once more, by a phone
// whose answer was lost or by somebody who floods, costs no second development.
type developed struct {
	mu    sync.Mutex
	by    map[blob.Hash]matter.Photo
	order []blob.Hash // a ring: the oldest goes
	next  int
}

const remembered = 256 // photos; a few hundred bytes each

// once gives what was made of these bytes, if all its files are still there; otherwise it makes it.
func (m *developed) once(sum blob.Hash, files *blob.Store,
	develop func() (matter.Photo, error)) (matter.Photo, error) {
	m.mu.Lock()
	p, known := m.by[sum]
	m.mu.Unlock()
	if known && there(files, p.ID, p.View, p.Thumb) {
		return p, nil
	}
	p, err := develop()
	if err != nil {
		return p, err
	}
	m.keep(sum, p)
	return p, nil
}

func there(files *blob.Store, names ...string) bool {
	for _, n := range names {
		h, err := blob.ParseHash(n)
		if err != nil {
			return false
		}
		if ok, err := files.Has(h); err != nil || !ok {
			return false
		}
	}
	return true
}

func (m *developed) keep(sum blob.Hash, p matter.Photo) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.by == nil {
		m.by, m.order = map[blob.Hash]matter.Photo{}, make([]blob.Hash, remembered)
	}
	if _, known := m.by[sum]; known {
		return
	}
	delete(m.by, m.order[m.next])
	m.by[sum], m.order[m.next] = p, sum
	m.next = (m.next + 1) % remembered
}
