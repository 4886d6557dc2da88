package open311

import (
	"strings"

	"xiaohao/core/policy"
	"xiaohao/loop/fault"
	"xiaohao/platform/lang"
)

// changeset is when what this door speaks changed last.
const changeset = "2026-11-29T00:00:00+08:00"

// specification is the standard's address.
const specification = "http://wiki.open311.org/GeoReport_v2"

// discovery says where this door is, and what it speaks. The second address is that of the newest version there is.
func (f *Face) discovery(c *call) (document, error) {
	base, city := f.gate.Base(c.r), f.house.Policy().City
	var spoken []any
	for _, t := range contentTypes {
		kind, _, _ := strings.Cut(t, ";")
		spoken = append(spoken, kind)
	}
	var endpoints []any
	for _, at := range []string{"v2", "latest"} {
		endpoints = append(endpoints, record{{"specification", specification}, {"url", base + prefix + at},
			{"changeset", changeset}, {"type", "production"}, {"formats", list{"format", spoken}}})
	}
	say := func(key string) string {
		return lang.T(lang.Zh, key, map[string]string{"city": policy.Name{Zh: city.Zh, En: city.En}.In(lang.Zh),
			"url": base})
	}
	return document{"discovery", record{{"changeset", changeset}, {"contact", say("georeport.contact")},
		{"key_service", say("georeport.keys")}, {"endpoints", list{"endpoint", endpoints}}}}, nil
}

// services lists what may be reported here.
func (f *Face) services(*call) (document, error) {
	p := f.house.Policy()
	all := list{item: "service"}
	for _, s := range p.Services() {
		kind := "batch"
		if p.Realtime(s.Code) {
			kind = "realtime"
		}
		words := s.Keywords
		if s.En != "" {
			words = append(words[:len(words):len(words)], strings.ToLower(s.En))
		}
		all.of = append(all.of, record{{"service_code", s.Code}, {"service_name", s.Zh},
			{"description", lang.T(lang.Zh, "georeport.service", map[string]string{"name": s.Zh, "group": s.Group,
				"english": s.En})},
			{"metadata", len(s.Attributes) > 0}, {"type", kind}, {"keywords", strings.Join(words, ", ")},
			{"group", s.Group}})
	}
	return document{"services", all}, nil
}

// service says what a report of one service tells besides.
func (f *Face) service(c *call) (document, error) {
	p := f.house.Policy()
	s, _ := p.Category(c.name)
	if !p.Serves(c.name) {
		return document{}, fault.New(fault.Missing, "georeport_service", "code", c.name)
	}
	all := list{item: "attribute"}
	for _, a := range s.Attributes {
		values := list{item: "value"}
		for _, v := range a.Values {
			values.of = append(values.of, record{{"key", v.Key}, {"name", v.Name.In(lang.Zh)}})
		}
		all.of = append(all.of, record{{"variable", a.Variable}, {"code", a.Code}, {"datatype", string(a.Datatype)},
			{"required", a.Required}, {"datatype_description", a.Hint.In(lang.Zh)}, {"order", int64(a.Order)},
			{"description", a.Description.In(lang.Zh)}, {"values", values}})
	}
	return document{"service_definition", record{{"service_code", s.Code}, {"attributes", all}}}, nil
}
