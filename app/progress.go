package app

import (
	"fmt"
	"io"
	"os"
	"strings"
	"time"
)

// bar shows how far long work is: a bar on a terminal, a line every few seconds elsewhere.
type bar struct {
	w     io.Writer
	what  string
	tty   bool
	start time.Time
	last  time.Time
}

func (p *Program) bar(what string) *bar {
	tty := false
	if f, ok := p.Err.(*os.File); ok {
		if s, err := f.Stat(); err == nil {
			tty = s.Mode()&os.ModeCharDevice != 0
		}
	}
	return &bar{w: p.Err, what: what, tty: tty, start: time.Now(), last: time.Now()}
}

// at shows that done of total is done; total may be unknown (0).
func (b *bar) at(done, total int64) {
	every := 5 * time.Second
	if b.tty {
		every = 200 * time.Millisecond
	}
	if done < total && time.Since(b.last) < every {
		return
	}
	b.last = time.Now()
	rate := float64(done) / max(time.Since(b.start).Seconds(), 0.001)
	line := fmt.Sprintf("%s %d  %.0f/s", b.what, done, rate)
	if total > 0 {
		n := int(20 * done / total)
		line = fmt.Sprintf("%s [%s%s] %3d%%  %d/%d  %.0f/s", b.what, strings.Repeat("█", n), strings.Repeat("·", 20-n),
			100*done/total, done, total, rate)
	}
	if b.tty {
		fmt.Fprint(b.w, "\r\033[K"+line)
		return
	}
	fmt.Fprintln(b.w, line)
}

// end leaves the bar's line.
func (b *bar) end() {
	if b.tty {
		fmt.Fprintln(b.w)
	}
}
