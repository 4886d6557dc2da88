package app

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"strconv"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

var _ = register(command{"user", "[-data DIR] add|password|logout|list [LOGIN]", user})

// user makes the first administrator of a new city, resets a password, logs somebody out everywhere, or lists who can
// log in.
func user(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	at := p.dataFlags(fs)
	name := fs.String("name", "", "add: the person's name")
	post := fs.String("post", "administrator", "add: the post")
	where := fs.String("area", "", "add: area code of the post (default the whole city)")
	unit := fs.String("unit", "", "add: unit code, for posts in a unit")
	password := fs.String("password", "", "the password; by default it is read from standard input")
	keep := fs.Bool("keep", false, "do not ask for a new password at the first login")
	words, err := parse(fs, args, 1, 2)
	if err != nil {
		return err
	}
	n, known := map[string]int{"list": 1, "add": 2, "password": 2, "logout": 2}[words[0]]
	if !known || n != len(words) {
		return usage{fmt.Errorf("user: add LOGIN, password LOGIN, logout LOGIN or list")}
	}
	c, err := p.openCity(ctx, at)
	if err != nil {
		return err
	}
	switch words[0] {
	case "list":
		for _, person := range c.Org().People() {
			fmt.Fprintf(p.Out, "%s\t%s\t%s\n", person.Login, person.Name, posts(c.Org(), person))
		}
	case "add":
		err = p.addUser(ctx, c, words[1], *name, org.Post{Kind: matter.Post(*post)}, *where, *unit)
		if err == nil {
			err = p.setPassword(ctx, c, words[1], *password, !*keep)
		}
	case "logout":
		err = p.logout(ctx, c, words[1])
	case "password":
		err = p.setPassword(ctx, c, words[1], *password, !*keep)
	}
	return errors.Join(err, c.Close())
}

func (p *Program) addUser(ctx context.Context, c *opened, login, name string, post org.Post, where, unit string) error {
	post.Area = area.Code(c.Desk.City() * 1e8)
	if where != "" {
		a, err := area.Parse(where)
		if err != nil {
			return fault.New(fault.Invalid, "area_unknown", "code", where).By(err)
		}
		post.Area = a
	}
	if unit != "" {
		u, ok := c.Org().UnitByCode(unit)
		if !ok {
			return fault.New(fault.Invalid, "unit_unknown", "unit", unit)
		}
		post.Unit, post.Area = u.ID, u.Area
	}
	if name == "" {
		name = login
	}
	_, err := c.Change(ctx, org.Caller{System: true}, p.newID(),
		[]org.Change{&org.PersonSet{Login: login, Name: name, Posts: []org.Post{post}}})
	return err
}

// logout ends every session of a person. His keys stay: a new password ends them.
func (p *Program) logout(ctx context.Context, c *opened, login string) error {
	person, ok := c.Org().PersonByLogin(login)
	if !ok {
		return fault.New(fault.Invalid, "person_unknown", "login", login)
	}
	list, err := c.Auth.Sessions(ctx, person.ID)
	if err == nil {
		err = c.Auth.EndAll(ctx, person.ID)
	}
	if err == nil {
		fmt.Fprintln(p.Out, p.say("cli.user.logout", "login", login, "n", strconv.Itoa(len(list))))
	}
	return err
}

func (p *Program) setPassword(ctx context.Context, c *opened, login, password string, change bool) error {
	person, ok := c.Org().PersonByLogin(login)
	if !ok {
		return fault.New(fault.Invalid, "person_unknown", "login", login)
	}
	if password == "" {
		fmt.Fprint(p.Err, p.say("cli.user.password", "login", login))
		line, err := bufio.NewReader(p.In).ReadString('\n')
		if err != nil && line == "" {
			return usage{fmt.Errorf("user: no password given")}
		}
		password = strings.TrimRight(line, "\r\n")
	}
	return c.SetPassword(ctx, org.Caller{System: true}, person, password, change)
}

func posts(o *org.Org, person org.Person) string {
	var out []string
	for _, x := range person.Posts {
		s := string(x.Kind) + "@" + x.Area.String()
		if u, ok := o.Unit(x.Unit); ok {
			s += "/" + u.Code
		}
		out = append(out, s)
	}
	return strings.Join(out, " ")
}
