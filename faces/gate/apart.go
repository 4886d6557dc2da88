package gate

import (
	"net/http"
	"strings"

	"xiaohao/loop/fault"
)

// apart are addresses of programs alone, which have a standard's own errors.
type apart struct {
	prefix string
	refuse func(w http.ResponseWriter, r *http.Request, language string, f *fault.Error)
}

// Apart says that addresses beneath a prefix know no cookie and no bearer: who asks there is nobody until a key in the
// request says otherwise, so that pages of other sites may ask too. refuse writes what the gate refuses there. Call it
// before the gate serves.
func (g *Gate) Apart(prefix string, refuse func(w http.ResponseWriter, r *http.Request, language string,
	f *fault.Error)) {
	g.apart = append(g.apart, apart{prefix, refuse})
}

// apartOf is what was said of the addresses that a path belongs to, nil for nothing.
func (g *Gate) apartOf(path string) *apart {
	for i := range g.apart {
		if strings.HasPrefix(path, g.apart[i].prefix) {
			return &g.apart[i]
		}
	}
	return nil
}
