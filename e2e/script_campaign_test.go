package e2e

import (
	"fmt"
	"strconv"

	"github.com/rogpeppe/go-internal/testscript"
)

// listed LOGIN N AREA CATEGORY reports N matters and puts them on the list.
func listedCmd(ts *testscript.TestScript, _ bool, args []string) {
	s := of(ts)
	n, err := strconv.Atoi(args[1])
	ts.Check(err)
	for i := range n {
		s.send(ts, args[0], "POST", "/api/v1/matters",
			map[string]any{"id": newID(), "body": map[string]any{"area": args[2],
				"text": fmt.Sprintf("%s 第 %d 处", args[3], i+1), "source": "inspector"}})
		if s.last.status != 201 {
			ts.Fatalf("report: %d %s", s.last.status, s.last.body)
		}
		s.send(ts, args[0], "POST", "/api/v1/matters/"+s.last.at("matter")+"/commands",
			command(ts, "list", []string{"category=" + args[3]}))
		if s.last.status != 201 {
			ts.Fatalf("list: %d %s", s.last.status, s.last.body)
		}
	}
}

// step LOGIN PATH [FIELD…] posts a command of a campaign: a fresh id and its body.
func stepCmd(ts *testscript.TestScript, _ bool, args []string) {
	of(ts).send(ts, args[0], "POST", "/api/v1/campaigns"+args[1],
		map[string]any{"id": newID(), "body": fields(ts, args[2:])})
}
