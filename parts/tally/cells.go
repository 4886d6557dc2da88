package tally

import "strings"

// Kind is what is counted.
type Kind string

// The kinds.
const (
	Helmet Kind = "helmet" // 一盔
	Belt   Kind = "belt"   // 一带
)

// Kinds lists them.
func Kinds() []Kind { return []Kind{Helmet, Belt} }

// Vehicle is what somebody passes on or in. A courier is apart from other riders whatever he rides.
type Vehicle string

// The vehicles.
const (
	Ebike      Vehicle = "ebike"
	Motorcycle Vehicle = "motorcycle"
	Courier    Vehicle = "courier"
	Car        Vehicle = "car"
	Van        Vehicle = "van"
	Coach      Vehicle = "coach"
)

// Seat is where he sits.
type Seat string

// The seats.
const (
	Rider     Seat = "rider"
	Driver    Seat = "driver"
	Passenger Seat = "passenger"
)

// Cell is a button of a tally, and what its number is of: "ebike.rider.on".
type Cell string

const (
	on  = "on"  // wears it
	off = "off" // does not
)

// CellOf is the cell of a vehicle and seat.
func CellOf(v Vehicle, s Seat, wears bool) Cell {
	use := off
	if wears {
		use = on
	}
	return Cell(string(v) + "." + string(s) + "." + use)
}

// Parts are what a cell is made of.
func (c Cell) Parts() (v Vehicle, s Seat, wears bool) {
	p := strings.SplitN(string(c), ".", 3)
	if len(p) != 3 {
		return "", "", false
	}
	return Vehicle(p[0]), Seat(p[1]), p[2] == on
}

// Vehicles are those that are counted, in the order of the buttons.
func (k Kind) Vehicles() []Vehicle {
	switch k {
	case Helmet:
		return []Vehicle{Ebike, Motorcycle, Courier}
	case Belt:
		return []Vehicle{Car, Van, Coach}
	}
	return nil
}

// Seats are the seats in a vehicle that are counted. Couriers carry no passengers.
func (k Kind) Seats(v Vehicle) []Seat {
	switch {
	case v == Courier:
		return []Seat{Rider}
	case k == Belt:
		return []Seat{Driver, Passenger}
	}
	return []Seat{Rider, Passenger}
}

// Cells are all cells, in the order of the buttons.
func (k Kind) Cells() (out []Cell) {
	for _, v := range k.Vehicles() {
		for _, s := range k.Seats(v) {
			out = append(out, CellOf(v, s, true), CellOf(v, s, false))
		}
	}
	return out
}
