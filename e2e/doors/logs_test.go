package doors

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"xiaohao/core/part"
	"xiaohao/faces/web/webtest"
	"xiaohao/loop/care"
	"xiaohao/loop/matter"
	"xiaohao/parts/help"
	"xiaohao/platform/store"
)

// TestNoLogNamesAPerson: whatever is sent about a person in need, well formed or not, by who may and by who may not,
// the program's logs of every level hold none of it: neither what it said in a form, nor in JSON, nor in an address.
func TestNoLogNamesAPerson(t *testing.T) {
	t.Parallel()
	x := settleTwin(t, &girl{care.Under14, "槿禾蕤", webtest.Township, "gdl", "clerk", 1})
	srv := *x
	srv.url = x.Srv.URL // the one whose gate logs
	var err error
	for _, login := range []string{"clerk", "disp"} {
		if x.keys[login], err = x.Auth.NewKey(t.Context(), x.person(login), "门", 0); err != nil {
			t.Fatal(err)
		}
	}
	const form, program = "application/x-www-form-urlencoded", "application/json"
	long := strings.Repeat("槿禾蕤", help.LongNote)
	at := fmt.Sprint("/help/", x.id)
	statuses := map[string]int{}
	send := func(login, method, path, kind, body string) {
		t.Helper()
		said := srv.said(method, path, login, kind, body)
		status, _, _ := strings.Cut(said, "\n")
		statuses[status]++
	}
	for _, login := range []string{"clerk", "disp", "ver", "admin", nobody} {
		for _, text := range []string{"槿禾蕤在这里", long, "槿禾蕤\x00\xff"} {
			v := url.Values{"id": {x.NewID().String()}, "once": {x.NewID().String()}, "note": {text}, "who": {text},
				"whom": {text}, "text": {text}, "reason": {text}, "area": {webtest.Township.String()},
				"category": {"help.child"}, "age": {"槿禾蕤"}, "code": {"槿禾蕤"}}.Encode()
			for _, step := range []string{"note", "call", "tick", "give", "told", "hand", "end", "mark", "槿禾蕤"} {
				send(login, http.MethodPost, at+"/"+url.PathEscape(step), form, v)
				send(login, http.MethodPost, "/help/999999/"+url.PathEscape(step), form, v)
			}
			send(login, http.MethodPost, "/help/new", form, v)
			send(login, http.MethodPost, "/help/press", form, v)
			send(login, http.MethodPost, "/report", form, v)
			send(login, http.MethodPost, fmt.Sprint("/matters/", x.id, "/comment"), form, v)
			send(login, http.MethodPost, fmt.Sprint("/cases/", x.id, "/refuse_transfer"), form, v)
			for _, command := range []matter.CommandName{matter.CmdComment, matter.CmdFix, matter.CmdAdmit,
				matter.CmdRefer, matter.CmdAnswerReferral, matter.CmdTransfer, "槿禾蕤"} {
				send(login, http.MethodPost, fmt.Sprint("/api/v1/matters/", x.id, "/commands"), program,
					fmt.Sprintf(`{"id":%q,"command":%q,"body":{"text":%q,"reason":%q,"service":%q,"note":%q}}`,
						x.NewID(), command, text, text, text, text))
			}
			send(login, http.MethodPost, "/api/v1/reports", program, fmt.Sprintf(
				`{"id":%q,"area":"430405001000","help":true,"text":%q,"name":%q,"phone":%q}`, x.NewID(), text, text,
				text))
		}
		for _, broken := range []string{`{"text":"槿禾蕤`, `["槿禾蕤"]`, `{"槿禾蕤":1}`, "槿禾蕤"} {
			send(login, http.MethodPost, "/api/v1/reports", program, broken)
			send(login, http.MethodPost, fmt.Sprint("/api/v1/matters/", x.id, "/commands"), program, broken)
			send(login, http.MethodPost, "/help/new", form, "%zz"+broken)
			send(login, http.MethodPost, "/help/new", "multipart/form-data; boundary=x", "--x\r\n"+broken)
		}
		for _, path := range []string{"/search?q=", "/api/v1/matters?q=", "/help?before=", "/lists/all?q=", "/find?q=",
			"/help/", "/matters/", "/r/", "/nowhere/", "/field/槿禾蕤?x="} {
			send(login, http.MethodGet, path+url.QueryEscape("槿禾蕤"), "", "")
		}
	}
	// what nobody thought of: the words cannot be written, and then nothing can
	db := part.Get[*help.Cases](x.Values).DB
	if err := db.Write(t.Context(), func(tx *store.Tx) error {
		_, err := tx.Exec(t.Context(), "ALTER TABLE sealed_words RENAME TO gone_words")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	broken := func() {
		for _, login := range []string{"clerk", "disp", nobody} {
			v := url.Values{"id": {x.NewID().String()}, "note": {"槿禾蕤"}, "who": {"槿禾蕤"}, "text": {"槿禾蕤"},
				"area": {webtest.Township.String()}, "category": {"help.child"}, "help": {"1"}}.Encode()
			send(login, http.MethodPost, at+"/note", form, v)
			send(login, http.MethodPost, "/help/new", form, v)
			send(login, http.MethodPost, "/report", form, v)
			send(login, http.MethodGet, at+"?q="+url.QueryEscape("槿禾蕤"), "", "")
			send(login, http.MethodPost, fmt.Sprint("/api/v1/matters/", x.id, "/commands"), program,
				fmt.Sprintf(`{"id":%q,"command":"comment","body":{"text":"槿禾蕤"}}`, x.NewID()))
		}
	}
	broken()
	db.Close()
	broken()
	said := x.All.String()
	for _, w := range []string{"槿禾", url.QueryEscape("槿禾"), "13711111111", fmt.Sprintf("%+q", "槿禾")[1:13]} {
		if i := strings.Index(said, w); i >= 0 {
			t.Errorf("the log holds %s: %s", w, said[max(0, i-300):min(len(said), i+200)])
		}
	}
	if statuses["422"] < 100 || statuses["404"] < 100 || statuses["500"]+statuses["503"] < 5 ||
		strings.Count(said, "level=ERROR") < 5 {
		t.Errorf("answers were %v: the test shows nothing; the log says %s", statuses, said)
	}
}
