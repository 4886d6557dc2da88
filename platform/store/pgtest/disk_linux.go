package pgtest

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"syscall"
)

// Disk is a small disk in memory, on which a server keeps a database.
type Disk struct {
	s   *Server
	dir string
}

// Disk mounts a disk of so many MiB and makes a database on it; the server's log of writes stays where it is, so the
// server itself goes on when the disk is full. Only root may mount: others skip the test, and in CI it fails.
func (s *Server) Disk(database string, size string) *Disk {
	s.t.Helper()
	d := &Disk{s: s, dir: filepath.Join(s.dir, "disk")}
	if err := os.Mkdir(d.dir, 0o755); err != nil {
		s.t.Fatal(err)
	}
	if err := syscall.Mount("tmpfs", d.dir, "tmpfs", 0, "size="+size); err != nil {
		without := "this user may not mount a small disk: " + err.Error()
		if os.Getenv("CI") == "true" {
			s.t.Fatal(without)
		}
		s.t.Skip(without)
	}
	s.t.Cleanup(func() {
		s.Kill()
		if err := syscall.Unmount(d.dir, syscall.MNT_DETACH); err != nil {
			s.t.Error(err)
		}
	})
	space := filepath.Join(d.dir, "space")
	err := os.Mkdir(space, 0o700)
	if who := credential(s.t); err == nil && who != nil {
		err = os.Chown(space, int(who.Uid), int(who.Gid))
	}
	if err != nil {
		s.t.Fatal(err)
	}
	s.Do("postgres", "CREATE TABLESPACE small LOCATION '"+space+"'")
	s.Do("postgres", "CREATE DATABASE "+database+
		" TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C' TABLESPACE small")
	return d
}

// Fill leaves no room on the disk; Free gives it back.
func (d *Disk) Fill() {
	d.s.t.Helper()
	f, err := os.Create(filepath.Join(d.dir, "ballast"))
	if err != nil {
		d.s.t.Fatal(err)
	}
	_, err = io.Copy(f, zeros{})
	if err = errors.Join(err, f.Close()); !errors.Is(err, syscall.ENOSPC) {
		d.s.t.Fatalf("the disk does not fill: %v", err)
	}
}

// Free makes room again.
func (d *Disk) Free() {
	if err := os.Remove(filepath.Join(d.dir, "ballast")); err != nil {
		d.s.t.Fatal(err)
	}
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}
