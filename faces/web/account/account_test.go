package account_test

import (
	"net/url"
	"strings"
	"testing"

	"xiaohao/faces/web/webtest"
)

func TestFirstPasswordFirst(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	b := o.As("fresh").Wants("请先修改密码")
	for _, path := range []string{"/work", "/lists/all", "/me", "/new"} {
		if b.Get(path, 200); b.At != "/password" {
			t.Errorf("%s led to %s", path, b.At)
		}
	}
	b.Send("password", 422, "old", webtest.Password, "new", "short").Wants("密码至少 10 位").Lacks(webtest.Password)
	b.Send("password", 200, "old", webtest.Password, "new", "seven green doors").Wants("密码已修改")
	b.Get("/me", 200).Send("key", 200, "name", "台账").Wants("新密钥只显示这一次", "xh_")
	key := b.Match(`(xh_[\w-]{20,})`)
	if b.Get("/me", 200); strings.Contains(b.Page, key) {
		t.Error("the key shows again")
	}
}

// TestLogOutEverywhere ends all of a person's sessions at once; keys show when they end, to their holder and to whoever
// manages him.
func TestLogOutEverywhere(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	phone, desk := o.As("disp"), o.As("disp")
	desk.Get("/me", 200).Send("key", 200, "name", "台账").Wants("2027年10月28日 到期")
	o.As("admin").Get("/admin/keys", 200).Wants("受理甲", "台账", "2027年10月28日")
	o.As("other").Get("/admin/keys", 403)
	desk.Post("/me/sessions/end", url.Values{}, 200)
	if desk.At != "/login" {
		t.Errorf("led to %s", desk.At)
	}
	if phone.Get("/work", 200); !strings.HasPrefix(phone.At, "/login") {
		t.Errorf("the phone is still logged in: %s", phone.At)
	}
}
