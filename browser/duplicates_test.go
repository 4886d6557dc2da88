package browser

import (
	"testing"

	"xiaohao/lang"
)

// TestDuplicates: one thing is reported twice; a dispatcher finds both in one group, merges them, and the head's page splits them off again.
func TestDuplicates(t *testing.T) {
	say := func(key string) string { return lang.T(lang.Zh, key, nil) }
	for _, text := range []string{"石鼓书院停车场入口道闸砸坏了三辆车，没人管", "石鼓书院停车场道闸又砸车了，入口没人管"} {
		v := visit(t, lang.Zh, 360)
		report(t, v, text)
	}
	d := visit(t, lang.Zh, 1280)
	d.login("dispatcher")
	has := `[...document.querySelectorAll("form.group")].find(f => f.textContent.includes("石鼓书院停车场"))`
	for range 40 { // groups follow within seconds
		d.open("/duplicates")
		if js[bool](d, "!!"+has) {
			break
		}
	}
	d.sees(say("tab.duplicates"))
	head := js[string](d, "new URL("+has+`.querySelector('a[href^="/matters/"]').href).pathname`)
	n := map[string]string{"n": js[string](d, "String("+has+`.querySelectorAll('input[name=m]:checked').length)`)} // other tests report with the same photo
	js[bool](d, "("+has+`.querySelector('button[value="merge"]').click(), true)`)
	d.sees(lang.T(lang.Zh, "flash.merge_group", n))
	d.open(head)
	d.send("#form-split-all")
	d.sees(lang.T(lang.Zh, "flash.split_all", n))
}
