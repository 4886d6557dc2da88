package care

// Few is the smallest number of persons of whom a figure is shown.
const Few = 5

// Shown is a figure for everybody who works here: below Few it is hidden, zero like four. There are no sums, and one
// level of areas and of time alone, so nothing that is shown depends on what is hidden.
func Shown(n int) (int, bool) {
	if n < Few {
		return 0, false
	}
	return n, true
}
