package app

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"

	"xiaohao/app/remote"
	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

var (
	_ = register(command{"list", "-server URL [-work] [-most N] [-json|-csv] [NAME=VALUE …]", listRemote})
	_ = register(command{"show", "-server URL [-json] ID", showRemote})
	_ = register(command{"report", "-server URL [-photo FILE] [-id UUID] FIELD=VALUE …", reportRemote})
	_ = register(command{"do", "-server URL [-photo FILE] [-id UUID] ID COMMAND [FIELD=VALUE …]", doRemote})
	_ = register(command{"whoami", "-server URL [-json]", whoamiRemote})
)

// far is how a command reaches a server.
type far struct {
	server, keyFile string
	insecure, json  bool
	photos          []string
	id              string
}

func (p *Program) farFlags(fs *flag.FlagSet) *far {
	f := &far{}
	fs.StringVar(&f.server, "server", p.Env("XIAOHAO_SERVER"),
		"the city's address, https://city.example (default $XIAOHAO_SERVER)")
	fs.StringVar(&f.keyFile, "key-file", "", "file with the key (default: the key in $XIAOHAO_KEY)")
	fs.BoolVar(&f.insecure, "insecure", false, "allow plain http to another machine")
	return f
}

// writeFlags are those of a command that writes.
func (f *far) writeFlags(fs *flag.FlagSet) {
	fs.Func("photo", "photo to send along; may be given several times", func(s string) error {
		f.photos = append(f.photos, s)
		return nil
	})
	fs.StringVar(&f.id, "id", "", "id of the command, to try again one of which no answer came: it is done once")
}

// farWords reads the command line. A key never stands there, where every program of the machine can read it.
func farWords(fs *flag.FlagSet, args []string, least, most int) ([]string, error) {
	for _, a := range args {
		if i := strings.Index(a, remote.KeyMark); i >= 0 && len(a)-i > 40 {
			return nil, fault.New(fault.Invalid, "remote_key_told")
		}
	}
	return parse(fs, args, least, most)
}

// reach makes the client.
func (p *Program) reach(f *far) (*remote.Client, error) {
	key := p.Env("XIAOHAO_KEY")
	if f.keyFile != "" {
		b, err := os.ReadFile(f.keyFile)
		if err != nil {
			return nil, fault.New(fault.Invalid, "remote_key_file", "file", f.keyFile).By(err)
		}
		if s, err := os.Stat(f.keyFile); err == nil && s.Mode().Perm()&0o077 != 0 && os.PathSeparator == '/' {
			fmt.Fprintln(p.Err, p.say("cli.remote.key_open", "file", f.keyFile))
		}
		key = string(b)
	}
	return remote.New(remote.Options{Server: f.server, Key: strings.TrimSpace(key), Lang: p.lang, Insecure: f.insecure,
		Version: Version})
}

func listRemote(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	f := p.farFlags(fs)
	work := fs.Bool("work", false, "what waits for you, instead of a list")
	most := fs.Int("most", 1000, "how many matters at most")
	asCSV := fs.Bool("csv", false, "CSV")
	fs.BoolVar(&f.json, "json", false, "one JSON object on one line")
	words, err := farWords(fs, args, 0, 100)
	if err != nil {
		return err
	}
	if *most < 1 || *asCSV && f.json {
		return usage{fmt.Errorf("list: -most of 1 or more; one of -json and -csv")}
	}
	filter, err := remote.Filter(words)
	if err != nil {
		return err
	}
	c, err := p.reach(f)
	if err != nil {
		return err
	}
	out := p.rows(f.json, *asCSV)
	b, got := p.bar(p.say("cli.list.bar")), 0
	more, err := c.List(ctx, *work, filter, *most, func(rows []remote.Row) error {
		if got > 0 {
			b.at(int64(got), 0)
		}
		got += len(rows)
		return out.put(rows)
	})
	if err == nil {
		err = out.end(more)
	}
	if more {
		fmt.Fprintln(p.Err, p.say("cli.list.more", "n", strconv.Itoa(got)))
	}
	return err
}

// rowsOut writes the rows of a list as somebody wants them.
type rowsOut struct {
	put func([]remote.Row) error
	end func(more bool) error
}

func (p *Program) rows(asJSON, asCSV bool) rowsOut {
	switch {
	case asJSON:
		all := []json.RawMessage{}
		return rowsOut{func(rows []remote.Row) error {
			for _, r := range rows {
				all = append(all, r.Raw)
			}
			return nil
		}, func(more bool) error {
			return json.NewEncoder(p.Out).Encode(map[string]any{"matters": all, "more": more})
		}}
	case asCSV:
		w := csv.NewWriter(p.Out)
		_ = w.Write([]string{"id", "number", "kind", "state", "area", "category", "severity", "due",
			"reported_at", "title",
			"place"}) // an error stays until Flush
		return rowsOut{func(rows []remote.Row) error {
			for _, r := range rows {
				_ = w.Write([]string{strconv.FormatInt(r.ID, 10), harmless(r.Number), r.Kind, r.State,
					r.Area, r.Category,
					r.Severity, lang.ISO(r.Due), lang.ISO(r.Reported), harmless(r.Title), harmless(r.Place)})
			}
			w.Flush()
			return w.Error()
		}, func(bool) error { w.Flush(); return w.Error() }}
	}
	return rowsOut{func(rows []remote.Row) error {
		for _, r := range rows {
			if _, err := fmt.Fprintf(p.Out, "%d\t%s\t%s\t%s\t%s\n", r.ID, p.say("state."+r.State),
				p.due(r.Due), r.Number,
				r.Title); err != nil {
				return err
			}
		}
		return nil
	}, func(bool) error { return nil }}
}

// due says until when, "-" for no deadline.
func (p *Program) due(at calendar.Instant) string {
	if at == 0 {
		return "-"
	}
	return lang.Due(p.lang, p.Now(), at)
}

// harmless keeps a cell from running as a formula where somebody opens the file in a spreadsheet.
func harmless(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}

// longestHistory is how many steps of a matter are shown.
const longestHistory = 5000

func showRemote(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	f := p.farFlags(fs)
	fs.BoolVar(&f.json, "json", false, "one JSON object on one line")
	words, err := farWords(fs, args, 1, 1)
	if err != nil {
		return err
	}
	id, err := matterID(words[0])
	if err != nil {
		return err
	}
	c, err := p.reach(f)
	if err != nil {
		return err
	}
	m, err := c.Matter(ctx, id)
	if err != nil {
		return err
	}
	history, err := c.History(ctx, id, longestHistory)
	if err != nil {
		return err
	}
	if f.json {
		steps := []json.RawMessage{}
		for _, e := range history {
			steps = append(steps, e.Raw)
		}
		return json.NewEncoder(p.Out).Encode(map[string]any{"matter": m.Raw, "history": steps})
	}
	p.show(p.Out, m, history)
	return nil
}

// show says what matters first: how it stands, until when, with whom, what can be done.
func (p *Program) show(w io.Writer, m remote.Matter, history []remote.Entry) {
	line := func(parts ...string) {
		if s := strings.Join(full(parts), " · "); s != "" {
			fmt.Fprintln(w, s)
		}
	}
	line(fmt.Sprintf("#%d", m.ID), m.Number, m.Title)
	light := ""
	if m.Light != "" && m.Light != "none" {
		light = p.say("light." + m.Light)
	}
	line(p.say("state."+m.State), light, lang.Due(p.lang, p.Now(), m.Due))
	line(m.LeadName, m.AreaName, m.Place)
	if m.Text != m.Title {
		line(m.Text)
	}
	var may []string
	for _, name := range m.May {
		may = append(may, p.say("command."+name)+" "+name)
	}
	if len(may) > 0 {
		fmt.Fprintln(w, p.say("cli.show.may", "list", strings.Join(may, ", ")))
	}
	fmt.Fprintln(w)
	for _, e := range history {
		line(lang.DateTime(p.lang, e.At), p.say("event."+e.Type), e.Unit, e.Name)
	}
}

// full leaves out what is empty.
func full(list []string) (out []string) {
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

func matterID(s string) (int64, error) {
	n, err := strconv.ParseInt(strings.TrimPrefix(s, "#"), 10, 64)
	if err != nil || n <= 0 {
		return 0, fault.New(fault.Invalid, "remote_id", "word", s)
	}
	return n, nil
}

func reportRemote(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	f := p.farFlags(fs)
	f.writeFlags(fs)
	words, err := farWords(fs, args, 1, 100)
	if err != nil {
		return err
	}
	return p.write(ctx, f, matter.CmdReport, words, func(c *remote.Client, id string,
		body map[string]any) (remote.Done, error) {
		return c.Report(ctx, id, body)
	})
}

func doRemote(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	f := p.farFlags(fs)
	f.writeFlags(fs)
	words, err := farWords(fs, args, 2, 100)
	if err != nil {
		return err
	}
	n, err := matterID(words[0])
	if err != nil {
		return err
	}
	name := matter.CommandName(words[1])
	if name == matter.CmdReport {
		return fault.New(fault.Invalid, "command_unknown", "command", string(name))
	}
	return p.write(ctx, f, name, words[2:], func(c *remote.Client, id string,
		body map[string]any) (remote.Done, error) {
		return c.Do(ctx, id, n, string(name), body)
	})
}

// write sends one command. Its id is told where nobody knows what became of it: under the same id it is done once.
func (p *Program) write(ctx context.Context, f *far, name matter.CommandName, words []string,
	send func(*remote.Client, string, map[string]any) (remote.Done, error)) error {
	if f.id == "" {
		f.id = p.newID().String()
	} else if _, err := ledger.ParseID(f.id); err != nil {
		return fault.New(fault.Invalid, "command_id").On("id")
	}
	c, err := p.reach(f)
	if err != nil {
		return err
	}
	photos := []string{}
	body, err := c.Body(ctx, name, words, nil) // what is wrong with the words is told before anything is sent
	for i := 0; err == nil && i < len(f.photos); i++ {
		var b []byte
		if b, err = os.ReadFile(f.photos[i]); err != nil {
			return fault.New(fault.Invalid, "remote_photo_file", "file", f.photos[i]).By(err)
		}
		var token string
		token, err = c.Photo(ctx, b)
		photos = append(photos, token)
	}
	if err == nil && len(photos) > 0 {
		body, err = c.Body(ctx, name, words, photos)
	}
	if err != nil {
		return err
	}
	done, err := send(c, f.id, body)
	if err != nil {
		if k := fault.Of(err).Kind; k == fault.Unavailable || k == fault.Busy || k == fault.Internal {
			fmt.Fprintln(p.Err, p.say("cli.write.unsure", "id", f.id)) // an interrupt is Internal too
		}
		return err
	}
	said := "cli.write.done"
	if done.Repeated {
		said = "cli.write.repeated"
	}
	fmt.Fprintln(p.Err, p.say(said, "id", f.id, "command", p.say("command."+string(name))))
	fmt.Fprintln(p.Out, done.Matter)
	return nil
}

func whoamiRemote(ctx context.Context, p *Program, fs *flag.FlagSet, args []string) error {
	f := p.farFlags(fs)
	fs.BoolVar(&f.json, "json", false, "one JSON object on one line")
	if _, err := farWords(fs, args, 0, 0); err != nil {
		return err
	}
	c, err := p.reach(f)
	if err != nil {
		return err
	}
	me, err := c.Me(ctx)
	if err != nil {
		return err
	}
	if f.json {
		return json.NewEncoder(p.Out).Encode(me)
	}
	fmt.Fprintln(p.Out, me.Name)
	for _, x := range me.Posts {
		fmt.Fprintf(p.Out, "%s\t%s\n", p.say("post."+x.Kind), x.Area)
	}
	if len(me.Reach) > 0 {
		fmt.Fprintln(p.Out, p.say("cli.whoami.reach", "reach", strings.Join(me.Reach, " ")))
	}
	return nil
}
