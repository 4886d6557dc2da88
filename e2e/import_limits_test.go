//go:build linux

package e2e

import (
	"archive/zip"
	"bufio"
	"bytes"
	"encoding/json"
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

	"xiaohao/platform/store/storetest"
)

// What an import of any file may take: kilobytes of the whole process, and processor time, which does not hang on who
// else works on the machine.
const (
	mostImportMemory = 256 << 10
	mostImportTime   = 20 * time.Second
)

// TestImportLimits gives the real program lists that were made to take a large memory or a long time: each ends within
// the limits, and what it says of itself adds up.
func TestImportLimits(t *testing.T) {
	t.Parallel()
	if storetest.OnServer() {
		return // a list is read in the same way before both engines
	}
	bin, dir := built(t), t.TempDir()
	data, env := filepath.Join(dir, "city"), append(os.Environ(), "XIAOHAO_LANG=en")
	settle(t, bin, data, dir, env)
	run(t, bin, env, "standard", "-data", data, "sample") // so that kinds of points can be wrong
	csv := func(head, row string) func(io.Writer) {
		return func(w io.Writer) {
			fmt.Fprintln(w, head)
			for n := range 60000 {
				fmt.Fprintf(w, row+"\n", n)
			}
		}
	}
	for _, x := range []struct {
		name, what string
		write      func(w io.Writer) // CSV
		sheet      func(w io.Writer) // rows of an XLSX, from the third
		exit, rows int
	}{
		{"60,000 bad matters", "matters", nil, func(w io.Writer) {
			for n := 3; n < 60003; n++ {
				fmt.Fprintf(w, `<row r="%d">%s%s</row>`, n, text("A", n, fmt.Sprint("N", n)),
					text("B", n, "05/01/2024"))
			}
		}, 3, 60001},
		{"60,000 matters under one number", "matters", csv("number,text", "1,第%d件"), nil, 3, 60000},
		{"60,000 rows about one person", "people", csv("login,name", "clerk,某某%d"), nil, 3, 60000},
		{"60,000 bad people", "people", csv("login,name,post,area", "p%d,某某,no such post,430405000000"), nil, 3, 60000},
		{"60,000 bad units", "units", csv("code,name,parent,area", "u%d,某单位,nobody,430405000000"), nil, 3, 60000},
		{"60,000 bad areas", "areas", csv("code,name", "4303%08d,某村"), nil, 3, 60000},
		{"60,000 bad points", "points", csv("code,name,kind,area", "P%d,某点,casino,430405000000"), nil, 3, 60000},
		{"a million empty styled rows", "matters", nil, func(w io.Writer) {
			for n := 3; n < 1_000_003; n++ {
				fmt.Fprintf(w, `<row r="%d" s="1" customFormat="1"><c r="A%d" s="1"/><c r="B%d" s="1"/></row>`, n, n, n)
			}
		}, 0, 1},
		{"a cell in the last corner", "matters", nil, func(w io.Writer) {
			io.WriteString(w, `<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>`)
		}, 0, 1},
	} {
		path := filepath.Join(dir, "list")
		writeList(t, path, x.write, x.sheet)
		cmd := exec.Command(bin, "import", "-data", data, "-json", "-area", "430405000000", x.what, path)
		cmd.Env = env
		begun := time.Now()
		out, peak, err := watched(t, cmd)
		took := time.Since(begun)
		lines := strings.Split(strings.TrimSpace(string(out)), "\n")
		var a struct{ Rows, Taken, Changed, Repeated, Conflicts, Refused, Held, Joined int }
		if err := json.Unmarshal([]byte(lines[len(lines)-1]), &a); err != nil {
			t.Fatalf("%s: %v %q", x.name, err, out)
		}
		spent := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		t.Logf("%s: %d rows, %d refused, %d MB, %s, %s of the processor", x.name, a.Rows, a.Refused, peak>>10,
			took.Round(time.Millisecond), spent.Round(time.Millisecond))
		if code := cmd.ProcessState.ExitCode(); code != x.exit || a.Rows != x.rows || peak == 0 ||
			peak > mostImportMemory || spent > mostImportTime ||
			a.Taken+a.Changed+a.Repeated+a.Conflicts+a.Refused+a.Held+a.Joined != a.Rows {
			t.Errorf("%s: exit %d, %v, %+v, %d MB, %s", x.name, code, err, a, peak>>10, spent)
		}
	}
}

// watched runs a program and gives what it said and the most memory that it had at once, in kilobytes, as the system
// counts it for the program alone. What the system says of a child that has ended counts its parent's memory too: until
// it is another program a child is a copy of this test, which is larger than an import may be.
func watched(t *testing.T, cmd *exec.Cmd) (said []byte, peak int64, err error) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout = &out
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	status := fmt.Sprintf("/proc/%d/status", cmd.Process.Pid)
	look := time.NewTicker(2 * time.Millisecond)
	defer look.Stop()
	for {
		select {
		case err = <-ended:
			return out.Bytes(), peak, err
		case <-look.C:
			raw, _ := os.ReadFile(status) // it may have ended
			_, rest, _ := strings.Cut(string(raw), "VmHWM:")
			if f := strings.Fields(rest); len(f) > 0 {
				n, _ := strconv.ParseInt(f[0], 10, 64)
				peak = max(peak, n)
			}
		}
	}
}

// TestMemoryIsTheChilds: what is said of a program's memory is its own, however much the test has.
func TestMemoryIsTheChilds(t *testing.T) {
	mine := make([]byte, 512<<20)
	for i := 0; i < len(mine); i += 4096 {
		mine[i] = 1
	}
	_, peak, err := watched(t, exec.Command("sleep", "0.2"))
	if err != nil || peak == 0 || peak > 64<<10 {
		t.Errorf("%d KB, %v", peak, err)
	}
	runtime.KeepAlive(mine)
}

// text is a cell of a sheet.
func text(column string, row int, s string) string {
	return fmt.Sprintf(`<c r="%s%d" t="inlineStr"><is><t>%s</t></is></c>`, column, row, s)
}

// writeList writes a list as CSV, or as XLSX with headings, a good row and what comes below.
func writeList(t *testing.T, path string, csv, below func(io.Writer)) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := bufio.NewWriterSize(f, 1<<20)
	defer w.Flush()
	if csv != nil {
		csv(w)
		return
	}
	z := zip.NewWriter(w)
	defer z.Close()
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	for _, p := range []struct{ name, text string }{
		{"xl/workbook.xml", `<workbook xmlns:r="` + office +
			`"><sheets><sheet name="a" sheetId="1" r:id="r1"/></sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", `<Relationships><Relationship Id="r1" Type="` + office +
			`/worksheet" Target="worksheets/a.xml"/></Relationships>`},
	} {
		part, err := z.Create(p.name)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(part, p.text)
	}
	part, err := z.Create("xl/worksheets/a.xml")
	if err != nil {
		t.Fatal(err)
	}
	s := bufio.NewWriterSize(part, 1<<20)
	defer s.Flush()
	_, _ = io.WriteString(s, "<worksheet><sheetData>"+`<row r="1">`+text("A", 1, "number")+text("B", 1, "time")+
		text("C", 1, "text")+`</row><row r="2">`+text("A", 2, "G1")+text("B", 2, "2024-01-05")+text("C", 2, "路灯不亮")+
		"</row>")
	below(s)
	_, _ = io.WriteString(s, "</sheetData></worksheet>")
}
