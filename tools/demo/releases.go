package demo

import (
	"context"
	"math/rand/v2"
	"slices"

	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/core/part"
	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
	"xiaohao/parts/release"
)

// press is the office that lets matters out. It draws from chance of its own, so that the story before it stays the
// same.
type press struct {
	*release.Releases
	source *rand.ChaCha8
	drafts int // so far
}

func newPress(v *part.Values) *press {
	seed := [32]byte{'g', 'o', 'n', 'g', 'k', 'a', 'i'}
	return &press{Releases: part.Get[*release.Releases](v), source: rand.NewChaCha8(seed)}
}

// id is for a command of the office.
func (p *press) id(now calendar.Instant) ledger.ID {
	id, err := ledger.NewID(now, p.source)
	if err != nil {
		panic(err) // the generator never ends
	}
	return id
}

func (c *course) pressID() ledger.ID { return c.press.id(c.clock.Now()) }

// soon plans what the office does next, some working hours ahead.
func (c *course) soon(hours int64, run func(ctx context.Context) error) {
	cal := c.desk.Calendar()
	c.add(cal.NextOpen(cal.AddMinutes(c.clock.Now(), 20+c.rand.Int64N(hours*60))), run)
}

// headings are what the office calls a matter in public.
var headings = map[string]string{
	"env.rubbish": "垃圾堆积无人清运", "env.bin": "垃圾桶满溢、破损", "env.posters": "小广告乱贴", "env.stall": "流动摊贩占用人行道",
	"env.drying": "绿化带晾晒、堆放杂物", "env.toilet": "公厕积水、保洁不到位", "road.pothole": "路面坑洼积水", "road.manhole": "井盖塌陷",
	"road.parking": "消防通道被车辆占用", "road.bicycle": "共享单车占用盲道", "road.helmet": "校门口骑电动车不戴头盔", "road.marking": "斑马线磨损看不清",
	"fac.lamp": "路灯不亮", "fac.water": "水管漏水", "fac.drain": "下水道堵塞、污水外溢", "fac.cable": "线缆垂落", "green.damage": "花坛绿化枯死",
	"green.tree": "树枝折断挡住人行道", "home.lift": "住宅楼电梯停运", "home.fire": "楼道停放电动车", "home.property": "小区保洁不到位",
	"market.hygiene": "菜市场地面脏污", "school.traffic": "放学时段校门口拥堵", "noise.works": "工地夜间施工噪声", "noise.life": "广场舞噪声",
	"noise.smoke": "餐饮油烟扰民", "build.illegal": "疑似违法加建", "village.sewage": "水沟发黑发臭", "village.river": "河边倾倒建筑垃圾",
	"civic.poster": "公益广告牌破损",
}

// offered plans that the office of the county looks at a matter that was listed: most with a photo go out. What
// inspections find stays inside: their pictures are drawn by chance.
func (c *course) offered(kind matter.Kind, source matter.Source, photos int) {
	share := 10
	if photos > 0 {
		share = 45
	}
	if c.again != nil || c.rand.IntN(100) >= share || kind != matter.Problem ||
		!c.desk.Policy().Release.May(source, c.text.category) {
		return
	}
	c.press.drafts++
	c.offer = c.press.drafts
	c.soon(6, c.draft)
}

// The fates of a draft, by its number: one of twenty is left waiting, is refused, is refused and covered, is taken
// back.
func (c *course) fate(n int) bool { return c.offer%20 == n }

const (
	waiting = 4
	refused = 9
	mended  = 13
	taken   = 17
)

// draft is the first step 经办, and plans the second one.
func (c *course) draft(ctx context.Context) error {
	drafted, err := c.drafted(ctx, false)
	if err != nil || !drafted || c.fate(waiting) {
		return err
	}
	if c.fate(refused) || c.fate(mended) {
		c.soon(6, c.refuse)
		return nil
	}
	c.soon(8, c.pass)
	return nil
}

// drafted asks to let the matter out with its photos, and says whether it came to that.
func (c *course) drafted(ctx context.Context, covered bool) (bool, error) {
	who := c.caller("disp" + c.county)
	m, err := c.desk.Matter(ctx, who, c.id)
	if err != nil {
		return false, err
	}
	a := release.Asking{Title: headings[m.Category], Text: m.Text, Place: m.Place,
		Agreed: m.Source == matter.FromHotline}
	if a.Title == "" {
		a.Title = m.Title
	}
	for _, step := range []string{"report", "fix"} { // one picture of each
		i := slices.IndexFunc(m.Photos, func(p matter.Photo) bool { return p.Step == step })
		if i < 0 {
			continue
		}
		x := release.Photo{ID: m.Photos[i].ID, After: step == "fix"}
		if covered {
			x.Boxes = []org.Box{{X: 80, Y: 640, W: 240, H: 110}}
		}
		a.Photos = append(a.Photos, x)
	}
	if err := c.press.Draft(ctx, who, c.pressID(), c.id, a); err != nil {
		return false, quiet(err)
	}
	return true, nil
}

// pass is the last step 签发, by another person.
func (c *course) pass(ctx context.Context) error {
	who := c.caller("supervisor")
	s, err := c.press.Of(ctx, who, c.id)
	if err != nil || s.Draft == nil {
		return err
	}
	if err := quiet(c.press.Pass(ctx, who, c.pressID(), c.id, s.Seq)); err != nil {
		return err
	}
	if c.fate(taken) {
		c.soon(30, func(ctx context.Context) error {
			return quiet(c.press.Withdraw(ctx, who, c.pressID(), c.id, "反映人来电要求不再公开。"))
		})
	}
	return nil
}

// refuse sends the draft back; one of two is drafted again with what was to be covered.
func (c *course) refuse(ctx context.Context) error {
	who := c.caller("supervisor")
	s, err := c.press.Of(ctx, who, c.id)
	if err != nil || s.Draft == nil {
		return err
	}
	if err := quiet(c.press.Refuse(ctx, who, c.pressID(), c.id, s.Seq, "照片里看得清车牌，遮盖后再报。")); err != nil {
		return err
	}
	if c.fate(mended) {
		c.soon(5, func(ctx context.Context) error {
			if ok, err := c.drafted(ctx, true); err != nil || !ok {
				return err
			}
			c.soon(5, c.pass)
			return nil
		})
	}
	return nil
}

// shown lets out also how it is now, after it was struck off.
func (c *course) shown() {
	if c.offer == 0 || c.fate(waiting) || c.fate(refused) || c.fate(taken) {
		return
	}
	c.soon(6, func(ctx context.Context) error {
		if ok, err := c.drafted(ctx, c.fate(mended)); err != nil || !ok {
			return err
		}
		c.soon(4, c.pass)
		return nil
	})
}
