package sheet

import "sync/atomic"

// Watch shows to others how far an import is. The zero Watch is ready; it is safe for concurrent use.
type Watch struct {
	looked, in  atomic.Int64
	done, total atomic.Int64
	writing     atomic.Bool
}

// Looked is how many rows were looked at, of those below the headings.
func (w *Watch) Looked() int64 { return w.looked.Load() }

// In is how many rows are written.
func (w *Watch) In() int64 { return w.in.Load() }

// Writing says that every row was looked at, and that the good ones are being written.
func (w *Watch) Writing() bool { return w.writing.Load() }

// Percent is how much of the file was read, for the first time or while it is written.
func (w *Watch) Percent() int64 {
	done := w.done.Load()
	return 100 * done / max(w.total.Load(), done, 1)
}

// watched tells the options' Watch what Progress is told.
func (o Options) watched() Options {
	if o.Watch == nil {
		o.Watch = &Watch{}
	}
	show, w := o.Progress, o.Watch
	o.Progress = func(done, total int64) {
		w.done.Store(done)
		w.total.Store(total)
		if show != nil {
			show(done, total)
		}
	}
	return o
}

// came notes that so many rows more are written.
func (j *job) came(n int) { j.opts.Watch.in.Add(int64(n)) }
