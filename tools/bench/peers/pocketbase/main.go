// Command pocketbase is PocketBase as its makers ship it, with the two collections of the comparison and one login.
//
// Nothing of PocketBase is tuned but the batch API, which is off by default and fills the collection quicker. With
// PB_SYNCHRONOUS=FULL in the environment a commit waits for the disk, as Xiaohao's does; without it PocketBase keeps
// its own setting, NORMAL.
package main

import (
	"log"
	"os"
	"strings"

	"github.com/pocketbase/dbx"
	"github.com/pocketbase/pocketbase"
	"github.com/pocketbase/pocketbase/core"
	"github.com/pocketbase/pocketbase/tools/types"
)

// The login of the loader, the same as its defaults.
const (
	email    = "staff@example.com"
	password = "bench bench bench"
)

func main() {
	app := pocketbase.NewWithConfig(pocketbase.Config{DBConnect: connect})
	app.OnServe().BindFunc(func(e *core.ServeEvent) error {
		for _, step := range []func(core.App) error{batch, matters, counters, staff} {
			if err := step(e.App); err != nil {
				return err
			}
		}
		return e.Next()
	})
	if err := app.Start(); err != nil {
		log.Fatal(err)
	}
}

// pragmas are PocketBase's own, in its order (core/db_connect.go).
const pragmas = "?_pragma=busy_timeout(10000)&_pragma=journal_mode(WAL)&_pragma=journal_size_limit(200000000)&" +
	"_pragma=synchronous(NORMAL)" +
	"&_pragma=foreign_keys(ON)&_pragma=temp_store(MEMORY)&_pragma=cache_size(-32000)"

// connect opens a database as PocketBase would, or durably where that is asked for.
func connect(path string) (*dbx.DB, error) {
	if os.Getenv("PB_SYNCHRONOUS") != "FULL" {
		return core.DefaultDBConnect(path)
	}
	return dbx.Open("sqlite", path+strings.Replace(pragmas, "synchronous(NORMAL)", "synchronous(FULL)", 1))
}

// batch opens the batch API to a thousand creates a request.
func batch(app core.App) error {
	s := app.Settings()
	s.Batch.Enabled, s.Batch.MaxRequests, s.Batch.Timeout = true, 1000, 60
	return app.Save(s)
}

// matters is the collection with the fields of a report. Everybody may report, who is logged in may read and change:
// Xiaohao's rules at their plainest.
func matters(app core.App) error {
	if _, err := app.FindCollectionByNameOrId("matters"); err == nil {
		return nil
	}
	c := core.NewBaseCollection("matters")
	loggedIn := types.Pointer("@request.auth.id != ''")
	c.CreateRule, c.ListRule, c.ViewRule, c.UpdateRule = types.Pointer(""), loggedIn, loggedIn, loggedIn
	c.Fields.Add(
		&core.TextField{Name: "title", Required: true, Max: 200},
		&core.TextField{Name: "text", Max: 5000},
		&core.TextField{Name: "place", Max: 200},
		&core.TextField{Name: "area", Required: true, Pattern: `^\d{12}$`},
		&core.TextField{Name: "category", Max: 50},
		&core.TextField{Name: "state", Required: true, Max: 20},
		&core.NumberField{Name: "lat"},
		&core.NumberField{Name: "lng"},
		&core.AutodateField{Name: "created", OnCreate: true},
	)
	c.AddIndex("matters_state", false, "state, created", "")
	c.AddIndex("matters_area", false, "area", "")
	return app.Save(c)
}

// counters is what PocketBase offers for figures: a view collection.
func counters(app core.App) error {
	if _, err := app.FindCollectionByNameOrId("counters"); err == nil {
		return nil
	}
	c := core.NewViewCollection("counters")
	c.ListRule = types.Pointer("@request.auth.id != ''")
	c.ViewQuery = "SELECT state AS id, COUNT(*) AS n FROM matters GROUP BY state"
	return app.Save(c)
}

// staff is the login that reads and changes.
func staff(app core.App) error {
	if _, err := app.FindAuthRecordByEmail("users", email); err == nil {
		return nil
	}
	users, err := app.FindCollectionByNameOrId("users")
	if err != nil {
		return err
	}
	r := core.NewRecord(users)
	r.SetEmail(email)
	r.SetPassword(password)
	r.SetVerified(true)
	return app.Save(r)
}
