package open311

import (
	"xiaohao/faces/gate"
	"xiaohao/loop/fault"
)

// posted are the endpoints that write, and the one that tells what became of a token.
func (f *Face) posted() (out []route) {
	out = append(out, both("POST", "v2/requests.%", f.postRequest, gate.Pictures)...)
	out = append(out, both("POST", "v2/servicerequestupdates.%", f.postUpdate, gate.Pictures)...)
	return append(out, both("GET", "v2/tokens/{file}", f.token, gate.Words)...)
}

// postRequest takes a report. No key lets anybody send yet.
func (f *Face) postRequest(*call) (document, error) {
	return document{}, fault.New(fault.Denied, "georeport_key")
}

// postUpdate takes words about a request. No key lets anybody send yet.
func (f *Face) postUpdate(*call) (document, error) {
	return document{}, fault.New(fault.Denied, "georeport_key")
}

// token tells what became of a report that was not public when it was sent.
func (f *Face) token(*call) (document, error) {
	return document{}, fault.New(fault.Missing, "georeport_missing")
}
