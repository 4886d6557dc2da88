package bench

import "testing"

// TestAnsweredBy: the replies are made up for this test.
func TestAnsweredBy(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ reply, unit string }{
		{"您好！路面已修补，公路局提供了材料。东山县住房和城乡建设局2020年3月4日", "住建房产"},        // who signs, before who helps
		{"已补种树木。东山县园林局2020年3月4日网友您好：您的问题已收悉。", "城管"},              // signed, another reply after it
		{"网友：您反映的问题已转县水利局核查、办复。", "水利水务"},                         // to whom it was sent
		{"我局立即查看，派出所到场协助。感谢您对我县教育事业的关心！", "教育"},                   // for whose work thanks are given
		{"经市交警支队调查，路口将增设信号灯，请勿向法院起诉。", "公安"},                      // asked and acts; where one may go does not count
		{"请您携带材料，咨询县医保局（电话12345）。", "医保"},                         // whom to call, if nobody acts
		{"东山区人民政府高度重视。", ""},                                      // 人民政府 is no 民政
		{"您说的破坏生态环境、地铁施工、街道脏乱等问题已收悉。", ""},                        // trades are no offices
		{"您问的“县城管局调查处理不力”一事，我镇高度重视，已安排人员清理。", "街道乡镇"},             // what is quoted does not count
		{"根据规划批复2013年文件办理。感谢您对我们工作的支持！东山县农业农村局二〇二〇年三月四日", "农业林业"}, // a year is no signature
	} {
		if got := answeredBy("路口的事", c.reply); got != c.unit {
			t.Errorf("%q, not %q: %s", got, c.unit, c.reply)
		}
	}
}
