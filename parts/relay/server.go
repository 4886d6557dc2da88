package relay

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/platform/georeport"
	"xiaohao/platform/store"
)

// Server is a server of another body.
type Server struct {
	ID      int64
	Name    string
	Hosts   []string // inside the own network, allowed by an administrator
	Media   string   // what goes along of photos: NoMedia, LinkMedia, FileMedia
	Enabled bool
	Wire

	Services []georeport.Service // what it said that it takes
	Fetched  calendar.Instant    // when it said so, 0 for never
	Answered calendar.Instant    // when it answered last, 0 for never
	Problem  string              // why it cannot be used now, a word of georeport; "" for nothing
	Again    calendar.Instant    // when it is tried again

	updates calendar.Instant // up to when its updates were read; noUpdates where it has none
	fails   int
}

// Wire is the part of a server that lies sealed.
type Wire struct {
	Base         string `json:"base"`
	Jurisdiction string `json:"jurisdiction,omitempty"`
	Key          string `json:"key,omitempty"`
	Format       string `json:"format,omitempty"`
}

// What goes along of the photos that were let out.
const (
	NoMedia   = "none"
	LinkMedia = "link" // the address of the first one on our public pages
	FileMedia = "file" // the pictures
)

// Medias lists them.
func Medias() []string { return []string{NoMedia, LinkMedia, FileMedia} }

const noUpdates = -1

// Host is where a server is, for people to recognise it.
func (s *Server) Host() string {
	u, err := url.Parse(s.Base)
	if err != nil {
		return ""
	}
	return u.Host
}

func (s *Server) wire() georeport.Server {
	return georeport.Server{Base: s.Base, Jurisdiction: s.Jurisdiction, Key: s.Key, AllowHosts: s.Hosts,
		Format: s.Format}
}

// top is the city's area: only who administers the whole of it decides where its matters go.
func (x *Relay) top() area.Code { return area.Code(x.City * 1e8) }

func (x *Relay) administers(caller org.Caller) error {
	if !x.Org().MayAdminister(caller, x.top()) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return nil
}

const serverColumns = `SELECT id, name, hosts, media, enabled, sealed, services, fetched, answered, updates, fails,
	again,
	problem FROM relay_servers WHERE city = $1`

func (x *Relay) servers(ctx context.Context, r store.Reader) (out []Server, err error) {
	err = store.Each(ctx, r, func(rows *sql.Rows) error {
		s, err := x.scanServer(ctx, rows.Scan)
		out = append(out, s)
		return err
	}, serverColumns+" ORDER BY id", x.City)
	return out, err
}

func (x *Relay) server(ctx context.Context, r store.Reader, id int64) (Server, error) {
	s, err := x.scanServer(ctx, r.QueryRow(ctx, serverColumns+" AND id = $2", x.City, id).Scan)
	if errors.Is(err, sql.ErrNoRows) {
		return s, fault.New(fault.Missing, "relay_server_missing")
	}
	return s, store.Explain(err)
}

// scanServer reads a row. One that was sealed under another secret can be seen and set anew, and sends nothing.
func (x *Relay) scanServer(ctx context.Context, scan func(...any) error) (s Server, err error) {
	var hosts, services string
	var sealed []byte
	if err := scan(&s.ID, &s.Name, &hosts, &s.Media, &s.Enabled, &sealed, &services, &s.Fetched,
		&s.Answered, &s.updates,
		&s.fails, &s.Again, &s.Problem); err != nil {
		return s, err
	}
	s.Hosts = strings.Fields(hosts)
	plain, err := x.box.Show(sealed)
	if err == nil {
		err = json.Unmarshal(plain, &s.Wire)
	}
	if err != nil {
		s.Enabled = false
		x.Log.WarnContext(ctx, "server of another body cannot be read", "server", s.ID, "error", err.Error())
	}
	if services != "" {
		err = json.Unmarshal([]byte(services), &s.Services)
	} else {
		err = nil
	}
	return s, err
}

// Servers lists the servers. Only an administrator of the city.
func (x *Relay) Servers(ctx context.Context, caller org.Caller) ([]Server, error) {
	if err := x.administers(caller); err != nil {
		return nil, err
	}
	return x.servers(ctx, x.DB.Read())
}

// Server is one of them.
func (x *Relay) Server(ctx context.Context, caller org.Caller, id int64) (Server, error) {
	if err := x.administers(caller); err != nil {
		return Server{}, err
	}
	return x.server(ctx, x.DB.Read(), id)
}

// Discover says what is found at an address. Only an administrator of the city. The fault is relay_server with the word
// of georeport that says why.
func (x *Relay) Discover(ctx context.Context, caller org.Caller, address string,
	hosts []string) (georeport.Found, error) {
	if err := x.administers(caller); err != nil {
		return georeport.Found{}, err
	}
	f, err := x.client.Discover(ctx, address, hosts)
	return f, explained(err)
}

// explained is an error of a server for the person who asked for something there.
func explained(err error) error {
	var e *georeport.Error
	if err == nil || !errors.As(err, &e) {
		return err
	}
	return Trouble(string(e.Why), e.Said).By(err)
}

// Trouble is why a server could not be used, a word of georeport, as a fault that has a sentence.
func Trouble(why, said string) *fault.Error {
	return fault.New(fault.Conflict, fmt.Sprintf("relay_%s", why), "said", said)
}

// SetServer makes a server (ID 0) or changes it, and asks it what it takes; a key that is left empty stays as it is
// while the address does. Only an administrator of the city. Faults: relay_name, relay_base, choice_missing,
// relay_server_missing, not_allowed. That it does not answer is no fault: its page says so.
func (x *Relay) SetServer(ctx context.Context, caller org.Caller, s Server) (int64, error) {
	if err := x.administers(caller); err != nil {
		return 0, err
	}
	s.Name, s.Base = strings.TrimSpace(s.Name), strings.TrimRight(strings.TrimSpace(s.Base), "/")
	if s.Name == "" {
		return 0, fault.New(fault.Invalid, "relay_name").On("name")
	}
	if !slices.Contains(Medias(), s.Media) {
		return 0, fault.New(fault.Invalid, "choice_missing").On("media")
	}
	err := x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		all, err := x.servers(ctx, tx)
		if err != nil {
			return err
		}
		if s.ID == 0 {
			s.ID = 1
			for _, y := range all {
				s.ID = max(s.ID, y.ID+1)
			}
		} else if i := slices.IndexFunc(all, func(y Server) bool { return y.ID == s.ID }); i < 0 {
			return fault.New(fault.Missing, "relay_server_missing")
		} else {
			s.keep(all[i])
		}
		if !s.wire().Usable() {
			return fault.New(fault.Invalid, "relay_base").On("base")
		}
		return x.putServer(ctx, tx, s)
	})
	if err != nil || !s.Enabled {
		return s.ID, err
	}
	_, err = x.Fetch(ctx, caller, s.ID)
	if code := fault.Code(err); strings.HasPrefix(code, "relay_") {
		err = nil
	}
	return s.ID, err
}

// keep fills in what a form does not show again. A key is not taken to another host.
func (s *Server) keep(old Server) {
	if s.Base == "" {
		s.Base = old.Base
	}
	if s.Key == "" && s.Host() == old.Host() {
		s.Key = old.Key
	}
	if s.Base == old.Base {
		s.Format = old.Format
	}
	s.Services, s.Fetched, s.Answered, s.updates = old.Services, old.Fetched, old.Answered, old.updates
}

func (x *Relay) putServer(ctx context.Context, tx *store.Tx, s Server) error {
	plain, err := json.Marshal(s.Wire)
	if err != nil {
		return err
	}
	sealed, err := x.box.Hide(plain)
	if err != nil {
		return err
	}
	services, err := json.Marshal(s.Services)
	if err != nil {
		return err
	}
	_, err = tx.Exec(ctx, `INSERT INTO relay_servers (city, id, name, hosts, media, enabled, sealed, services, fetched,
		answered, updates, fails, again, problem) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
		ON CONFLICT (city, id) DO UPDATE SET name = excluded.name, hosts = excluded.hosts, media = excluded.media,
		enabled = excluded.enabled, sealed = excluded.sealed, services = excluded.services, fetched = excluded.fetched,
		answered = excluded.answered, updates = excluded.updates, fails = excluded.fails, again = excluded.again,
		problem = excluded.problem`, x.City, s.ID, s.Name, strings.Join(s.Hosts, " "), s.Media, flag(s.Enabled), sealed,
		string(services), s.Fetched, s.Answered, s.updates, s.fails, s.Again, s.Problem)
	return err
}

// Fetch asks a server what it takes. Only an administrator of the city. Faults: relay_server_missing, and relay_ with
// the word of georeport that says why it did not answer.
func (x *Relay) Fetch(ctx context.Context, caller org.Caller, id int64) ([]georeport.Service, error) {
	s, err := x.Server(ctx, caller, id)
	if err != nil {
		return nil, err
	}
	list, asked := x.client.Services(ctx, s.wire())
	err = x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		now, err := x.server(ctx, tx, id)
		if err != nil {
			return err
		}
		var e *georeport.Error
		if errors.As(asked, &e) {
			now.Problem = string(e.Why)
			return x.putServer(ctx, tx, now)
		}
		for i := range list {
			list[i].Description = "" // nobody reads it here
		}
		now.Services, now.Fetched, now.Answered = list, x.Now(), x.Now()
		now.Format, now.Problem, now.fails, now.Again = x.client.Format(s.wire()), "", 0, 0
		return x.putServer(ctx, tx, now)
	})
	if err == nil {
		err = explained(asked)
	}
	return list, err
}

func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}
