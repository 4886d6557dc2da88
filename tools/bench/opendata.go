package bench

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"time"

	"xiaohao/core/policy"
	"xiaohao/loop/area"
	"xiaohao/parts/atlas"
	"xiaohao/parts/opendata"
)

// OpenData measures how long a snapshot of so many public matters takes, in all formats and for all areas, with points
// moved, and how much memory: it is made by a process of its own, whose whole resident memory at its peak is counted,
// the program and the database's pages with it.
func OpenData(ctx context.Context, c Config) (Report, error) {
	rep := Report{Machine: machine(), Go: runtime.Version(), Cores: runtime.NumCPU()}
	for _, n := range c.Sizes {
		b := &run{Config: c, n: n, rep: &rep, dir: filepath.Join(c.Dir, fmt.Sprint("public-", n))}
		if err := b.openData(ctx); err != nil {
			return rep, fmt.Errorf("at %d public matters: %w", n, err)
		}
	}
	return rep, nil
}

// openPolicy is the default with open data on; what lies at half of the streets is moved.
func openPolicy() []byte {
	head, _, _ := strings.Cut(string(policy.Default().Source()), "\nopen_data:")
	return []byte(head + "\nopen_data: {on: true, offset: {env.*: 100, fac.*: 50}}\n")
}

func (b *run) openData(ctx context.Context) error {
	if err := cmp.Or(os.MkdirAll(b.dir, 0o700), b.prepare(ctx)); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(b.dir, "policy.yaml"), openPolicy(), 0o600); err != nil {
		return err
	}
	d, done, err := b.Open(ctx, b.dir, b.dsn())
	if err != nil {
		return err
	}
	b.desk = d
	if err := cmp.Or(b.people(ctx), b.bounded(ctx)); err != nil {
		return cmp.Or(err, done())
	}
	if err := done(); err != nil {
		return err
	}
	if _, err := b.letOut(ctx); err != nil {
		return err
	}
	for range 2 { // the second one has another in its place
		if err := b.snapshot(ctx); err != nil {
			return err
		}
	}
	return b.finish(ctx)
}

// snapshot makes one.
func (b *run) snapshot(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, b.Self, "opendata", "-data", b.dir, "-db", b.dsn(), "-json", "make")
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, os.Stderr
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	var peak int64
	for over := false; !over; {
		select {
		case err := <-ended:
			if err != nil {
				return fmt.Errorf("opendata make: %w", err)
			}
			over = true
		case <-time.After(50 * time.Millisecond):
			peak = max(peak, status(strconv.Itoa(cmd.Process.Pid), "VmHWM:"))
		}
	}
	var m opendata.Manifest
	if err := json.Unmarshal(out.Bytes(), &m); err != nil {
		return err
	}
	size, files := int64(0), 0
	for _, a := range m.Areas {
		for _, f := range a.Files {
			size, files = size+f.Size, files+1
		}
	}
	if m.Rows < int64(b.n)*9/10 {
		return fmt.Errorf("%d rows of %d matters", m.Rows, b.n)
	}
	b.rep.Snapshots = append(b.rep.Snapshots, Snapshot{N: b.n, Engine: b.engine(), Rows: m.Rows,
		Files: files, Bytes: size,
		Seconds: float64(m.Took) / 1e6, Peak: peak, Processor: (cmd.ProcessState.UserTime() +
			cmd.ProcessState.SystemTime()).Seconds()})
	return nil
}

// Snapshot is what one making took.
type Snapshot struct {
	N         int     `json:"n"`
	Engine    string  `json:"engine"`
	Rows      int64   `json:"rows"`
	Files     int     `json:"files"`
	Bytes     int64   `json:"bytes"`
	Seconds   float64 `json:"seconds"`
	Processor float64 `json:"processor"` // seconds of processor time of the whole process
	Peak      int64   `json:"peak"`      // bytes of resident memory of the whole process
}

// corners is how many corners the border of an area of the bench has: as many as one that was drawn by surveyors and
// then simplified.
const corners = 150

// bounded gives all counties and townships one border, around everything: each point is held against one.
func (b *run) bounded(ctx context.Context) error {
	var ring []int
	lastY, lastX := 0, 0
	for i := range corners {
		turn := 2 * math.Pi * float64(i) / corners
		y, x := int(1e5*(26.9+0.6*math.Sin(turn))), int(1e5*(112.6+0.8*math.Cos(turn)))
		ring, lastY, lastX = append(ring, y-lastY, x-lastX), y, x
	}
	var list []atlas.Boundary
	for _, a := range b.desk.Org().Tree().All() {
		if l := a.Code.Level(); l == area.County || l == area.Township {
			list = append(list, atlas.Boundary{Area: a.Code, Shape: atlas.Shape{{ring}}})
		}
	}
	return b.desk.Atlas.SetBoundaries(ctx, list)
}
