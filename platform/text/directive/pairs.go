package directive

import "sync"

// joints are words of two characters that official texts are full of: where a line ends with the first and the next one
// begins with the second, the line was broken within the word.
const joints = "强调指出要求会议领导组织工作落实贯彻学习精神认真全面坚持推进发展建设管理责任任务措施机制制度完善建立健全加强提高提升" +
	"切实确保保障整改问题单位部门市委县委区委省委书记市长县长政府干部群众人民城市农村乡村振兴经济社会安全生产防汛防疫疫情环境生态" +
	"文明创建目标导向效果质量品牌标准产量战略定位定力重大重要重点主要意义作用力度深度进度时限期限方案计划规划通知意见决定决策部署" +
	"实施开展统筹协调配合督查督办考核问责监督检查排查整治治理服务企业项目投资产业农业工业科技创新改革开放资金资源土地森林河流水利" +
	"住房交通教育医疗卫生健康文化旅游体育就业民生社区街道乡镇村庄基层党建组长主任局长委员常委会上主持召开出席讲话汇报审议研究" +
	"传达国家全国全省全市全县各级各地上下合力形成实现推动促进增强强化深化优化细化突出聚焦围绕把握牢记牢固树立思想认识站位担当" +
	"作为使命历史历程现实形势机遇挑战困难矛盾风险隐患底线红线意识信心决心态度作风能力水平成效成果成绩经验做法模式体系格局氛围" +
	"宣传教导培训活动行动专项集中日常长效常态巡查巡护值班值守报送上报反馈台账清单销号完成按时及时尽快抓紧立即年底月底" +
	"道路公路桥梁河道水库堤防灌溉饮水厕所垃圾污水空气扬尘秸秆焚烧耕地粮食生猪蔬菜油茶林业林长河长造林绿化湿地公园广场市场" +
	"学校医院养老儿童妇女青年老人残疾低保救助信访稳定平安法治执法司法公安消防应急救援演练预案物资储备转移避险气象预警"

var jointSet = sync.OnceValue(func() map[[2]rune]bool {
	set, all := map[[2]rune]bool{}, []rune(joints)
	for i := 0; i+1 < len(all); i += 2 {
		set[[2]rune{all[i], all[i+1]}] = true
	}
	return set
})

// paired says that two characters, the last of a line and the first of the next, are a word.
func paired(a, b rune) bool { return jointSet()[[2]rune{a, b}] }
