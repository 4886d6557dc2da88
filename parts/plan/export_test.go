package plan

// ReadRows has so many rows read at once, until undo.
func ReadRows(n int) (undo func()) {
	was := readRows
	readRows = n
	return func() { readRows = was }
}
