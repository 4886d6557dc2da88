package bench

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// serving starts the real program on the city and measures how long it takes to answer and what it holds when it idles.
func (b *run) serving(ctx context.Context) error {
	if s, err := os.Stat(filepath.Join(b.dir, "xiaohao.db")); err == nil {
		b.size.Database = s.Size()
	}
	if b.Self != "" {
		if err := b.serve(ctx); err != nil {
			return err
		}
	}
	b.rep.Sizes = append(b.rep.Sizes, b.size)
	return nil
}

func (b *run) serve(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, b.Self, "serve", "-data", b.dir, "-listen", "127.0.0.1:0")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return err
	}
	start := time.Now()
	if err := cmd.Start(); err != nil {
		return err
	}
	defer func() { _ = cmd.Wait() }()
	defer func() { _ = cmd.Process.Signal(syscall.SIGTERM) }()
	line, err := bufio.NewReader(out).ReadString('\n')
	i := strings.Index(line, "http://")
	if err != nil || i < 0 {
		return fmt.Errorf("serve said %q: %w", line, err)
	}
	res, err := http.Get(strings.Fields(line[i:])[0] + "/")
	if err != nil {
		return err
	}
	_ = res.Body.Close()
	b.size.Start = float64(time.Since(start).Microseconds()) / 1000
	time.Sleep(2 * time.Second)
	b.size.Idle = status(strconv.Itoa(cmd.Process.Pid), "VmRSS:")
	return nil
}

// status reads a line of a process's status in bytes, 0 where there is none.
func status(pid, key string) int64 {
	raw, err := os.ReadFile("/proc/" + pid + "/status")
	if err != nil {
		return 0
	}
	for _, l := range strings.Split(string(raw), "\n") {
		if rest, ok := strings.CutPrefix(l, key); ok {
			n, _ := strconv.ParseInt(strings.Fields(rest)[0], 10, 64)
			return n * 1024
		}
	}
	return 0
}

func peak() int64 { return status("self", "VmHWM:") }

// machine names the processor.
func machine() string {
	raw, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for _, l := range strings.Split(string(raw), "\n") {
			if k, v, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(k) == "model name" {
				return strings.TrimSpace(v) + ", " + runtime.GOOS + "/" + runtime.GOARCH
			}
		}
	}
	return runtime.GOOS + "/" + runtime.GOARCH
}
