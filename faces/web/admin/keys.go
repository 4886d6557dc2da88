package admin

import (
	"strconv"
	"strings"

	"xiaohao/faces/web/kit"
	"xiaohao/platform/lang"
)

// keys lists the API keys of the people whom the caller manages; each is ended by its holder, or with a new password.
func keys(c *kit.Call) error {
	if err := mayAdmin(c); err != nil {
		return err
	}
	list, err := c.Desk.Auth.AllKeys(c.Ctx)
	if err != nil {
		return err
	}
	p := register(c, "keys")
	p.Columns = []string{c.T("field.name"), c.T("field.key_name"), c.T("keys.made"), c.T("keys.used"), c.T("keys.ends")}
	for _, k := range list {
		x, ok := c.Org.Person(k.Person)
		if !ok || !c.Org.MayKnow(c.Who.Caller, x) || !strings.Contains(x.Name+" "+x.Login+" "+k.Name, p.Search.Value) {
			continue
		}
		used := ""
		if k.Seen != 0 {
			used = lang.Ago(c.L, c.Now, k.Seen)
		}
		p.Rows = append(p.Rows, AdminRow{URL: "/admin/people?id=" + strconv.FormatInt(x.ID, 10),
			Cells: []string{x.Name, k.Name, lang.Date(c.L, k.Created), used, lang.Date(c.L, k.Expires)}})
	}
	if p.Search.Value == "" {
		p.Empty = c.T("keys.empty")
	}
	page(c, p, "/admin/keys")
	return c.Render(p)
}
