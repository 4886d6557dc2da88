package policy

import "go.yaml.in/yaml/v3"

// Tally is what surveys of use 使用率观测 are held against.
type Tally struct {
	// Aims are the shares in percent that are wanted, by kind of road (city, ordinary) and vehicle (ebike, motorcycle,
	// courier, car, van, coach); nothing for no aim.
	Aims map[string]map[string]int
}

// Aim is the share that is wanted on a kind of road of those with a vehicle; 0 for none.
func (t Tally) Aim(road, vehicle string) int { return t.Aims[road][vehicle] }

// The aims of the helmet campaign of 2020 一盔一带.
func builtInAims() map[string]map[string]int {
	return map[string]map[string]int{"city": {"motorcycle": 90, "ebike": 70, "courier": 80},
		"ordinary": {"motorcycle": 70, "ebike": 50}}
}

var vehicles = []string{"ebike", "motorcycle", "courier", "car", "van", "coach"}

func (r *reader) tally(p *Policy, n *yaml.Node) {
	p.Tally = Tally{Aims: builtInAims()}
	t := r.table(n, []string{"aims"}, nil)
	if t["aims"] == nil {
		return
	}
	p.Tally.Aims = map[string]map[string]int{}
	for road, list := range r.table(t["aims"], []string{"city", "ordinary"}, nil) {
		p.Tally.Aims[road] = map[string]int{}
		for vehicle, aim := range r.table(list, vehicles, nil) {
			p.Tally.Aims[road][vehicle] = r.number(aim, 1, 100)
		}
	}
}
