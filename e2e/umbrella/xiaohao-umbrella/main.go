// Command xiaohao-umbrella is the program with one capability more; see package umbrella.
package main

import (
	"os"

	"xiaohao/app"
	"xiaohao/city"
	"xiaohao/e2e/umbrella"
	"xiaohao/faces"
)

func main() {
	p := app.System()
	p.Parts = append(city.Parts(), umbrella.Part())
	p.Rooms = append(faces.Rooms(), umbrella.Room())
	os.Exit(p.Run(os.Args[1:]))
}
