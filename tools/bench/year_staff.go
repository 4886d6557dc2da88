package bench

import (
	"context"
	"fmt"

	"xiaohao/core/org"
	"xiaohao/loop/area"
	"xiaohao/loop/matter"
	"xiaohao/tools/demo"
)

// staff are the city's areas, and who works there.
type staff struct {
	city      area.Code
	counties  []area.Code
	townships []area.Code
	villages  []area.Code
	offices   map[area.Code]int64 // units of counties and townships
	clerks    map[int64]org.Caller
	who       map[string]org.Caller
}

// The people of the city itself.
const (
	drafts    = "drafts"    // enters, drafts, numbers and seals
	oversees  = "oversees"  // makes bulletins, brings figures, closes
	reviews   = "reviews"   // reads papers and plans
	signs     = "signs"     // signs off and adopts
	strikesOf = "strikesof" // looks whether it is done
)

// size is how many counties a city has, and townships each, for a year of so many things of a whole one's; 0 for all.
func size(n, whole int) (counties, townships int) {
	switch {
	case 2*n >= whole:
		return 0, 0
	case 10*n >= whole:
		return 5, 0 // the districts: a tenth of its villages and communities
	}
	return 2, 2
}

// choose are the areas of a city that so much happens in.
func choose(areas []area.Area, n, whole int) (out []area.Area) {
	counties, townships := size(n, whole)
	seen, below := map[area.Code]bool{}, map[area.Code]int{}
	for _, a := range areas {
		if counties > 0 && a.Code.Level() >= area.County && !seen[a.Code.Ancestor(area.County)] {
			if a.Code.Level() != area.County || len(below) == counties {
				continue
			}
			below[a.Code] = 0
		}
		if townships > 0 && a.Code.Level() >= area.Township && !seen[a.Code.Ancestor(area.Township)] {
			county := a.Code.Ancestor(area.County)
			if a.Code.Level() != area.Township || below[county] == townships {
				continue
			}
			below[county]++
		}
		seen[a.Code] = true
		out = append(out, a)
	}
	return out
}

// settle makes the areas, their offices and their people. A city that is there already is refused: its year would be
// lived twice.
func (y *year) settle(ctx context.Context) error {
	d := y.run.desk
	if d.Org().Tree().Len() != 0 {
		return fmt.Errorf("there is a city in %s already: its year would be lived twice", y.dir)
	}
	areas, err := demo.Areas()
	if err != nil {
		return err
	}
	y.staff = &staff{city: area.Code(d.City() * 1e8), offices: map[area.Code]int64{}, clerks: map[int64]org.Caller{},
		who: map[string]org.Caller{}}
	areas = choose(areas, y.n, y.kind.whole)
	var c []org.Change
	for _, a := range areas {
		c = append(c, &org.AreaSet{Area: a.Code, Name: a.Name})
		switch a.Code.Level() {
		case area.County:
			y.counties = append(y.counties, a.Code)
		case area.Township:
			y.townships = append(y.townships, a.Code)
		case area.Village:
			y.villages = append(y.villages, a.Code)
			continue
		default:
			continue
		}
		code := fmt.Sprint("u", int64(a.Code))
		c = append(c, &org.UnitSet{Code: code, Zh: a.Name + "政府办", Area: a.Code},
			&org.PersonSet{Login: "c" + fmt.Sprint(int64(a.Code)), Name: "经办",
				Posts: []org.Post{{Kind: matter.UnitClerk}}, UnitCodes: []string{code}})
	}
	y.Areas = int64(len(y.villages))
	if _, err := d.Change(ctx, org.Caller{System: true}, id(), append(c, y.life.crew(areas)...)); err != nil {
		return err
	}
	for _, u := range d.Org().Units(0) {
		y.offices[u.Area] = u.ID
		y.clerks[u.ID] = d.Org().Staff(u.ID)[0].Caller()
	}
	for _, p := range d.Org().People() {
		y.who[p.Login] = p.Caller()
	}
	return y.life.begin(ctx)
}

// official is somebody of the city itself.
type official struct {
	login, name string
	post        matter.Post
}

// officials are people of the city itself, as the organisation takes them.
func (y *year) officials(list ...official) (c []org.Change) {
	for _, p := range list {
		c = append(c, &org.PersonSet{Login: p.login, Name: p.name, Posts: []org.Post{{Kind: p.post, Area: y.city}}})
	}
	return c
}

// enter logs those in who read the pages.
func (y *year) enter(ctx context.Context) error {
	d := y.run.desk
	for who, login := range y.life.readers() {
		p, _ := d.Org().PersonByLogin(login)
		if err := d.Auth.SetPassword(ctx, p, password, false); err != nil {
			return err
		}
		s, err := d.Auth.Login(ctx, d.Org(), login, password, org.Meta{Agent: "bench"})
		if err != nil {
			return err
		}
		y.tokens[who] = s.Token
	}
	return nil
}
