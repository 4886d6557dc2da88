package redact

import "strings"

// About says whether a text speaks about a person by name or about a firm by its own name: the office is asked then,
// and no rule publishes the text at once. The writer's own name does not count, nor that of an official who is greeted
// or asked; a firm without a name (物业公司, 一家烧烤店) does not either. It rather says yes than no.
func About(s string) bool {
	r, _ := read(s)
	for at := 0; at < len(r); at++ {
		if n := firms.begins(r, at); n > 0 && r.ownName(at) {
			return true
		}
		x, ok := name(r, at)
		if !ok {
			continue
		}
		if !r.writer(x) && !r.addressed(x) {
			return true
		}
		at = x.to - 1
	}
	return false
}

var (
	writers = byEnd("我叫 我名叫 我的名字叫 名字叫 本人 本人叫 我是 联系人 联络人 聯繫人 投诉人 反映人 举报人 申请人 来电人 来信人 诉求人 留言人 报修人 报告人 写信人 " +
		"咨询人 建议人 求助人 信访人 签名 署名 落款 姓名 我姓 姓名叫 免贵姓 俺叫 本人系 我系 此致 敬礼")
	// A hotline writes down who calls: 市民曾先生反映.
	callers = byEnd("市民 居民 村民 业主 住户 群众 网友 热线")
	calls   = byBeginning("反映 来电 反馈 投诉 咨询 求助 举报 诉求 电话反映")
	asking  = byEnd("尊敬的 敬爱的 尊敬 恳请 请 望 希望 请求 相信 祝 感谢 谢谢 盼 求 市委 县委 区委 省委 尊重的 敬请 跪求 祝愿 盼望 恳求")
	firms   = byBeginning("公司 集团 超市 饭店 酒店 宾馆 餐厅 餐馆 酒楼 茶楼 茶馆 网吧 酒吧 会所 幼儿园 驾校 诊所 药店 药房 店 厂 物业 地产 置业 搅拌站 采石场 " +
		"养殖场 养猪场 加油站 工作室 律师事务所 银行 KTV 商行 门诊 山庄 农庄 洗浴 足浴 健身房 培训学校 专卖店 沙场 砂场 石场 矿 医美 牙科 医疗美容 合作社 影楼")
	// commonFirms are words of which a firm without a name of its own is called.
	commonFirms = strings.Fields("有限责任 有限 责任 股份 物业管理 物业 自来水 水务 公交 公共汽车 供水 供电 供气 燃气 天然气 煤气 电力 电信 移动 联通 网络 有线电视 有线 " +
		"房地产开发 房地产 房产 开发 建筑工程 建筑 装修 装饰 快递 物流 外卖 汽车 运输 客运 出租车 出租 保险 环卫 保洁 清洁 垃圾 污水处理 污水 处理 投资 管理 " +
		"服务 劳务 建设 施工 工程 搬家 中介 旁边 楼下 楼上 附近 周边 路边 门口 对面 隔壁 夜宵 宵夜 烧烤 早餐 米粉 奶茶 理发 五金 水果 便利 修理 汽修 修车 " +
		"洗车 化工 水泥 石材 石灰 加工 家具 木材 塑料 养猪 养鸡 养殖 便民 个体 私人 私营 民营 国有 国营 国企 地方 小区 商业 百货 大型 小型 中型 连锁 门 商 " +
		"网 工 药 书 饭 酒 鞋 花 砖 电 纸 糖 钢铁 造纸 印刷 发电 热电 火电 水电 油漆 搅拌 混凝土 商砼 木材 服装 食品 屠宰 酒 小吃 麻辣烫 火锅 餐饮 快餐 " +
		"面馆 粉 菜 分 总 子 母 招商 城投 城建 交通 高速 路桥 公路 铁路 航空 旅游 旅行 家政 人力资源 农业 商场 超市 连锁店 街边 沿街 临街 部分 多个 许多 所有 " +
		"培训 教育 民办 公办 私立 社区 村里 村办 镇上 县里 城里 市里 本地 当地 外地 无证 非法 违法 黑心 露天 通宵 新开 原 老 旧 新 大 小 前 后 旁 两 三 几 多 " +
		"各 每 本 开 品牌 4S 大药 药房 店 厂 建材 农家 合伙 电脑 手机 彩票 棋牌 麻将 工厂 商业 农村商业 农商 建设 工商 农业 中国 信用 村镇 邮政 贷款 合作 " +
		"按揭 代理 销售 营销 售楼 房屋 置业 医疗 美容 美发 大酒 担保 小额贷款 融资 租赁 检测 设计 监理 绿化 园林 公园 煤 矿 铁 沙 砂 石 采石 采沙 挖沙")
)

// writer says that a name is the writer's own.
func (r reading) writer(x span) bool {
	i := x.from
	for n := 0; i > 0 && n < 3 && strings.ContainsRune(" :(\u3000是为", r[i-1].plain); n++ {
		i--
	}
	end := x.to + titles.begins(r, x.to)
	return writers.ending(r, i) > 0 || calls.begins(r, end) > 0 && (x.from == 0 || callers.ending(r, x.from) > 0) ||
		r.edge(x.from) && x.to-x.from > 1 && r.last(x.to)
}

// addressed says that a name is that of an official who is greeted or asked for something.
func (r reading) addressed(x span) bool {
	n := titles.begins(r, x.to)
	if n == 0 {
		return false
	}
	end := x.to + n
	greeted := end >= len(r) || strings.ContainsRune(":,!您你好 \n\u3000", r[end].plain)
	return asking.ending(r, x.from) > 0 || greeted && r.edge(x.from) && x.from < 12
}

// ownName says that before the word for a firm stands a name of its own.
func (r reading) ownName(at int) bool {
	from := at
	for from > 0 && at-from < 10 && (r.han(from-1) && !noName[r[from-1].own] &&
		!strings.ContainsRune("家和一座栋了人", r[from-1].own) ||
		r[from-1].letter() && at-from < 8) {
		from--
	}
	s := r.text(from, at)
	if i := strings.LastIndexAny(s, "市县区镇乡村路街道期楼"); i >= 0 {
		s = s[i:]
		s = strings.TrimLeft(s, "市县区镇乡村路街道期楼")
	}
	for again := true; again; {
		again = false
		for _, w := range commonFirms {
			if t := strings.TrimPrefix(strings.TrimSuffix(s, w), w); t != s {
				s, again = t, true
			}
		}
	}
	return len([]rune(s)) >= 2
}
