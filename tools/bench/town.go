package bench

import (
	"context"
	"crypto/rand"
	"fmt"
	mathrand "math/rand/v2"
	"sync"
	"sync/atomic"
	"time"

	"xiaohao/core/desk"
	"xiaohao/core/ledger"
	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/calendar"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/tools/demo"
)

// town is the city of the bench: Hengyang's areas, an office in each township and county, and the few people who work
// the lists.
type town struct {
	villages   []area.Code
	offices    map[area.Code]int64
	dispatcher org.Caller
	clerks     map[int64]org.Caller
	token      string // of the dispatcher
	leader     string
}

const password = "bench bench bench"

func id() ledger.ID {
	i, err := ledger.NewID(calendar.Of(time.Now()), rand.Reader)
	if err != nil {
		panic(err) // the system has no random numbers
	}
	return i
}

func (b *run) people(ctx context.Context) error {
	areas, err := demo.Areas()
	if err != nil {
		return err
	}
	var c []org.Change
	city := area.Code(b.desk.City() * 1e8)
	for _, a := range areas {
		c = append(c, &org.AreaSet{Area: a.Code, Name: a.Name})
		if l := a.Code.Level(); l == area.Township || l == area.County {
			code := fmt.Sprint("u", int64(a.Code))
			c = append(c, &org.UnitSet{Code: code, Zh: a.Name + "办公室", Area: a.Code},
				&org.PersonSet{Login: "c" + fmt.Sprint(int64(a.Code)), Name: "经办",
					Posts: []org.Post{{Kind: matter.UnitClerk}}, UnitCodes: []string{code}})
		}
	}
	c = append(c, &org.PersonSet{Login: "dispatcher", Name: "受理",
		Posts: []org.Post{{Kind: matter.Dispatcher, Area: city}}},
		&org.PersonSet{Login: "leader", Name: "领导", Posts: []org.Post{{Kind: matter.Leader, Area: city}}})
	if b.desk.Org().Tree().Len() == 0 {
		if _, err := b.desk.Change(ctx, org.Caller{System: true}, id(), c); err != nil {
			return err
		}
	}
	return b.meet(ctx, areas)
}

// meet finds the people again and logs two of them in.
func (b *run) meet(ctx context.Context, areas []area.Area) error {
	o := b.desk.Org()
	t := &town{offices: map[area.Code]int64{}, clerks: map[int64]org.Caller{}}
	for _, a := range areas {
		if a.Code.Level() == area.Village {
			t.villages = append(t.villages, a.Code)
		}
	}
	for _, u := range o.Units(0) {
		t.offices[u.Area] = u.ID
		t.clerks[u.ID] = o.Staff(u.ID)[0].Caller()
	}
	for login, token := range map[string]*string{"dispatcher": &t.token, "leader": &t.leader} {
		p, _ := o.PersonByLogin(login)
		if err := b.desk.Auth.SetPassword(ctx, p, password, false); err != nil {
			return err
		}
		s, err := b.desk.Auth.Login(ctx, o, login, password, org.Meta{Agent: "bench"})
		if err != nil {
			return err
		}
		*token = s.Token
		if login == "dispatcher" {
			t.dispatcher = p.Caller()
		}
	}
	b.town = t
	return nil
}

// phrases make texts of thirty to a hundred characters.
var phrases = []string{"路灯不亮", "垃圾没有人清理", "路面有一个大坑", "下水道堵了", "污水漫到路上", "占道经营严重", "噪音很大影响休息", "井盖破损",
	"小广告到处都是", "绿化带被踩坏",
	"请尽快处理", "已经反映多次", "老人小孩出行不便", "下雨天更严重", "晚上很危险", "希望有关部门重视", "物业不管", "学校门口很堵", "公交站牌坏了", "消防通道被占"}

func (t *town) report(r *mathrand.Rand) *matter.Report {
	text := ""
	for range 3 + r.IntN(6) {
		text += phrases[r.IntN(len(phrases))] + "，"
	}
	return &matter.Report{Area: t.villages[r.IntN(len(t.villages))], Place: fmt.Sprint("人民路", r.IntN(900)+1, "号"),
		Text: text + "谢谢。"}
}

// inFlight is how many commands wait for the ledger while the city is made.
const inFlight = 256

// fill makes the matters: all are reported, six of ten listed and assigned, four of ten signed for. A folder that was
// named and kept is not made anew.
func (b *run) fill(ctx context.Context) error {
	if err := b.people(ctx); err != nil {
		return err
	}
	if have, err := b.matters(ctx); err != nil || have >= int64(b.n) {
		return err // the folder holds the city of an earlier run, or one that was filled with copies
	}
	at, end := b.Bar(fmt.Sprint("make ", b.n))
	defer end()
	var next, commands atomic.Int64
	var failed atomic.Pointer[error]
	var wait sync.WaitGroup
	start := time.Now()
	for w := range inFlight {
		wait.Add(1)
		go func() {
			defer wait.Done()
			r := mathrand.New(mathrand.NewPCG(uint64(w), 7))
			for failed.Load() == nil && ctx.Err() == nil {
				i := next.Add(1)
				if i > int64(b.n) {
					return
				}
				n, err := b.course(ctx, r)
				if err != nil {
					failed.Store(&err)
				}
				commands.Add(n)
				if i%1000 == 0 {
					at(i, int64(b.n))
				}
			}
		}()
	}
	wait.Wait()
	if e := failed.Load(); e != nil {
		return *e
	}
	if ctx.Err() != nil {
		return ctx.Err()
	}
	b.size.FillRate = float64(commands.Load()) / time.Since(start).Seconds()
	made := time.Now()
	if err := b.desk.Ledger().CatchUp(ctx); err != nil {
		return err
	}
	b.size.SearchLag = time.Since(made).Seconds()
	at(int64(b.n), int64(b.n))
	return nil
}

// course takes one matter some way through the loop and says how many commands that took.
func (b *run) course(ctx context.Context, r *mathrand.Rand) (int64, error) {
	rep := b.town.report(r)
	res, err := b.desk.Do(ctx, org.Caller{}, desk.Command{ID: id(), Body: rep})
	if err != nil {
		return 0, err
	}
	fate := r.IntN(10)
	if fate >= 6 {
		return 1, nil
	}
	return 1 + int64(min(fate, 2)/2) + 2, b.work(ctx, res.Matter, rep.Area, fate < 4, r)
}

// work lists and assigns a matter, and has the unit sign.
func (b *run) work(ctx context.Context, m int64, a area.Code, sign bool, r *mathrand.Rand) error {
	categories := b.desk.Policy().Categories()
	unit := b.town.offices[a.Ancestor(area.Township)]
	_, err := b.desk.Do(ctx, b.town.dispatcher, desk.Command{ID: id(), Matter: m,
		Body: &matter.List{Category: categories[r.IntN(len(categories))].Code}})
	if err == nil {
		_, err = b.desk.Do(ctx, b.town.dispatcher, desk.Command{ID: id(), Matter: m, Body: &matter.Assign{Lead: unit}})
	}
	if err == nil && sign {
		_, err = b.desk.Do(ctx, b.town.clerks[unit], desk.Command{ID: id(), Matter: m, Body: &matter.Sign{}})
	}
	if f := fault.Of(err); err != nil && f.Kind == fault.Conflict {
		return nil
	}
	return err
}
