package bench

import (
	"bufio"
	"context"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// serving measures the size, the export, and how long the real program takes to answer and what it holds when it idles.
func (b *run) serving(ctx context.Context) error {
	if err := b.measureSize(ctx); err != nil {
		return err
	}
	if err := b.export(ctx); err != nil {
		return err
	}
	if b.Self != "" {
		began := time.Now()
		p, err := b.start(ctx)
		if err != nil {
			return err
		}
		defer p.stop()
		res, err := http.Get(p.url + "/")
		if err != nil {
			return err
		}
		_ = res.Body.Close()
		b.size.Start = float64(time.Since(began).Microseconds()) / 1000
		time.Sleep(2 * time.Second)
		b.size.Idle = status(strconv.Itoa(p.cmd.Process.Pid), "VmRSS:")
	}
	b.rep.Sizes = append(b.rep.Sizes, b.size)
	return nil
}

// process is the real program, serving.
type process struct {
	cmd *exec.Cmd
	url string
}

func (p *process) stop() {
	_ = p.cmd.Process.Signal(syscall.SIGTERM)
	_ = p.cmd.Wait()
}

// start starts the program on the city.
func (b *run) start(ctx context.Context) (*process, error) {
	cmd := exec.CommandContext(ctx, b.Self, "serve", "-data", b.dir, "-db", b.dsn(), "-listen", "127.0.0.1:0",
		"-trust-loopback")
	out, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &process{cmd: cmd}
	line, err := bufio.NewReader(out).ReadString('\n')
	i := strings.Index(line, "http://")
	if err != nil || i < 0 {
		p.stop()
		return nil, fmt.Errorf("serve said %q: %w", line, err)
	}
	p.url = strings.Fields(line[i:])[0]
	return p, nil
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

// ticksOf is what a process has used of the processor so far, in steps of ten milliseconds; 0 where nobody says.
func ticksOf(pid int) time.Duration {
	raw, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0
	}
	f := strings.Fields(string(raw[strings.LastIndexByte(string(raw), ')')+1:])) // the name may hold spaces
	if len(f) < 13 {
		return 0
	}
	user, _ := strconv.ParseInt(f[11], 10, 64)
	system, _ := strconv.ParseInt(f[12], 10, 64)
	return time.Duration(user+system) * 10 * time.Millisecond
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
