package demo

// said is something that people report, and whose business it is.
type said struct {
	category, bureau, scene, text string
}

var texts = []said{
	{"env.rubbish", "cgj", "rubbish", "路口垃圾堆了好几天没人清，气味很大，苍蝇多。"},
	{"env.bin", "cgj", "rubbish", "垃圾桶满了，盖子也坏了，垃圾撒了一地。"},
	{"env.posters", "cgj", "wall", "楼道和电线杆上贴满小广告，刚清过又贴上了。"},
	{"env.stall", "cgj", "street", "早上六点到八点人行道全是摊子，行人只能走到马路上。"},
	{"env.drying", "", "wall", "沿街绿化带上晒被子、堆旧家具，很不好看。"},
	{"env.toilet", "cgj", "wall", "公厕地面积水，没有人打扫，灯也不亮。"},
	{"road.pothole", "zjj", "pothole", "路面有一个大坑，下雨积水看不见，昨天有人骑车摔倒。"},
	{"road.manhole", "zjj", "pothole", "井盖塌了一角，晚上很危险，请尽快处理。"},
	{"road.parking", "jjd", "street", "消防通道两边停满车，救护车进不来。"},
	{"road.bicycle", "cgj", "street", "地铁口共享单车乱放，盲道都占了。"},
	{"road.helmet", "jjd", "street", "学校门口接送孩子的电动车很多人不戴头盔。"},
	{"road.marking", "jjd", "street", "斑马线磨没了，过马路车不让人。"},
	{"fac.lamp", "zjj", "lamp", "这一段路灯全部不亮，晚上走路要打手电。"},
	{"fac.water", "zjj", "pothole", "水管漏水三天了，水一直往街上流。"},
	{"fac.drain", "zjj", "pothole", "下水道堵了，污水漫到路上，臭得不行。"},
	{"fac.cable", "zjj", "lamp", "电线掉到一人高，老人小孩经过很怕。"},
	{"green.damage", "cgj", "tree", "花坛里的绿化死了一大片，只剩黄土。"},
	{"green.tree", "cgj", "tree", "大风把树枝吹断了，横在人行道上。"},
	{"home.lift", "sgj", "wall", "三号楼电梯坏了一个星期，老人下不了楼。"},
	{"home.fire", "", "street", "楼道里停满电动车还拉线充电，太危险。"},
	{"home.property", "zjj", "wall", "小区保洁一个月没来，物业电话没人接。"},
	{"market.hygiene", "sgj", "rubbish", "菜市场地上全是烂菜叶和污水，下脚的地方都没有。"},
	{"school.traffic", "jjd", "street", "放学时校门口堵成一团，没有人疏导。"},
	{"noise.works", "hbj", "wall", "工地半夜两点还在打桩，孩子睡不着。"},
	{"noise.life", "", "street", "广场舞音响到晚上十点半，劝了也不听。"},
	{"noise.smoke", "hbj", "wall", "楼下烧烤店油烟直接排到窗口。"},
	{"build.illegal", "cgj", "wall", "邻居在楼顶加盖房子，已经砌到一人高。"},
	{"village.sewage", "slj", "pothole", "村口水沟发黑发臭，夏天蚊子特别多。"},
	{"village.river", "slj", "rubbish", "河边倒了很多建筑垃圾。"},
	{"civic.poster", "", "wall", "公益广告牌破了一半，挂着很久了。"},
}

var taskTexts = []said{
	{"task.meeting", "cgj", "", "创建工作调度会议定：十月底前完成背街小巷路灯排查，建立台账。"},
	{"task.meeting", "sgj", "", "会议议定：农贸市场一周内完成划行归市整治，逐个验收。"},
	{"task.plan", "jyj", "", "三年行动计划年度目标：新增文明校园两所，报送佐证材料。"},
}

var helpText = said{"help.person", "", "", "老人走失两小时，穿蓝色外套，可能在公园附近。"}

var places = []string{"市场东门", "小学门口", "公交站旁", "三号楼下", "桥头", "社区广场", "医院对面", "主干道与支路交叉口", "村委会门前", "公园北门",
	"超市后巷", "卫生院旁"}

var fixes = []string{
	"已组织人员清理完毕，并安排专人每天巡查。",
	"已更换损坏部件，现场恢复正常。",
	"已完成修补并清扫现场，三日内复查。",
	"已约谈责任人并整改到位，同类问题一并排查。",
}
