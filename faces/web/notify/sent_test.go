package notify_test

import (
	"testing"

	"xiaohao/faces/web/webtest"
)

// TestWhatWasSent: an administrator adds a program that listens, sees that it does not answer and why, gives it a
// secret that is shown once, sends again, and takes it up; nobody else comes near.
func TestWhatWasSent(t *testing.T) {
	t.Parallel()
	o := webtest.New(t)
	a := o.As("admin").Get("/admin/delivery", 200)
	a.Send("channel-0", 200, "kind", "webhook", "name", "城市大脑", "url", "https://127.0.0.1:9/hook").Wants("城市大脑",
		"正常")
	a.Get("/admin/delivery/1", 200).Wants("还没有密钥", "还没有发过消息", "发往 127.0.0.1:9")
	a.Post("/admin/delivery/1/try", nil, 200).Wants("第 1 次：", "type", "没有允许这台主机")
	of := a.Match(`name="of" value="(\w+)"`)
	a.Post("/admin/delivery/1/secret", map[string][]string{"of": {of}}, 200).Wants("只显示这一次", "每条消息都带签名")
	first := a.Match(`(whsec_[^<"]{40,})`)
	a.Post("/admin/delivery/1/secret", map[string][]string{"of": {of}}, 409).Wants("密钥刚刚已经换过")
	of = a.Get("/admin/delivery/1", 200).Lacks(first).Match(`name="of" value="(\w+)"`)
	a.Post("/admin/delivery/1/secret", map[string][]string{"of": {of}}, 200).Wants("新旧两个密钥都在签名").Lacks(first)
	a.Post("/admin/delivery/1/former", nil, 200).Wants("旧密钥已停用", "每条消息都带签名")
	letter := a.Match(`name="letter" value="([^"]+)"`)
	a.Post("/admin/delivery/1/again", map[string][]string{"letter": {letter}}, 200).Wants("等待发送")
	a.Post("/admin/delivery/1/again", map[string][]string{"letter": {"99/c1"}}, 404).Wants("没有这条消息")
	a.Post("/admin/delivery/1/takeup", nil, 200).Wants("已恢复推送")
	a.Get("/admin/delivery/2", 404)
	b := o.As("disp")
	b.Get("/admin/delivery/1", 404)
	for _, what := range []string{"again", "takeup", "secret", "former", "try"} {
		b.Post("/admin/delivery/1/"+what, map[string][]string{"letter": {letter}, "of": {of}}, 404)
	}
}
