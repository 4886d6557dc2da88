package doors

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"pgregory.net/rapid"

	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/care"
	"xiaohao/parts/help"
)

// handOut hands the case of a person in need outside by a sealed paper, with a secret in every field, and maybe has its
// receiver open it and say who he is. Whoever walks finds the sheet: he knows its address, and no code.
func (w *world) handOut(rt *rapid.T, id int64, name string) {
	x := part.Get[*help.Cases](w.Values)
	way := rapid.SampledFrom(care.OutWays()).Draw(rt, name+" way")
	made, err := x.Send(w.ctx, w.who("disp"), w.NewID(), id, help.Send{Kind: "police", Way: way,
		To: "派出所" + w.plant(name+" receiver"), For: "接走" + w.plant(name+" purpose"),
		Back: "办公室" + w.plant(name+" office"), Share: []string{"text", "place"}})
	if err != nil {
		rt.Fatal(err)
	}
	p, _, err := x.Paper(w.ctx, w.who("disp"), id, made.N)
	if err != nil {
		rt.Fatal(err)
	}
	w.papers = append(w.papers, p.Address)
	w.secrets[made.Code] = name + " code"
	if !rapid.Bool().Draw(rt, name+" is opened") {
		return
	}
	session, err := x.Enter(w.ctx, w.NewID(), p.Address, made.Code)
	if err != nil {
		rt.Fatal(err)
	}
	w.secrets[strings.ToLower(session)] = name + " session"
	if err := x.Reply(w.ctx, w.NewID(), p.Address, session, care.OutTakes, help.Reply{
		Name: "王" + w.plant(name+" who took it"), Phone: w.number(name + " phone of who took it")}); err != nil {
		rt.Fatal(err)
	}
}

// tries types a wrong code at every paper: the answer is that of an address that leads nowhere, and holds no secret.
func (v *walker) tries() {
	said := map[string]bool{}
	for _, address := range append([]string{"00000000000000000000"}, v.papers...) {
		form := url.Values{"id": {v.NewID().String()}, "code": {"00000 00000"}}
		r, err := http.NewRequest(http.MethodPost, v.url+"/s/"+address, strings.NewReader(form.Encode()))
		if err != nil {
			v.rt.Fatal(err)
		}
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if status, _ := v.ask(r); status != http.StatusNotFound {
			v.rt.Errorf("a wrong code at %s is answered %d", address, status)
		}
		r.Body = io.NopCloser(strings.NewReader(form.Encode()))
		res, err := v.client.Do(r)
		if err != nil {
			v.rt.Fatal(err)
		}
		b, err := io.ReadAll(res.Body)
		res.Body.Close()
		if err != nil {
			v.rt.Fatal(err)
		}
		said[strings.ReplaceAll(volatile.ReplaceAllString(string(b), ""), address, "")] = true
	}
	if len(said) != 1 {
		v.rt.Errorf("a wrong code tells papers apart: %d answers", len(said))
	}
}

// paper hands a case outside, and gives the addresses that are asked then: its page, its sheet, its door, the door with
// the right code not typed.
func (o *staff) paper(login string, id int64) []string {
	o.t.Helper()
	ctx, x := context.Background(), part.Get[*help.Cases](o.Values)
	p, _ := o.Org().PersonByLogin(login)
	made, err := x.Send(ctx, p.Caller(), o.NewID(), id, help.Send{Kind: "shelter", Way: care.OutReferral,
		To: "槿禾蕤救助站", For: "接走槿禾蕤", Back: "办公室", Share: []string{"text"}})
	if err != nil {
		o.t.Fatal(err)
	}
	sheet, _, err := x.Paper(ctx, p.Caller(), id, made.N)
	if err != nil {
		o.t.Fatal(err)
	}
	if s, err := x.Seen(ctx, sheet.Address, o.opened(sheet.Address, made.Code)); err != nil || s.Shared == nil ||
		!strings.Contains(s.Shared.For, "槿禾蕤") {
		o.t.Fatalf("who has the code reads %+v: %v", s, err)
	}
	if _, err := x.Sheet(ctx, org.Caller{Paper: id}, id); err == nil {
		o.t.Error("who came by a paper reads the case")
	}
	at := "/help/" + strconv.FormatInt(id, 10) + "/outside"
	return []string{at, at + "/1", "/s/" + sheet.Address}
}

func (o *staff) opened(address, code string) string {
	session, err := part.Get[*help.Cases](o.Values).Enter(context.Background(), o.NewID(), address, code)
	if err != nil {
		o.t.Fatal(err)
	}
	return session
}
