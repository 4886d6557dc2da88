// Package pgtest starts real servers of PostgreSQL on this machine for tests: primaries and standbys that can be
// killed, frozen and promoted.
//
// It owns their folders and processes, and leaves neither behind. It never touches a server that it did not start,
// and listens on loopback only. The binaries are Debian's; without them a test is skipped, and in CI it fails.
package pgtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // to ask servers how they are
)

// patience is how long a server may take for anything.
const patience = 60 * time.Second

// Server is a server with a folder and a port of its own.
type Server struct {
	t    testing.TB
	dir  string
	data string
	port int
	bin  string
	cmd  *exec.Cmd
	gone chan struct{}
}

// Start makes a server and starts it. It keeps what it has committed through a crash, as one in earnest does.
func Start(t testing.TB) *Server {
	t.Helper()
	s := fresh(t)
	s.run("initdb", "--no-sync", "-D", s.data, "-U", "xiaohao", "--auth=trust", "--encoding=UTF8", "--locale=C")
	s.configure(fmt.Sprintf("listen_addresses = '127.0.0.1'\nunix_socket_directories = '%s'\nmax_connections = 100\n"+
		"shared_buffers = 64MB\nwal_level = replica\n"+
		"max_wal_senders = 10\nhot_standby = on\nwal_keep_size = 512MB\nlogging_collector = off\nautovacuum = off\n",
		s.dir))
	s.start()
	return s
}

// fresh is a folder with nothing in it yet, for the user that servers run as: not root.
func fresh(t testing.TB) *Server {
	t.Helper()
	s := &Server{t: t, bin: binaries(t), port: freePort(t)}
	var err error
	if s.dir, err = os.MkdirTemp("", "xiaohao-pg-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(s.dir) })
	s.data = filepath.Join(s.dir, "data")
	if who := credential(t); who != nil {
		if err := errors.Join(os.Chmod(s.dir, 0o755), os.Chown(s.dir, int(who.Uid), int(who.Gid))); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

func binaries(t testing.TB) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.SortFunc(found, func(a, b string) int { return len(a) - len(b) + strings.Compare(a, b) })
	if len(found) > 0 {
		return filepath.Dir(found[len(found)-1])
	}
	if path, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(path)
	}
	const without = "PostgreSQL's server is not on this machine (Debian: apt install postgresql)"
	if os.Getenv("CI") == "true" {
		t.Fatal(without)
	}
	t.Skip(without)
	return ""
}

// credential is the user that a server runs as when the test runs as root, which PostgreSQL refuses.
func credential(t testing.TB) *syscall.Credential {
	t.Helper()
	if os.Geteuid() != 0 {
		return nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		if u, err := user.Lookup(name); err == nil {
			uid, _ := strconv.Atoi(u.Uid)
			gid, _ := strconv.Atoi(u.Gid)
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		}
	}
	t.Fatal("there is no user postgres or nobody to run a server as")
	return nil
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *Server) command(name string, args ...string) *exec.Cmd {
	c := exec.Command(filepath.Join(s.bin, name), args...)
	c.Dir = s.dir
	c.Env = append(os.Environ(), "LC_ALL=C")
	c.SysProcAttr = &syscall.SysProcAttr{Credential: credential(s.t), Setpgid: true}
	return c
}

func (s *Server) run(name string, args ...string) {
	s.t.Helper()
	if out, err := s.command(name, args...).CombinedOutput(); err != nil {
		s.t.Fatalf("%s: %v\n%s", name, err, out)
	}
}

// configure adds lines to the server's settings.
func (s *Server) configure(lines string) {
	s.t.Helper()
	f, err := os.OpenFile(filepath.Join(s.data, "postgresql.conf"), os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(lines)
		err = errors.Join(err, f.Close())
	}
	if err != nil {
		s.t.Fatal(err)
	}
}

// start starts the server and waits until it answers.
func (s *Server) start() {
	s.t.Helper()
	s.launch()
	s.t.Cleanup(s.Kill)
	s.Until("it answers", func() error {
		select {
		case <-s.gone: // a child of the one before, killed a moment ago, may still hold its memory
			s.launch()
		default:
		}
		var n int
		return s.Ask("postgres", &n, "SELECT 1")
	})
}

// launch runs the server's first process.
func (s *Server) launch() {
	s.t.Helper()
	log, err := os.OpenFile(filepath.Join(s.dir, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	s.cmd = s.command("postgres", "-D", s.data, "-p", strconv.Itoa(s.port))
	s.cmd.Stdout, s.cmd.Stderr = log, log
	if err := s.cmd.Start(); err != nil {
		s.t.Fatal(err)
	}
	cmd, gone := s.cmd, make(chan struct{})
	s.gone = gone
	go func() { _ = cmd.Wait(); close(gone) }()
}

// DSN is the address of a database.
func (s *Server) DSN(database string) string {
	return fmt.Sprintf("postgres://xiaohao@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

// MultiDSN is the address of a database on whichever of the servers can be written to.
func MultiDSN(database string, servers ...*Server) string {
	var hosts []string
	for _, s := range servers {
		hosts = append(hosts, fmt.Sprintf("127.0.0.1:%d", s.port))
	}
	return fmt.Sprintf("postgres://xiaohao@%s/%s?sslmode=disable&target_session_attrs=read-write",
		strings.Join(hosts, ","), database)
}

// Database makes a database with an encoding and a collation and gives its address.
func (s *Server) Database(name, encoding, collate string) string {
	s.t.Helper()
	s.Do("postgres", fmt.Sprintf("CREATE DATABASE %s TEMPLATE template0 ENCODING '%s' LC_COLLATE '%s' LC_CTYPE '%s'",
		name, encoding, collate, collate))
	return s.DSN(name)
}

// Do runs statements.
func (s *Server) Do(database, text string) {
	s.t.Helper()
	if err := s.with(database, func(ctx context.Context, db *sql.DB) error {
		_, err := db.ExecContext(ctx, text)
		return err
	}); err != nil {
		s.t.Fatalf("%s: %v", text, err)
	}
}

// Ask reads one value.
func (s *Server) Ask(database string, into any, text string) error {
	return s.with(database, func(ctx context.Context, db *sql.DB) error {
		return db.QueryRowContext(ctx, text).Scan(into)
	})
}

func (s *Server) with(database string, fn func(context.Context, *sql.DB) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	db, err := sql.Open("pgx", s.DSN(database))
	if err != nil {
		return err
	}
	defer db.Close()
	return fn(ctx, db)
}

// Until tries again and again until try is content.
func (s *Server) Until(what string, try func() error) {
	s.t.Helper()
	err := errors.New("not tried")
	for end := time.After(patience); err != nil; {
		if err = try(); err == nil {
			return
		}
		select {
		case <-end:
			log, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			s.t.Fatalf("waited %v until %s: %v\n%s", patience, what, err, log)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Standby makes a server that follows this one under a name.
func (s *Server) Standby(name string) *Server {
	s.t.Helper()
	b := fresh(s.t)
	b.run("pg_basebackup", "--no-sync", "-D", b.data, "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-U", "xiaohao",
		"-X", "stream", "-c", "fast")
	b.configure(fmt.Sprintf("unix_socket_directories = '%s'\nprimary_conninfo = 'host=127.0.0.1 port=%d user=xiaohao "+
		"application_name=%s'\n", b.dir, s.port, name))
	if err := os.WriteFile(filepath.Join(b.data, "standby.signal"), nil, 0o644); err != nil {
		s.t.Fatal(err)
	}
	b.start()
	s.Until("the standby streams", func() error {
		var n int
		if err := s.Ask("postgres", &n,
			"SELECT COUNT(*) FROM pg_stat_replication WHERE state = 'streaming' AND application_name = '"+name+
				"'"); err != nil {
			return err
		}
		if n == 0 {
			return errors.New("it does not")
		}
		return nil
	})
	return b
}

// Synchronous makes commits wait, or wait no more, for any one of the standbys.
func (s *Server) Synchronous(on bool) {
	s.t.Helper()
	names, state := "", "async"
	if on {
		names, state = "ANY 1 (*)", "quorum"
	}
	s.Do("postgres", "ALTER SYSTEM SET synchronous_standby_names = '"+names+"'")
	s.Do("postgres", "SELECT pg_reload_conf()")
	s.Until("the standbys are "+state, func() error {
		var n int
		if err := s.Ask("postgres", &n, "SELECT COUNT(*) FROM pg_stat_replication WHERE sync_state <> '"+state+
			"'"); err != nil || n == 0 {
			return err
		}
		return fmt.Errorf("%d are not", n)
	})
}

// Kill is kill -9 of all the server's processes at once.
func (s *Server) Kill() {
	if s.cmd == nil {
		return
	}
	_ = s.signal(syscall.SIGKILL) // those that are frozen too; they must not run on for a moment
	<-s.gone
	s.cmd = nil
}

// signal reaches the first process and its children, each of which leads a group of its own.
func (s *Server) signal(sig syscall.Signal) error {
	pids := []int{s.cmd.Process.Pid}
	children, _ := os.ReadFile(fmt.Sprintf("/proc/%d/task/%d/children", pids[0], pids[0]))
	for _, f := range strings.Fields(string(children)) {
		if n, err := strconv.Atoi(f); err == nil {
			pids = append(pids, n)
		}
	}
	var all error
	for _, pid := range pids {
		all = errors.Join(all, syscall.Kill(pid, sig))
	}
	return all
}

// Freeze stops all the server's processes where they are; Thaw lets them go on.
func (s *Server) Freeze() { _ = s.signal(syscall.SIGSTOP) }

// Thaw ends a Freeze.
func (s *Server) Thaw() { _ = s.signal(syscall.SIGCONT) }

// Promote makes a standby one that is written to, and waits until it is.
func (s *Server) Promote() {
	s.t.Helper()
	s.run("pg_ctl", "promote", "-D", s.data, "-w", "-t", "60")
}

// Restart starts a server that was killed, with what it had.
func (s *Server) Restart() {
	s.t.Helper()
	s.start()
}
