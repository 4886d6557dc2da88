package account_test

import (
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
