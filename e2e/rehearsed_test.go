package e2e

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// rehearsed begins a city in which a round was rehearsed: a standard, four points in two counties, inspections that
// failed, matters that were struck off, second looks.
func rehearsed(t *testing.T, data string) {
	t.Helper()
	bin, err := exec.LookPath("xiaohao")
	if err != nil {
		t.Fatal(err)
	}
	env, dir := append(os.Environ(), "XIAOHAO_LANG=en", "XIAOHAO_DB="), t.TempDir()
	areas := "code,name\n430400000000,衡阳市\n430405000000,珠晖区\n430405001000,广东路街道\n430405001001,市场社区\n" +
		"430406000000,雁峰区\n430406001000,先锋街道\n430406001001,先锋社区\n"
	units, people := "code,name,parent,area\n", "login,name,post,area,unit\ndu.sup,杜,supervisor,430400000000,\n"
	for _, county := range []struct{ code, name, village string }{{"430405", "珠晖区", "市场社区"},
		{"430406", "雁峰区", "先锋社区"}} {
		for short, name := range map[string]string{"wmb": "文明办", "cgj": "城管局", "zjj": "住建局", "jjd": "交警大队",
			"sgj": "市场监管局", "hbj": "生态环境局", "jyj": "教育局", "slj": "水利局", "hcz": "核查中心"} {
			units += fmt.Sprintf("%s%s,%s%s,,%s000000\n", short, county.code, county.name, name, county.code)
			if short != "hcz" {
				people += fmt.Sprintf("c-%s%s,经办,unit_clerk,,%s%s\n", short, county.code, short, county.code)
			}
		}
		units += fmt.Sprintf("v%s,%s居委会,,%s001001\n", county.code, county.village, county.code)
		people += fmt.Sprintf("c-v%[1]s,经办,unit_clerk,,v%[1]s\nver%[1]s,核查,verifier,%[1]s000000,hcz%[1]s\n"+
			"disp%[1]s,受理,dispatcher,%[1]s000000,\nins%[1]s,督查,inspector,%[1]s000000,\n"+
			"int%[1]s,督查,inspector,%[1]s000000,\n", county.code)
	}
	points := "点位编号,点位名称,点位类型,区划,纬度,经度\nP1,东门,market,430405001001,26.88,112.61\n" +
		"P2,西门,park,430406001001,26.89,112.62\nP3,南门,school,430405001001,26.90,112.61\n" +
		"P4,北门,hospital,430406001001,26.91,112.62\n"
	for _, f := range []struct{ what, text string }{{"areas", areas}, {"units", units}, {"people", people}} {
		run(t, bin, env, "import", "-data", data, f.what, written(t, dir, f.what, f.text))
	}
	run(t, bin, env, "standard", "-data", data, "sample")
	run(t, bin, env, "import", "-data", data, "points", written(t, dir, "points", points))
	run(t, bin, env, "rehearse", "-data", data, "-name", "Rehearsal", "-fails", "150")
}

func written(t *testing.T, dir, name, text string) string {
	t.Helper()
	path := filepath.Join(dir, name+".csv")
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}
