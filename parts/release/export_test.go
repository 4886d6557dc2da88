package release

// Texts gives every question that a filter leads to, by name.
func (f Filter) Texts(city int64) map[string]Text {
	out := map[string]Text{}
	b := Bounds{South: 26.85, West: 112.55, North: 26.9, East: 112.6}
	out["list"] = textOf(listText(f, 0, city, 50))
	f.Behind = Place{At: 1 << 50, Matter: 7}
	out["next page"] = textOf(listText(f, 0, city, 50))
	out["struck since"] = textOf(listText(f, 1<<40, city, 50))
	f.Area = 0
	out["near"] = textOf(spotsText(b, f, city, []int64{7, 8, 9}, mostNear))
	for i := range sides {
		out["squares "+string(rune('0'+i))] = textOf(squaresText("COUNT(*)", "", city, i, f, b))
	}
	return out
}

// Text is a question with its arguments.
type Text struct {
	SQL  string
	Args []any
}

func textOf(sql string, args []any) Text { return Text{sql, args} }

// GoOn makes the round of Tick go on behind a matter.
func (x *Releases) GoOn(behind int64) { x.passed.Store(behind) }

// Text is the question that an Ask leads to.
func (a Ask) Text(city int64) Text { return textOf(askText(a, city)) }

// UpdatesText is the question for updates, of some matters or of all.
func UpdatesText(city int64, of ...int64) Text { return textOf(updatesText(city, 1, 1<<50, of, 0, 50)) }
