package redact

import (
	"strings"
	"unicode"
)

// What stands before a name. After these words a name follows whatever it looks like, as far as the next mark.
var (
	introduced = byEnd("我叫 名叫 我的名字叫 名字叫 本人叫 又名 原名 曾用名 化名 我名叫 小名 我爸叫 我妈叫 一个叫 叫做 个叫 姓名 名字 签名 落款 署名 联系人 " +
		"联络人 聯繫人 聯絡人 投诉人 反映人 举报人 申请人 申诉人 来电人 来信人 诉求人 信访人 上访人 求助人 当事人 负责人 经办人 报案人 " +
		"报修人 报告人 留言人 写信人 建议人 咨询人 被投诉人 被举报人 法人 法定代表人 法人代表 户主 业主 房东 村民 居民 市民 证明人 签字 户主姓名 受害人 " +
		"被害人 监护人 委托人 代理人 收件人 称呼 店主 死者 伤者 车主 机主 死者叫 代表")
	// Self: a name follows that the text then ends or goes on with as somebody's.
	selves = byEnd("我是 本人 我们是 俺是 俺叫 我系 本人是 本人系 鄙人 我乃 这里是")
	// Relations: after them a name may follow without anything between, if it looks like one.
	relations = byEnd("先生 女士 小姐 师傅 老师 老板 老板娘 经理 主任 科长 书记 局长 市长 县长 区长 镇长 乡长 村长 院长 校长 所长 队长 站长 处长 部长 厅长 " +
		"省长 组长 会长 园长 行长 庭长 股长 班长 主席 董事 董事长 厂长 社长 台长 店长 医生 大夫 护士 法官 审判长 审判员 书记员 律师 教授 警官 民警 警察 " +
		"辅警 协警 交警 同志 会计 出纳 支书 秘书 委员 干部 专干 干事 队员 职工 员工 工人 民工 司机 驾驶员 学生 教师 法人 法人代表 代表 负责人 股东 " +
		"包工头 工头 房东 邻居 妻子 丈夫 儿子 女儿 父亲 母亲 爱人 弟弟 哥哥 姐姐 妹妹 爷爷 奶奶 兄弟 女婿 媳妇 儿媳 男子 女子 原告 被告 村民 居民 业主 " +
		"市民 患者 死者 伤者 户主 房主 店主 车主 家长 同学 孩子 小孩 老人 老党员 党员 五保户 低保户 贫困户 残疾人 退伍军人 老兵 战友 亲戚 堂弟 堂哥 " +
		"表哥 表弟 网格员 协管员 保安 楼长 工作人员 联系人 经办人 当事人 投诉人 举报人 反映人 被投诉人 农民 群众 朋友 客户 业务员 中介 开发商 承包人 承包商 " +
		"老赖 地主 主管 主办 副总 老总 董事长兼总经理 姓名 叫 是由 村干部 妇女 农户 组员 队友 阿姨 大爷 老乡 老汉 施工员 受害人 被害人 院士 女性 男性 嫌疑人 教练 公民 实控人 实际控制人 经营者 " +
		"控告人 工程师 敬礼 证明人")
	// Titles stand behind a name; polite ones hardly stand but behind one.
	titles = byBeginning("先生 女士 小姐 师傅 老师 老板 经理 总经理 主任 科长 书记 局长 市长 县长 区长 镇长 乡长 村长 院长 校长 所长 队长 站长 处长 部长 厅长 " +
		"省长 组长 会长 园长 行长 庭长 股长 班长 主席 董事 董事长 厂长 店长 社长 总监 医生 大夫 护士 法官 审判长 审判员 律师 教授 警官 民警 警察 同志 " +
		"会计 出纳 支书 秘书 委员 阿姨 大爷 大妈 大姐 大哥 奶奶 爷爷 婆婆 伯伯 叔叔 嫂子 老汉 娭毑 嗲嗲 副市长 副县长 副区长 副局长 副主任 副书记 " +
		"副科长 副所长 副院长 副校长 副镇长 副乡长 副部长 副处长 副队长 同学 老人 老太 家长 工程师 先森 師傅 老師 經理 主任 女仕 小朋友 司机 院士 教练 党员")
	// Asides: what is told about somebody behind the name.
	asides = byBeginning("(男 (女 ,男 ,女 (化名 (原名 (又名 (身份证 ,身份证 (电话 (手机 (局长 (主任 (书记 (副 (村 (支书 (法人 (董事 (经理 (总经理 (老板 (校长 " +
		"(院长 (科长 (队长 (业主 " +
		"(已故 (妻 (夫 (父 (母 (儿 (女儿 (本人")
	polite = byBeginning("先生 女士 小姐 师傅 老板")
)

// Words that are shaped like a name but stand where a name would.
var noPerson = words("日期 物业 本人 业主 村民 居民 匿名 保密 群众 社区 村委 同上 不详 未知 没有 如下 以下 公司 以上 附后 见附件 姓名 电话 手机 地址 住址 年龄 性别 " +
	"领导 自己 全体 市民 家长 学生 老师 谢谢 马上 江西 江东 江苏 江南 黄冈 黄山 安徽 云南 湖南 高中 高管 房东 车主 店主 农民 党员 常住 小区 时间 身份证 " +
	"祝好 祝安 向上 严查 方便 高兴 白天 金额 谢意 感谢 万分 路人 路过 汽车 何时 何人 何事 关于 应该 单位 单身 易建 文明 成年 成人 查清 查实 高度 高龄 " +
	"万元 金星 石头 马路 周末 阳光 国家 平安 公平 公正 公开 公民 和平 和谐 全家 全部 明确 明白 明年 明天 平时 时光 武汉 沈阳 郑州 徐州 温州 常德 常年 " +
	"张家界 岳阳 安化 安仁 祁阳 祁东 江华 江永 宁乡 宁远 石门 石鼓 华容 桂东 桂阳 汝城 东安 新田 永兴 衡阳 邵阳 耒阳 浏阳 湘潭 郴州 永州 怀化 娄底 益阳 " +
	"谢谢领导 万家丽 黄土岭 王国 高铁 高速 黄金 高新 高建 方向 方面 方式 万科 万达 金科 金茂 金辉 龙湖 华润 阳光城 安居 安宁 康乐 白云 白马 江山 石桥 " +
	"关心 关爱 祝福 严明 严正 平等 平米 元旦 元宵 贾宝玉 毛泽东 毛主席 邓小平 雷锋 习近平 焦裕禄 孔繁森 孔子 孟子 包公 曾国藩 党中央 党支部 党员们 " +
	"成功 成绩 全心全意 全民 全市 万望 万幸 万般 何其 何况 云集 曲解 解放 水利 水平 文化 文学 文字 文艺 商业 商户 商城 官员 官方 区里 区政府 国土 国庆 " +
	"阴历 阳历 农历 农业 农村 农田 水电 水泥 水源 水质 风景 风水 闻讯 巧立名目 高一 高二 高三 年初 年末 年底 明文 明明 明显 施工 施工方 施工员 车主们 " +
	"司法 安全 安静 安心 关键 易燃 方正 党和国家 党政 党和人民 应急 家人 家属 常务 常委 计生 计划 武装 应届生 高校 高考 路灯 路面 路口 伍佰 陆佰 " +
	"何去何从 祝您 祝您身体 元整 元月 顺祝 祝愿 敬礼 敬请 敬上 敬启 屠宰 温馨 温泉 宁静 康庄 盛世 花园 花卉 花木 华新 华源 金源 金泰 国泰 国强 平原 " +
	"林木 林业 林地 高峰 高层 高清 石材 石料 石灰 沙石 沙子 水沟 水库 水渠 水费 水压 白色 黄色 金色 蓝色 红色 绿色 青色 紫色 " +
	"包括 包含 包工 左转 右转 左边 舒适 应付 应有 应当 应对 应用 冷暖 冷气 温度 湿度 全国 全省 全县 全区 全村 全镇 官民 官商 万物 万人 山区 山上 山林 " +
	"田地 田土 江河 江水 江边 江湖 云云 阳台 古城 古镇 古建 牛奶 鲁班 车辆 车站 车位 车库 连接 连锁 连年 连续 宁愿 简单 简直 冉冉 宗旨 " +
	"贺电 贺卡 梅雨 梅花 桂花 花草 花费 麦田 柏油 米粉 米面 费用 费心 季节 童年 毕业 纪律 纪检 凌晨 霍乱 路段 路边 骆驼 蓝天 盛大 " +
	"曲线 涂料 成本 苗木 谷物 商场 申请 申报 申诉 章程 庄稼 颜色 庞大 乔木 齐全 樊笼 牛羊 康复 常规 汤圆 孔雀 莫名 戴着 武器 严重 钱财 万一 毛坯 顾问 贺岁 陶瓷 史料 龙头 雷雨 段落 江湾")

// Places and firms are called after people: what follows says that a name is theirs.
const placed = "堡路街镇乡村市县区州省湾冲塘桥坪坳岭岗坡巷弄里园苑府城庄寨寺庙山湖河江港码洲垸屋院楼店铺厂馆场站台社校组队所局坝渠井洞坨屯墩圩埠滩垅垄"

var afterNames = byBeginning("小区 花园 公寓 大厦 广场 大道 学校 小学 中学 医院 诊所 公司 集团 超市 饭店 酒店 药房 药店 物业 地产 置业 银行 社区 街道 工业园 国际 新村 新城 " +
	"幼儿园 餐馆 餐厅 宾馆 驾校 水库 加油站 大桥 隧道 公园 车站 市场 故居 纪念 精神 牌 有限 商贸 家具 家装 装饰 建材 建筑 律师事务所 烧烤 粉店 米粉 火锅 鱼粉 串串 茶馆 酒家 酒楼 大学 政策 公路")

type lexicon map[rune][][]rune

// byEnd is words for looking up by their last character.
func byEnd(s string) lexicon {
	out := lexicon{}
	for _, w := range strings.Fields(s) {
		c := []rune(w)
		out[c[len(c)-1]] = append(out[c[len(c)-1]], c)
	}
	return out
}

// byBeginning is words for looking up by their first character.
func byBeginning(s string) lexicon {
	out := lexicon{}
	for _, w := range strings.Fields(s) {
		c := []rune(w)
		out[c[0]] = append(out[c[0]], c)
	}
	return out
}

func words(s string) map[string]bool {
	out := map[string]bool{}
	for _, w := range strings.Fields(s) {
		out[w] = true
	}
	return out
}

// ending says how long the longest word is that ends before a symbol; a word of a mark is none.
func (l lexicon) ending(r reading, at int) (n int) {
	if at <= 0 {
		return 0
	}
next:
	for _, w := range l[r[at-1].own] {
		from := at - len(w)
		if len(w) <= n || from < 0 || from > 0 && r[from-1].own == '［' {
			continue
		}
		for i, c := range w {
			if r[from+i].own != c {
				continue next
			}
		}
		n = len(w)
	}
	return n
}

// begins says how long the longest word is that begins at a symbol.
func (l lexicon) begins(r reading, at int) (n int) {
	if at >= len(r) {
		return 0
	}
	list := l[r[at].own]
	if list == nil {
		list = l[r[at].plain]
	}
next:
	for _, w := range list {
		if len(w) <= n || at+len(w) > len(r) {
			continue
		}
		for i, c := range w {
			if r[at+i].plain != c && r[at+i].own != c {
				continue next
			}
		}
		n = len(w)
	}
	return n
}

func (r reading) han(i int) bool {
	return i >= 0 && i < len(r) && unicode.Is(unicode.Han, r[i].own)
}

// edge says that no word goes on across the left side of a symbol; a mark of what was taken out joins nothing.
func (r reading) edge(i int) bool {
	return i <= 0 || i >= len(r) || !r.han(i) && !r[i].letter() || !r.han(i-1) && !r[i-1].letter()
}

// text is some symbols as they were written, without what does not print.
func (r reading) text(from, to int) string {
	var b strings.Builder
	for _, x := range r[max(0, from):min(to, len(r))] {
		b.WriteRune(x.own)
	}
	return b.String()
}

// begins2 is begins for words of two characters and more.
func (l lexicon) begins2(r reading, at int) int {
	if n := l.begins(r, at); n > 1 {
		return n
	}
	return 0
}
