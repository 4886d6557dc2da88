package main

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/tools/demo"
)

// report is what somebody reports, in the words all targets get.
type report struct {
	Title, Text, Place, Area, Category string
	Lat, Lng                           float64
}

// generator makes reports. The same number gives the same report, whoever asks.
type generator struct {
	villages []string // codes of Hengyang's villages and communities
}

// trouble is what may be wrong, with its category, and words that people search for.
var troubles = []struct{ text, category, word string }{
	{"垃圾没有人清理", "env.rubbish", "垃圾"}, {"路面有一个大坑", "road.pothole", "路面"}, {"井盖破损", "road.manhole", "井盖"},
	{"路灯不亮", "fac.lamp", "路灯"},
	{"污水漫到路上", "fac.drain", "污水"}, {"绿化带被踩坏", "green.damage", "绿化"}, {"消防通道被占", "home.fire", "消防"},
	{"学校门口很堵", "school.traffic", "学校"},
	{"占道经营严重", "env.stall", "占道"}, {"小广告到处都是", "env.posters", "广告"},
}

var (
	remarks = []string{"请尽快处理", "已经反映多次", "老人小孩出行不便", "下雨天更严重", "晚上很危险", "希望有关部门重视", "物业不管", "公交站牌也坏了",
		"噪音很大影响休息", "下水道堵了"}
	streets = []string{"人民路", "解放路", "中山路", "船山大道", "蒸湘路", "雁峰路", "湘江路", "红湘路"}
	// rare are words of which each stands in one text of ten thousand.
	rare = []string{"白蚁", "氨气", "石棉", "枯井", "塌方", "马蜂", "漏电", "蝙蝠", "油罐", "鸽舍"}
)

// rarely is how many texts there are for one with a rare word.
const rarely = 1000

func newGenerator() (*generator, error) {
	areas, err := demo.Areas()
	if err != nil {
		return nil, err
	}
	g := &generator{}
	for _, a := range areas {
		if a.Code.Level() == area.Village {
			g.villages = append(g.villages, a.Code.String())
		}
	}
	return g, nil
}

// report is the i-th report.
func (g *generator) report(i int) report {
	r := rand.New(rand.NewPCG(uint64(i), 4304))
	t := troubles[r.IntN(len(troubles))]
	place := fmt.Sprint(streets[r.IntN(len(streets))], r.IntN(900)+1, "号")
	var text strings.Builder
	text.WriteString(place + t.text)
	for range 2 + r.IntN(6) {
		text.WriteString("，" + remarks[r.IntN(len(remarks))])
	}
	if i%rarely == rarely/2 {
		text.WriteString("，还发现了" + rare[i/rarely%len(rare)])
	}
	text.WriteString("。")
	// Hengyang lies between these; five digits are a metre.
	lat, lng := 26.8+float64(r.IntN(20000))/1e5, 112.5+float64(r.IntN(20000))/1e5
	return report{Title: place + t.text, Text: text.String(), Place: place, Area: g.villages[r.IntN(len(g.villages))],
		Category: t.category, Lat: lat, Lng: lng}
}

// The states of the work, as a share of what is filled in: four of ten wait, two are listed, four assigned.
var (
	states = []string{"reported", "listed", "assigned"}
	shares = []int{0, 0, 0, 0, 1, 1, 2, 2, 2, 2}
)

// state is that of the i-th report, as an index of states.
func state(i int) int { return shares[i%len(shares)] }

// common is a word that stands in a tenth of the texts.
func common(r *rand.Rand) string { return troubles[r.IntN(len(troubles))].word }

// seldom is a word that stands in one text of ten thousand.
func seldom(r *rand.Rand) string { return rare[r.IntN(len(rare))] }
