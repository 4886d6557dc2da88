package table_test

import (
	"archive/zip"
	"bufio"
	"compress/flate"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"xiaohao/loop/fault"
	"xiaohao/platform/table"
)

// What reading any file may take.
const (
	mostMemory = 256 << 10 // KB, of the whole process
	mostTime   = 20 * time.Second
)

// TestLimits reads files that were made to take a large memory or a long time, each in a process of its own whose
// memory and processor time are measured.
func TestLimits(t *testing.T) {
	t.Parallel()
	if path := os.Getenv("XIAOHAO_READ_FILE"); path != "" {
		readWhole(path)
		return
	}
	for _, c := range []struct {
		name  string
		write func(w io.Writer)
		texts func(w io.Writer)
		says  uint64 // how large the archive says the sheet is; 0 is the truth
		want  string // rows, or the code of the fault
	}{
		{"a million empty styled rows", func(w io.Writer) {
			for i := 2; i <= 1<<20; i++ {
				fmt.Fprintf(w, `<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>`, i, i, i)
			}
		}, nil, 0, "1"},
		{"a cell in the last corner", func(w io.Writer) {
			io.WriteString(w, `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)
		}, nil, 0, "1"},
		{"60,000 rows", func(w io.Writer) {
			for i := 2; i < 60002; i++ {
				fmt.Fprintf(w, `<row r="%d"><c r="A%d"><v>%d</v></c></row>`, i, i, i)
			}
		}, nil, 0, "60001"},
		{"a column merged to the bottom", func(w io.Writer) {
			io.WriteString(w, `<row r="2"><c r="A2"><v>1</v></c></row></sheetData><mergeCells>`+
				`<mergeCell ref="A2:ZZ1048576"/></mergeCells><sheetData>`)
		}, nil, 0, "2"},
		{"too many merged cells", func(w io.Writer) {
			io.WriteString(w, `</sheetData><mergeCells>`)
			for i := range 200001 {
				fmt.Fprintf(w, `<mergeCell ref="A%d:A%d"/>`, 2*i+1, 2*i+2)
			}
		}, nil, 0, "sheet_merged"},
		{"a bomb", func(w io.Writer) { io.Copy(w, io.LimitReader(zeros{}, 100<<20)) }, nil, 0, "sheet_bomb"},
		{"a sheet of a gigabyte", nil, nil, 1 << 30, "sheet_unpacked"},
		{"a sheet larger than it says", func(w io.Writer) {
			for i := range 1 << 18 {
				fmt.Fprintf(w, `<row><c><v>%d</v></c></row>`, i*7919)
			}
		}, nil, 5000, "sheet_broken"},
		{"a million texts", nil, func(w io.Writer) {
			for i := range 1 << 20 {
				fmt.Fprintf(w, `<si><t>路灯不亮，居民反映已有多日，请尽快处理 %d</t></si>`, i)
			}
		}, 0, "1"},
		{"one text beyond all measure", nil, func(w io.Writer) {
			io.WriteString(w, `<si><t>`)
			for i := range 1 << 18 {
				fmt.Fprintf(w, "%d", i)
			}
			io.WriteString(w, `</t></si>`)
		}, 0, "sheet_cell"},
	} {
		path := filepath.Join(t.TempDir(), "x.xlsx")
		large(t, path, c.write, c.texts, c.says)
		cmd := exec.Command(os.Args[0], "-test.run=^TestLimits$")
		cmd.Env = append(os.Environ(), "XIAOHAO_READ_FILE="+path)
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Fatalf("%s: %v\n%s", c.name, err, out)
		}
		got, rest, _ := strings.Cut(string(out), "\n")
		line, _, _ := strings.Cut(rest, "\n")
		peak, err := strconv.ParseInt(line, 10, 64)
		if err != nil && runtime.GOOS == "linux" {
			t.Fatalf("%s: it does not say its memory: %q", c.name, out)
		}
		spent := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		t.Logf("%s: %s, %d MB, %s", c.name, got, peak>>10, spent.Round(time.Millisecond))
		if got != c.want || peak > mostMemory || spent > mostTime {
			t.Errorf("%s: %s (want %s), %d MB, %s", c.name, got, c.want, peak>>10, spent)
		}
	}
}

// readWhole says how many rows a file has, or why it is refused; then the most memory that this program had at once,
// in kilobytes, which only the program itself knows: what is said of a child that has ended counts its parent's too.
func readWhole(path string) {
	defer func() {
		raw, _ := os.ReadFile("/proc/self/status")
		_, rest, _ := strings.Cut(string(raw), "VmHWM:")
		fmt.Println(strings.Fields(rest + " none")[0])
	}()
	tab, err := table.Open(context.Background(), path, "")
	n := 0
	for err == nil {
		if _, err = tab.Next(); err == nil {
			n++
		}
	}
	if !errors.Is(err, io.EOF) {
		fmt.Println(fault.Code(err))
		return
	}
	fmt.Println(strconv.Itoa(n))
	_ = tab.Close()
}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	for i := range b {
		b[i] = ' '
	}
	return len(b), nil
}

// large writes an XLSX piece by piece.
func large(t *testing.T, path string, sheet, texts func(io.Writer), says uint64) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(f)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, 1) })
	part := func(name, before, after string, fill func(io.Writer), says uint64) {
		var w io.Writer
		var err error
		if says == 0 {
			w, err = z.Create(name)
		} else {
			w, err = z.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Store, UncompressedSize64: says,
				CompressedSize64: says})
		}
		if err != nil {
			t.Fatal(err)
		}
		b := bufio.NewWriterSize(w, 1<<20)
		_, _ = b.WriteString(before)
		if fill != nil {
			fill(b)
		}
		_, _ = b.WriteString(after)
		if err := b.Flush(); err != nil {
			t.Fatal(err)
		}
	}
	part("xl/workbook.xml", bookXML, "", nil, 0)
	part("xl/_rels/workbook.xml.rels", relsXML, "", nil, 0)
	part("xl/worksheets/a.xml", `<worksheet><sheetData><row r="1"><c r="A1"><v>1</v></c></row>`,
		"</sheetData></worksheet>",
		sheet, says)
	part("xl/texts.xml", "<sst>", "</sst>", texts, 0)
	if err := errors.Join(z.Close(), f.Close()); err != nil {
		t.Fatal(err)
	}
}
