package sheet

import (
	"strings"
	"xiaohao/core/desk"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// matterImport reads reports from elsewhere: a hotline's list, another system's export. Which of them are there already
// is said in known.go.
type matterImport struct {
	*job
	known
}

func (i *matterImport) fields() []field {
	return []field{
		{"text", true, []string{"内容", "问题", "问题描述", "留言详情", "诉求内容", "详情", "text", "description", "problem"}},
		{"source_no", false, []string{"来源编号", "编号", "留言编号", "工单编号", "source number", "number", "id", "unique key"}},
		{"title", false, []string{"标题", "主题", "留言主题", "title", "subject"}},
		{"time", false, []string{"时间", "上报时间", "留言时间", "受理时间", "发现时间", "time", "created", "created date", "date"}},
		{"area", false, []string{"区划", "区划代码", "所属区划", "area", "area code"}},
		{"place", false, []string{"点位", "地点", "地址", "位置", "place", "address", "location"}},
		{"lat", false, []string{"纬度", "lat", "latitude"}},
		{"lng", false, []string{"经度", "lng", "lon", "longitude"}},
		{"category", false, []string{"分类", "类别", "category"}},
		{"severity", false, []string{"程度", "严重程度", "severity"}},
		{"kind", false, []string{"类型", "kind"}},
		{"name", false, []string{"姓名", "联系人", "诉求人", "诉求人姓名", "反映人", "反映人姓名", "来电人", "来电人姓名",
			"contact"}},
		{"phone", false, []string{"电话", "联系电话", "手机", "手机号", "诉求人电话", "诉求人联系电话", "反映人电话", "来电人电话",
			"联系方式", "phone"}},
		{"agreed", false, []string{"同意公开", "是否同意公开", "是否公开", "公开意愿", "agreed", "consent"}},
	}
}

// read makes a report of a row, without what names it.
func (i *matterImport) read(r Row) (desk.Command, error) {
	var c desk.Command
	b := &matter.Report{Kind: matter.Problem, Source: i.source(), Title: cut(i.at.of(r, "title"), matter.MaxTitle-1),
		Text: i.at.of(r, "text"), Place: cut(i.at.of(r, "place"), matter.MaxPlace-1)}
	if b.Text == "" {
		b.Text = b.Title
	}
	var err error
	if b.Area, err = i.area(i.at.of(r, "area"), i.opts.Area); err != nil {
		return c, err
	}
	if b.FoundAt, err = i.time(r, "time"); err != nil {
		return c, err
	}
	if b.Lat, err = coordinate(i.at.of(r, "lat"), "lat"); err != nil {
		return c, err
	}
	if b.Lng, err = coordinate(i.at.of(r, "lng"), "lng"); err != nil {
		return c, err
	}
	if err := i.classify(r, b); err != nil {
		return c, err
	}
	b.Agreed = agrees(i.at.of(r, "agreed"))
	c.Body = b
	if n, p := i.at.of(r, "name"), i.at.of(r, "phone"); n != "" || p != "" {
		c.Contact = &desk.Contact{Name: n, Phone: p}
	}
	return c, nil
}

// agrees says that a cell says that whoever called agreed that it may be public. Whatever else it says, and nothing, is
// no.
func agrees(s string) bool {
	switch strings.ToLower(narrow(strings.TrimSpace(s))) {
	case "1", "true", "yes", "y", "是", "√", "同意", "同意公开", "可以", "可以公开", "可公开", "公开":
		return true
	}
	return false
}

func (i *matterImport) source() matter.Source {
	if i.opts.Source == "" {
		return matter.FromImport
	}
	return matter.Source(i.opts.Source)
}

// classify reads category, severity and kind, by code or by name in either language.
func (i *matterImport) classify(r Row, b *matter.Report) error {
	if s := i.at.of(r, "category"); s != "" {
		for _, c := range i.d.Policy().Categories() {
			if c.Code == s || c.Zh == s || c.En == s {
				b.Category, b.Severity = c.Code, c.Severity
			}
		}
		if b.Category == "" {
			return fault.New(fault.Invalid, "category_unknown", "category", cut(s, 40)).On("category")
		}
	}
	if s := i.at.of(r, "severity"); s != "" {
		for _, v := range matter.Severities() {
			if s == v.String() || s == lang.T(lang.Zh, "severity."+v.String(), nil) ||
				s == lang.T(lang.En, "severity."+v.String(), nil) {
				b.Severity = v
			}
		}
	}
	if s := i.at.of(r, "kind"); s != "" {
		for _, v := range matter.Kinds() {
			if s == v.String() || s == lang.T(lang.Zh, "kind."+v.String(), nil) ||
				s == lang.T(lang.En, "kind."+v.String(), nil) {
				b.Kind = v
			}
		}
	}
	return nil
}
