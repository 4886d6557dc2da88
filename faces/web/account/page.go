package account

import "xiaohao/faces/web/kit"

// Login asks who it is; also used to change a password.
type Login struct {
	kit.Frame
	Form kit.Form
	Note string     // "首次登录，请先修改密码"
	Demo []kit.Fact // logins of the demo city, empty elsewhere
}

// Me is the person's own page: sessions, keys, password.
type Me struct {
	kit.Frame
	Login    string
	Posts    []string
	Password string // address of the page that changes it
	Logout   kit.Form
	Sessions []Session

	Everywhere kit.Form // logs out everywhere
	Keys       []Key
	NewKey     kit.Form
	Leave      kit.Form // who stands in while the person is away
	Away       string   // "2026年10月1日至8日由李四代理", empty when he is not
	Stands     []string // whom he stands in for today
	Secret     string   // a key just made, shown this once
}

// Session is one browser that is logged in.
type Session struct {
	Device  string
	Seen    string
	Since   string
	Current bool
	End     kit.Form
}

// Key is one API key; its secret is not known to anybody.
type Key struct {
	Name string
	May  string // "只能查询"
	Hint string // first characters
	Made string
	Used string
	Ends string
	Soon bool // it ends within a month
	End  kit.Form
}

func (*Login) Template() string { return "login" }

func (*Me) Template() string { return "me" }
