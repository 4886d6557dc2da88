package admin

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// healthz says that the program runs.
func healthz(c *kit.Call) error { return plain(c, http.StatusOK, "ok\n") }

// readyz says whether a command can be taken, and which parts fail meanwhile; never why, since everybody may ask.
func readyz(c *kit.Call) error {
	if err := c.Desk.Ready(c.Ctx); err != nil {
		return plain(c, http.StatusServiceUnavailable, "not ready\n")
	}
	if failing := inTrouble(c.House.Troubles(), nil); len(failing) > 0 {
		return plain(c, http.StatusOK, "degraded: "+strings.Join(failing, ", ")+"\n")
	}
	return plain(c, http.StatusOK, "ready\n")
}

func plain(c *kit.Call, status int, text string) error {
	c.W.Header().Set("Content-Type", "text/plain; charset=utf-8")
	c.W.Header().Set("Cache-Control", "no-store")
	c.W.WriteHeader(status)
	_, err := c.W.Write([]byte(text))
	return err
}

// inTrouble names the parts that fail or have set something aside, each once, sorted.
func inTrouble(troubles []part.Trouble, aside []part.Item) []string {
	var names []string
	for _, t := range troubles {
		names = append(names, t.Part)
	}
	for _, i := range aside {
		names = append(names, i.Part)
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// overCity says whether the caller administers the whole city: what fails in the program is for him, because an error
// may name what others must not read.
func overCity(c *kit.Call) bool { return c.Org.MayAdminister(c.Who.Caller, c.Top()) }

// health is how the parts do: first in one sentence, then part by part what fails and what was set aside.
func health(c *kit.Call) error {
	if !overCity(c) {
		return fault.New(fault.Denied, "not_allowed")
	}
	troubles, aside := c.House.Troubles(), c.House.Aside()
	p := &Health{Frame: c.Frame("admin", c.T("admin.health")), Tabs: c.AdminTabs("health"), Good: true,
		Said: c.T("health.good")}
	names := inTrouble(troubles, aside)
	switch n := len(names); {
	case n == 1:
		p.Good, p.Said = false, c.T("health.attention_one")
	case n > 1:
		p.Good, p.Said = false, c.T("health.attention", "n", strconv.Itoa(n))
	}
	for _, name := range names {
		x := HealthPart{Name: partName(c, name)}
		for _, t := range troubles {
			if t.Part == name {
				x.Failing = append(x.Failing, troubleNote(c, t))
			}
		}
		for _, i := range aside {
			if i.Part == name {
				x.Aside = append(x.Aside, asideNote(c, i))
			}
		}
		p.Parts = append(p.Parts, x)
	}
	return c.Render(p)
}

// partName is a part's name in words, its own where it has none.
func partName(c *kit.Call, name string) string {
	if key := "health.part." + name; lang.Has(key) {
		return c.T(key) + " (" + name + ")"
	}
	return name
}

func troubleNote(c *kit.Call, t part.Trouble) HealthNote {
	n := HealthNote{Said: c.T("health.failing", "since", lang.When(c.L, c.Now, t.Since), "n", strconv.Itoa(t.Fails),
		"at", lang.When(c.L, c.Now, t.At))}
	if t.Job != t.Part {
		n.What = t.Job
	}
	n.Why, n.Mend = because(c, t.Err)
	return n
}

func asideNote(c *kit.Call, i part.Item) HealthNote {
	n := HealthNote{What: i.Key, Said: c.T("health.item", "since", lang.When(c.L, c.Now, i.Since),
		"next", lang.When(c.L, c.Now, i.Next))}
	n.Why, n.Mend = because(c, i.Err)
	return n
}

// because is the reason of an error as the program has it, and what would mend it where a sentence says so.
func because(c *kit.Call, err error) (why, mend string) {
	var f *fault.Error
	switch {
	case err == nil:
		return "", ""
	case !errors.As(err, &f):
		return c.T("health.why", "why", err.Error()), ""
	case f.Cause != nil:
		why = c.T("health.why", "why", f.Cause.Error())
	}
	return why, c.T("health.mend", "how", lang.Error(c.L, f))
}
