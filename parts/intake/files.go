package intake

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"xiaohao/loop/fault"
)

// Folders is how folders of lists are called beneath the system's folder for such files, and Sent how files are called
// that are on their way in.
const (
	Folders = "xiaohao-lists-"
	Sent    = "xiaohao-sent-"
)

// abandoned is how old a folder or a file is of a program that ended without taking it away. A living program touches
// its own more often.
const abandoned = 3 * time.Hour

// keep moves a file into the folder and gives its path.
func (x *Intake) keep(file, id string) (string, error) {
	if err := x.folder(); err != nil {
		return "", fault.New(fault.NoSpace, "disk_full").By(err)
	}
	path := filepath.Join(x.dir, id)
	if os.Rename(file, path) == nil {
		return path, nil
	}
	if err := copied(file, path); err != nil { // it lies on another disk
		_ = os.Remove(path)
		return "", fault.New(fault.NoSpace, "disk_full").By(err)
	}
	return path, nil
}

// copied copies a file and takes the first one away.
func copied(from, to string) error {
	in, err := os.Open(from)
	if err != nil {
		return err
	}
	defer in.Close()
	out, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(out, in)
	if err = errors.Join(err, out.Close()); err != nil {
		return err
	}
	return os.Remove(from)
}

// folder makes the folder, which nobody else may read, and takes away those that were left behind.
func (x *Intake) folder() (err error) {
	if _, gone := os.Stat(x.dir); x.dir != "" && gone == nil {
		return nil
	}
	x.sweep()
	x.dir, err = os.MkdirTemp("", Folders)
	return err
}

// makeRoom lets a person's oldest lists go when he has many.
func (x *Intake) makeRoom(person int64) {
	for {
		n, oldest := 0, (*list)(nil)
		for _, l := range x.lists {
			if l.person != person || l == x.running {
				continue
			}
			if n++; oldest == nil || l.Since < oldest.Since {
				oldest = l
			}
		}
		if n < ofOne {
			return
		}
		x.forget(oldest)
	}
}

// touch keeps a list for another while.
func (x *Intake) touch(l *list) { l.Until = x.now().Plus(lifetime) }

// expire lets go what nobody used for long.
func (x *Intake) expire() (n int) {
	for _, l := range x.lists {
		if l != x.running && l.Until < x.now() {
			x.forget(l)
			n++
		}
	}
	return n
}

// forget lets a list go, with its files.
func (x *Intake) forget(l *list) {
	delete(x.lists, l.ID)
	x.drop(l.path)
	x.drop(l.Options.BadFile)
}

func (x *Intake) drop(path string) {
	if path == "" {
		return
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		x.log.Warn("a list that was sent cannot be removed", "error", err.Error())
	}
}

// Sweep lets go what nobody used for long, and what a program that ended has left behind, and says how much that was.
func (x *Intake) Sweep() (int, error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	n := x.expire()
	if x.dir != "" {
		_, _ = clock(x.dir) // another program sees that somebody is here
	}
	return n + x.sweep(), nil
}

// sweep takes away folders and files of programs that are gone.
func (x *Intake) sweep() (n int) {
	var old []string
	for _, pattern := range []string{Folders, Sent} {
		found, _ := filepath.Glob(filepath.Join(os.TempDir(), pattern+"*")) // the pattern is no bad one
		old = append(old, found...)
	}
	old = slices.DeleteFunc(old, func(path string) bool { return path == x.dir })
	if len(old) == 0 {
		return 0
	}
	now, err := clock("")
	for _, path := range old {
		s, gone := os.Lstat(path)
		if err != nil || gone != nil || now.Sub(s.ModTime()) < abandoned {
			continue
		}
		if err := os.RemoveAll(path); err != nil {
			x.log.Warn("a list that was left behind cannot be removed", "error", err.Error())
			continue
		}
		n++
	}
	return n
}

// clock is what time it is where the files lie, which the city's clock need not be.
func clock(dir string) (time.Time, error) {
	f, err := os.CreateTemp(dir, Sent)
	if err != nil {
		return time.Time{}, err
	}
	s, err := f.Stat()
	if err := errors.Join(err, f.Close(), os.Remove(f.Name())); err != nil {
		return time.Time{}, err
	}
	return s.ModTime(), nil
}

// leave takes the folder away.
func (x *Intake) leave() error {
	if x.dir == "" {
		return nil
	}
	dir := x.dir
	x.dir = ""
	return os.RemoveAll(dir)
}
