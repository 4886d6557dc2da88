package photo

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/color"
	"io"
	"slices"
	"sync"
	"time"
)

// What all photos may cost together, and what one asker may ask for.
const (
	atOnce     = 2                // photos that are decoded at once in this process
	inFlight   = 50 << 20         // pixels that are decoded at once; what takes twice the memory counts twice
	mostWaits  = 10               // photos of one asker that wait
	longestTry = 20 * time.Second // that a photo waits for its turn
)

type askerKey struct{}

// Asks says for whom the photos of a context are developed: an address, a person. Askers come round in turn.
func Asks(ctx context.Context, who string) context.Context {
	return context.WithValue(ctx, askerKey{}, who)
}

// asker is who was named by Asks; "" is the program itself, which waits as long as its context lets it.
func asker(ctx context.Context) string { who, _ := ctx.Value(askerKey{}).(string); return who }

// turns are those of this process.
var turns = newLine(atOnce, inFlight)

// line gives turns: as many as it has places and pixels for, and not the last place to one who has the others already,
// so that somebody else need not wait until he has done. Safe for concurrent use.
type line struct {
	mu      sync.Mutex
	free    int
	pixels  int64
	most    int
	working map[string]int
	waiting map[string][]*waiter
	order   []string // askers who wait; the first comes next
}

type waiter struct {
	weight int64
	ready  chan struct{} // closed: it is his turn
}

func newLine(places int, pixels int64) *line {
	return &line{free: places, pixels: pixels, most: places, working: map[string]int{},
		waiting: map[string][]*waiter{}}
}

// wait waits for a turn of so many pixels; leave gives it back.
func (l *line) wait(ctx context.Context, who string, weight int64) (leave func(), err error) {
	t := &waiter{min(weight, inFlight), make(chan struct{})}
	l.mu.Lock()
	if who != "" && len(l.waiting[who]) >= mostWaits {
		l.mu.Unlock()
		return nil, ErrTime.with(nil, "%d wait for %s", mostWaits, who)
	}
	if !slices.Contains(l.order, who) {
		l.order = append(l.order, who)
	}
	l.waiting[who] = append(l.waiting[who], t)
	l.grant()
	l.mu.Unlock()
	if who != "" {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeout(ctx, longestTry)
		defer cancel()
	}
	select {
	case <-t.ready:
	case <-ctx.Done():
		if l.giveUp(who, t) {
			return nil, ErrTime.with(ctx.Err(), "waiting for its turn")
		}
	}
	return sync.OnceFunc(func() { l.leave(who, t) }), nil
}

// giveUp takes a turn out of the line; false when it was given meanwhile.
func (l *line) giveUp(who string, t *waiter) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	i := slices.Index(l.waiting[who], t)
	if i < 0 {
		return false
	}
	l.waiting[who] = slices.Delete(l.waiting[who], i, i+1)
	l.grant() // it may have been what the others waited for
	return true
}

func (l *line) leave(who string, t *waiter) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.free++
	l.pixels += t.weight
	if l.working[who]--; l.working[who] == 0 {
		delete(l.working, who)
	}
	if i := slices.Index(l.order, who); i >= 0 { // he had his turn: the others come first
		l.order = append(slices.Delete(l.order, i, i+1), who)
	}
	l.grant()
}

// grant gives what can be given. A large photo whose turn it is holds the others up until there is room for it.
func (l *line) grant() {
	for i := 0; i < len(l.order) && l.free > 0; {
		who := l.order[i]
		list := l.waiting[who]
		if len(list) == 0 {
			delete(l.waiting, who)
			l.order = slices.Delete(l.order, i, i+1)
			continue
		}
		if who != "" && l.most > 1 && l.working[who] >= l.most-1 {
			i++
			continue
		}
		t := list[0]
		if t.weight > l.pixels {
			return
		}
		l.free--
		l.pixels -= t.weight
		l.working[who]++
		l.waiting[who] = list[1:]
		l.order = append(slices.Delete(l.order, i, i+1), who)
		close(t.ready)
		i = 0
	}
}

// lookAt is how much of a file is looked at for its size in pixels.
const lookAt = 256 << 10 // bytes

// weigh says how many pixels a photo costs, from its head alone, and refuses what is none or has too many. r is at its
// start again.
func weigh(ctx context.Context, r io.ReadSeeker, limits Limits) (int64, error) {
	head, err := io.ReadAll(io.LimitReader(patient{ctx, r}, lookAt))
	if err == nil {
		_, err = r.Seek(0, io.SeekStart)
	}
	switch {
	case ctx.Err() != nil:
		return 0, ErrTime.with(ctx.Err(), "reading")
	case err != nil:
		return 0, ErrBroken.with(err, "reading")
	case len(head) == 0:
		return 0, ErrBroken.with(nil, "empty")
	}
	k, err := sniff(head)
	if err != nil {
		return 0, err
	}
	cfg, err := promised(k, head)
	if err != nil {
		return inFlight, nil // what the head does not tell: the decoder says what is wrong with it
	}
	if err := measured(cfg.Width, cfg.Height, heavy(cfg.ColorModel, k, head), limits); err != nil {
		return 0, err
	}
	n := int64(cfg.Width) * int64(cfg.Height)
	if heavy(cfg.ColorModel, k, head) {
		n *= 2
	}
	return n, nil
}

// promised reads the size from a head; of HEIC only the helper knows it.
func promised(k kind, head []byte) (image.Config, error) {
	c, ok := codecs[k]
	if !ok {
		return image.Config{}, errors.ErrUnsupported
	}
	return c.config(bytes.NewReader(head))
}

// heavy says whether a pixel takes twice the memory while it is decoded.
func heavy(m color.Model, k kind, b []byte) bool {
	return m == color.NRGBA64Model || m == color.RGBA64Model || k == jpegFile && progressive(b)
}
