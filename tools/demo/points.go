package demo

import (
	"context"
	"fmt"
	"strings"

	"xiaohao/loop/area"
	"xiaohao/loop/place"
	"xiaohao/parts/point"
)

// towns are the middles of the county towns, WGS-84, to a hundredth of a degree.
var towns = map[area.Code][2]float64{
	zhuhui: {26.89, 112.63}, 430406000000: {26.87, 112.61}, 430407000000: {26.92, 112.60},
	430408000000: {26.90, 112.58}, 430412000000: {27.24, 112.73},
	430421000000: {26.97, 112.37}, 430422000000: {26.75, 112.69}, 430423000000: {27.23, 112.86},
	430424000000: {27.08, 112.95}, 430426000000: {26.80, 112.09},
	430473000000: {26.98, 112.61}, 430476000000: {26.88, 112.56}, 430481000000: {26.42, 112.85},
	430482000000: {26.41, 112.39},
}

// near is a spot up to some two kilometres from the middle of an area's county town.
func (s *story) near(a area.Code) (lat, lng float64) {
	m, ok := towns[a.Ancestor(area.County)]
	if !ok {
		m = towns[zhuhui]
	}
	return m[0] + (s.rand.Float64()-0.5)*0.034, m[1] + (s.rand.Float64()-0.5)*0.04
}

// spots are names of places that there are not, five for each kind of point of the sample standard. Offices and
// villages are called by their area.
var spots = []struct {
	kind  string
	names []string
}{
	{"main_street", []string{"迎宾大道中段", "衡西大道东段", "蒸北大道", "新城大道南段", "朝阳大道"}},
	{"side_street", []string{"青竹巷", "老井巷", "粮店后街", "书院巷", "河边正街"}},
	{"market", []string{"临江农贸市场", "青山菜市场", "红湘农贸市场", "雁南农贸市场", "城关农贸市场"}},
	{"compound", []string{"锦绣花园", "机械厂家属区", "桂花园小区", "江景苑", "新村小区"}},
	{"community", []string{"", "", "", "", ""}},
	{"school", []string{"育新小学门口", "北门小学门口", "启明中学门口", "雁南中学门口", "向阳小学门口"}},
	{"bus_stop", []string{"临江路口公交站", "青山路口公交站", "体育馆公交站", "岳屏路口公交站", "城关路口公交站"}},
	{"station", []string{"东站站前广场", "汽车北站", "汽车西站", "城南客运站", "县汽车站"}},
	{"park", []string{"临江风光带", "青山公园", "月亮广场", "雁南公园", "滨河公园"}},
	{"hospital", []string{"临江医院门诊部", "城北医院", "红湘医院", "雁南医院", "县人民医院门诊部"}},
	{"shopping", []string{"车站坪商业街", "青山步行街", "红湘商业广场", "夜市一条街", "城关商业街"}},
	{"village", []string{"", "", "", "", ""}},
}

// inner and outer are where points lie: in the four districts of the inner city, and one of each kind and all
// villages in a county.
var (
	inner = []area.Code{zhuhui, 430407000000, 430408000000, 430406000000}
	outer = []area.Code{430421000000, 430481000000, 430412000000, 430482000000, 430422000000, 430426000000,
		430423000000, 430424000000}
)

// points registers the places that are inspected.
func (s *story) points(ctx context.Context) error {
	for k, x := range spots {
		for i, name := range x.names {
			county := outer[(k+i)%len(outer)]
			if i < len(inner) && x.kind != "village" {
				county = inner[i]
			}
			v := s.within(county, x.kind == "village")
			d := point.Details{Name: name, Kind: x.kind, Area: v.Code,
				Unit: s.unitID(fmt.Sprint("t", int64(v.Code)/1e3))}
			if name == "" {
				d.Unit, d.Name = s.unitID(fmt.Sprint("v", int64(v.Code))),
					strings.TrimSuffix(strings.TrimSuffix(v.Name, "委会"), "居")
				if x.kind == "community" {
					d.Name += "服务中心"
				}
			}
			d.Address = s.desk.Org().Tree().FullName(v.Code.Ancestor(area.Township))
			var at place.Place
			at.Lat, at.Lng = s.near(v.Code)
			d.Place = &at
			if _, err := s.desk.Points.Add(ctx, s.caller("supervisor"), s.id(), d); err != nil {
				return fmt.Errorf("point %s: %w", d.Name, err)
			}
		}
	}
	return nil
}

// within picks a village of a county, or a community.
func (s *story) within(county area.Code, village bool) area.Area {
	var list []area.Area
	for _, v := range s.villages {
		name := strings.TrimSuffix(v.Name, "委会")
		if county.Contains(v.Code) && strings.HasSuffix(name, "村") == village {
			list = append(list, v)
		}
	}
	return list[s.rand.IntN(len(list))]
}
