package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"text/tabwriter"

	"xiaohao/core/org"
	"xiaohao/loop/matter"
	"xiaohao/tools/demo"
)

var _ = register(command{"demo", "[-data DIR]", makeDemo})

// makeDemo makes the demo city, once: a folder with a city in it is left as it is.
func makeDemo(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	if _, err := parse(fs, args, 0, 0); err != nil {
		return err
	}
	if _, err := os.Stat(filepath.Join(at.dir, "xiaohao.db")); err == nil {
		fmt.Fprintln(p.Out, p.say("cli.demo.kept", "dir", at.dir))
	} else if err := p.tell(ctx, at); err != nil {
		return err
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	p.logins(c)
	err = p.demoKey(ctx, c)
	return errors.Join(err, c.Close())
}

// demoFile says how programs and people come into the demo.
type demoFile struct {
	Open311 string      `json:"open311"` // a key for posting
	Logins  []demoLogin `json:"logins"`
}

type demoLogin struct {
	Login    string      `json:"login"`
	Password string      `json:"password"`
	Post     matter.Post `json:"post"`
}

// demoKey prints the demo's key for programs that post by Open311, and keeps it in demo.json with the logins. A key
// that is over is made anew.
func (p *Program) demoKey(ctx context.Context, c *opened) error {
	path := filepath.Join(c.dir, "demo.json")
	var f demoFile
	if b, err := os.ReadFile(path); err == nil {
		_ = json.Unmarshal(b, &f) // one that was spoilt is made anew
	}
	if _, _, err := c.Auth.ServiceKey(ctx, f.Open311, org.ReachOpen311); err != nil {
		if f.Open311, _, err = c.NewServiceKey(ctx, org.Caller{System: true}, org.Key{Name: p.say("cli.demo.key"),
			Reach: org.Reaches{org.ReachOpen311}}); err != nil {
			return err
		}
	}
	f.Logins = nil
	for _, l := range demo.Logins() {
		if person, ok := c.Org().PersonByLogin(l); ok && len(person.Posts) > 0 {
			f.Logins = append(f.Logins, demoLogin{l, demo.Password, person.Posts[0].Kind})
		}
	}
	b, err := json.MarshalIndent(f, "", "  ")
	if err != nil {
		return err
	}
	if err := os.WriteFile(path, append(b, '\n'), 0o600); err != nil {
		return err
	}
	fmt.Fprintln(p.Out, "open311", f.Open311)
	return nil
}

// tell makes the demo beside the folder and moves it in when it is whole, so that an interrupted demo leaves nothing
// behind.
func (p *Program) tell(ctx context.Context, at *place) error {
	end := p.Now()
	clock := demo.NewClock(end)
	q := *p
	q.Now = clock.Now
	making := &place{dir: at.dir + ".making"}
	if err := os.RemoveAll(making.dir); err != nil {
		return err
	}
	defer os.RemoveAll(making.dir)
	c, err := q.openCity(ctx, making)
	if err != nil {
		return err
	}
	b := p.bar(p.say("cli.demo.bar"))
	err = demo.Fill(ctx, c.City, clock, end, b.at)
	b.end()
	if err == nil {
		err = q.openDemo(ctx, c)
	}
	if err == nil {
		err = c.Ledger().CatchUp(ctx)
	}
	if err := errors.Join(err, c.Close()); err != nil {
		return err
	}
	return moveInto(making.dir, at.dir)
}

// openDemo puts the demo's own policy in force, once its story is told, and makes the open data that it gives out.
func (p *Program) openDemo(ctx context.Context, c *opened) error {
	src, err := demo.Policy()
	if err != nil {
		return err
	}
	if err := c.SetPolicy(ctx, org.Caller{System: true}, p.newID(), src); err != nil {
		return err
	}
	if err := demo.OpenData(ctx, c.City, p.newID()); err != nil {
		return err
	}
	return os.WriteFile(c.policyFile(), src, 0o600)
}

// moveInto moves everything in a folder into another one, the database last, since it is what says that a city is
// there.
func moveInto(from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	const database = "xiaohao.db"
	list, err := os.ReadDir(from)
	if err != nil {
		return err
	}
	for _, e := range list {
		if e.Name() == database {
			continue
		}
		if err := os.Rename(filepath.Join(from, e.Name()), filepath.Join(to, e.Name())); err != nil {
			return err
		}
	}
	return os.Rename(filepath.Join(from, database), filepath.Join(to, database))
}

// logins prints one login for each post.
func (p *Program) logins(c *opened) {
	w := tabwriter.NewWriter(p.Out, 0, 4, 2, ' ', 0)
	for _, l := range demo.Logins() {
		person, ok := c.Org().PersonByLogin(l)
		if !ok || len(person.Posts) == 0 {
			continue
		}
		post := person.Posts[0]
		fmt.Fprintf(w, "  %s\t%s\t%s\t%s\n", l, demo.Password, p.say("post."+string(post.Kind)),
			c.Org().Tree().FullName(post.Area))
	}
	w.Flush()
}
