package redact

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPublic(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		// names, where the text says that one follows
		"联系人：欧阳志强，电话13812345678":  "联系人：［姓名］，电话［电话］",
		"我叫彭周艰，又名彭平艳，家住三塘镇":       "我叫［姓名］，又名［姓名］，家住三塘镇",
		"姓名：张 三　性别：男":             "姓名：［姓名］　性别：男",
		"姓名：王 建 国，投诉人:李雷":         "姓名：［姓名］，投诉人:［姓名］",
		"联系人：Zhang San，电话":        "联系人：［姓名］，电话",
		"联\u200b系人：王\u200b建国":     "联\u200b系人：［姓名］",
		"我是陈小华的妻子，我姓周，本人唐骏闻于去年退休": "我是［姓名］的妻子，我姓［姓名］，本人［姓名］于去年退休",
		"村民买买提·艾力的店，联系人阿依古丽·买买提":  "村民［姓名］的店，联系人［姓名］",
		"張國強先生：您好":                "［姓名］先生：您好",
		// before a title, behind what somebody is
		"尊敬的胡书记，王明晓主任和欧阳科长都来过":  "尊敬的［姓名］书记，［姓名］主任和［姓名］科长都来过",
		"老板刘辉光就赔钱了事，科长杨博认为不归他管": "老板［姓名］就赔钱了事，科长［姓名］认为不归他管",
		"昨天马先生和一李姓经理、王总都在场":     "昨天［姓名］先生和一［姓名］姓经理、［姓名］总都在场",
		"老板王某某，司机李XX，刘某说没有":     "老板［姓名］，司机［姓名］，［姓名］说没有",
		// at the end, in a list, and wherever else the text has it
		"望解决。此致敬礼！ 周洪义2018年10月1日":   "望解决。此致敬礼！ ［姓名］2018年10月1日",
		"反映人：谌利敏":                   "反映人：［姓名］",
		"刘楠、罗明、林雨果三人动手":             "［姓名］、［姓名］、［姓名］三人动手",
		"业主陈帅多次反映，物业说陈帅没有交费":        "业主［姓名］多次反映，物业说［姓名］没有交费",
		"老板高某某，楼上1303的王师傅，王芳 女 45岁": "老板［姓名］，楼上［门牌］的［姓名］师傅，［姓名］ 女 45岁",
		// no names
		"高速出口周边马路很不方便，金额不大，万达广场在江东":    "高速出口周边马路很不方便，金额不大，万达广场在江东",
		"黄茶岭，陆家新区，王江堡，晏家村，陈家台":         "黄茶岭，陆家新区，王江堡，晏家村，陈家台",
		"姓名权受侵害，请联系人工客服，易地搬迁":          "姓名权受侵害，请联系人工客服，易地搬迁",
		"黄土岭街道张家界村李家桥社区王船山路罗家冲":        "黄土岭街道张家界村李家桥社区王船山路罗家冲",
		"工程经理、班主任老师、公安局长、语文老师、项目经理":    "工程经理、班主任老师、公安局长、语文老师、项目经理",
		"由于老板不在，任何老师都不能，许多经理，提高老师待遇":   "由于老板不在，任何老师都不能，许多经理，提高老师待遇",
		"联系人：物业，投诉人：匿名，姓名：不详":          "联系人：物业，投诉人：匿名，姓名：不详",
		"我是高中老师，我是江西的，我叫了一辆车":          "我是高中老师，我是江西的，我叫了一辆车",
		"李记米粉店、周氏木业公司、蔡伦大道、毛泽东思想":      "李记米粉店、周氏木业公司、蔡伦大道、毛泽东思想",
		"衡政发〔2026〕3号，2026年3月5日，13800元": "衡政发〔2026〕3号，2026年3月5日，13800元",
		// doors
		"住阳光花园3栋2单元501室":           "住阳光花园3栋［门牌］",
		"蒸湘路12号院5号楼301，解放路12号":     "蒸湘路12号院5号楼［门牌］，解放路12号",
		"英陂村3组12号，12栋1504":         "英陂村3组［门牌］，12栋［门牌］",
		"家住15-1-1502，三栋二单元五零一室":    "家住15-［门牌］，三栋［门牌］",
		"48栋1102、201、902业主":        "48栋［门牌］、［门牌］、［门牌］业主",
		"A座12楼1203房漏水，楼上1303的住户":   "A座［门牌］漏水，楼上［门牌］的住户",
		"门牌号：12，2单元5楼东户":           "门牌号：［门牌］，［门牌］",
		"3栋2单元电梯坏了，3栋5楼的灯不亮":       "3栋2单元电梯坏了，3栋5楼的灯不亮",
		"1栋105平米，5栋105商铺，3号楼2025年": "1栋105平米，5栋105商铺，3号楼2025年",
		"3组5号开始停水，12号线，500住户":      "3组5号开始停水，12号线，500住户",
		"市政府大楼305室，二楼会议室":          "市政府大楼305室，二楼会议室",
		// offices and their lines
		"区城管局0734-8222222，12345，监督电话：0734-8123110": "区城管局0734-8222222，12345，监督电话：0734-8123110",
		"区教育局，(0734)8668110，请转告城管局，电话0734-8222222": "区教育局，(0734)8668110，请转告城管局，电话［电话］",
		"请打我电话0734-8222222，家里热线0734-8222222":       "请打我电话［电话］，家里热线［电话］",
		"城管局值班手机13812345678":                       "城管局值班手机［电话］",
	} {
		if got := Public(in); got != want {
			t.Errorf("%q\n got %q\nwant %q", in, got, want)
		}
	}
}

// TestFind: the stretches are those of the text as it was given, in order, and what is replaced is what Public gives.
func TestFind(t *testing.T) {
	t.Parallel()
	s := "联系人：王建国，电话13812345678，住金源小区3栋501。王建国"
	var got []string
	for _, f := range Find(s) {
		got = append(got, string(f.Kind)+" "+s[f.From:f.To]+" "+f.Mark)
	}
	want := "name 王建国 ［姓名］|phone 13812345678 ［电话］|door 501 ［门牌］|name 王建国 ［姓名］"
	if strings.Join(got, "|") != want {
		t.Errorf("got %v", got)
	}
}

// pieces of texts that hold names, numbers, doors and what only looks like them.
var pieces = []string{"联系人：", "王建国", "我叫", "张", "三", "先生", "老板", "13812345678", "1381234", "5678", "3栋", "2单元", "501",
	"室", "村3组", "12号",
	"，", "。", " ", "、", "买买提", "·", "艾力", "微信", "abc12345", "［姓名］", "［门牌］", "［", "］", "高速", "主任", "和", "\n", "\u200b",
	"\xff", "0734-8222222",
	"城管局", "热线", "一", "姓", "某", "x", "欧阳", "2026年", "我是", "的女儿", "李", "门牌号", "-", "湘D12345", "于", "Li", "QQ"}

func mixture(t *rapid.T) string {
	return strings.Join(rapid.SliceOfN(rapid.SampledFrom(pieces), 0, 25).Draw(t, "pieces"), "")
}

// TestPublicOnce: what was taken out stays out and nothing more goes the second time; the stretches make the text.
func TestPublicOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) { holds(t, mixture(t)) })
}

type failing interface{ Fatalf(string, ...any) }

// holds fails a test unless all invariants hold for a text.
func holds(t failing, s string) {
	public := Public(s)
	if again := Public(public); again != public {
		t.Fatalf("%q is public as %q, and that as %q", s, public, again)
	}
	if before, hit := Text(public); hit {
		t.Fatalf("%q is public as %q, in which numbers are left: %q", s, public, before)
	}
	var b strings.Builder
	last := 0
	for _, f := range Find(s) {
		if f.From < last || f.To <= f.From || f.To > len(s) {
			t.Fatalf("%q: stretches %v", s, Find(s))
		}
		b.WriteString(s[last:f.From] + f.Mark)
		last = f.To
	}
	if b.WriteString(s[last:]); b.String() != public {
		t.Fatalf("%q is public as %q, by its stretches %q", s, public, b.String())
	}
}

// TestPublicTakesWhatTextTakes: each digit that goes before storing goes before publishing as well.
func TestPublicTakesWhatTextTakes(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := mixture(t)
		text, _ := Text(s)
		if a, b := Public(s), Public(text); a != b {
			t.Fatalf("%q is public as %q, stored first as %q", s, a, b)
		}
	})
}

// TestPlainStays: a text without anything that could be one is as it was.
func TestPlainStays(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		some := []string{"路灯不亮", "，", "垃圾没有人清运", "。", "下水道堵了", "噪声", "请尽快处理", "谢谢", "\n", "公交站", "2026年3月5日", "13.8万元",
			"第3期", "12345", "！"}
		s := strings.Join(rapid.SliceOfN(rapid.SampledFrom(some), 0, 30).Draw(t, "pieces"), "")
		if got := Public(s); got != s || len(Find(s)) > 0 {
			t.Fatalf("%q is public as %q", s, got)
		}
	})
}

func TestAbout(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]bool{
		"老板王某某欠钱不还": true, "金达驾校不退费": true, "程明物业管理有限公司乱收费": true, "村主任高涛说没有钱": true, "一米阳光影楼没有纳税": true,
		"宏运公司的车扬尘": true, "包工头郑滨跑了": true, "李记米粉店占道": true, "请查处张志强": true,
		"路灯不亮": false, "物业公司乱收费": false, "楼下的烧烤店太吵": false, "自来水公司停水": false, "我叫王建国，路灯不亮": false,
		"尊敬的胡书记：您好，路灯不亮": false,
		"恳请易书记过问":        false, "路灯不亮。联系人：王建国": false, "垃圾满了。 张志强": false, "附近有一家石材加工厂": false, "市民曾先生反映路灯不亮": false,
		"曾女士来电，垃圾满了": false, "快递公司乱扔件": false,
	} {
		if got := About(s); got != want {
			t.Errorf("%q: %v", s, got)
		}
	}
}

// TestPublicIsFast: a text of 300 characters takes well under a millisecond; what is allowed leaves room for a machine
// that others use as well.
func TestPublicIsFast(t *testing.T) {
	t.Parallel()
	s := []rune(strings.Repeat(message(1)+"联系人：王建国，13812345678，3栋2单元501室。", 5))[:300]
	best := time.Hour
	for range 20 {
		start := time.Now()
		Public(string(s))
		best = min(best, time.Since(start))
	}
	t.Logf("300 characters in %v", best)
	if best > 5*time.Millisecond {
		t.Errorf("300 characters take %v", best)
	}
}

// TestPublicOfRows: a long row or list of what could be names is not read as often as it has members.
func TestPublicOfRows(t *testing.T) {
	t.Parallel()
	var list strings.Builder
	for i := range 1000 {
		list.WriteString("、" + families[i%len(families)] + string(rune(0x8000+i)))
	}
	rows := []string{list.String() + "、王伟芳", "王伟芳" + list.String()}
	for _, s := range []string{"王伟芳", "欧阳", "王", "王某", "买买提·", "李餐、", "3栋501、", "联系人：", "1381234567"} {
		rows = append(rows, strings.Repeat(s, 1000)+"、王伟芳")
	}
	for _, s := range rows {
		start := time.Now()
		Public(s)
		if took := time.Since(start); took > 2*time.Second { // it took 5 s and more while a row was taken from its end
			t.Errorf("%d characters, %q…, take %v", len([]rune(s)), string([]rune(s)[:6]), took)
		}
	}
}

func BenchmarkPublic(b *testing.B) {
	s := string([]rune(strings.Repeat(message(1)+"联系人：王建国，13812345678，3栋2单元501室。", 5))[:300])
	for b.Loop() {
		Public(s)
	}
}

func FuzzPublic(f *testing.F) {
	f.Add("联系人：王建国，13812345678，3栋2单元501室，老板王某某")
	f.Add("买买提·艾力，0734-8222222，［姓名］主任")
	f.Fuzz(func(t *testing.T, s string) {
		holds(t, s)
		About(s)
	})
}
