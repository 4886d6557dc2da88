package open311

import (
	"xiaohao/loop/fault"
)

// discovery says where this door is, and what it speaks.
func (f *Face) discovery(*call) (document, error) {
	return document{"discovery", record{}}, nil
}

// services lists what may be asked for.
func (f *Face) services(*call) (document, error) {
	return document{"services", list{item: "service"}}, nil
}

// service says what a report of one service should tell besides.
func (f *Face) service(*call) (document, error) {
	return document{}, fault.New(fault.Missing, "georeport_missing")
}

// requests is a page of what is public.
func (f *Face) requests(*call) (document, error) {
	return document{"service_requests", list{item: "request"}}, nil
}

// request is one matter that is public.
func (f *Face) request(*call) (document, error) {
	return document{}, fault.New(fault.Missing, "georeport_missing")
}

// updates is what happened lately to what is public.
func (f *Face) updates(*call) (document, error) {
	return document{"service_requests_updates", list{item: "request_update"}}, nil
}
