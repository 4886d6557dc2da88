package policy

import (
	"slices"

	"go.yaml.in/yaml/v3"

	"xiaohao/loop/matter"
)

// Meetings is who keeps the register of meetings, superior documents and instructions 会议、上级文件、批示, who reads all
// of it. Each list is of posts over the area of a thing.
type Meetings struct {
	Internal bool          // texts marked 内部资料 may be kept; those of state secrets never are
	Register []matter.Post // who enters things, and works through their texts
	Office   []matter.Post // who reads all of it, beside those
}

// meetingPosts are those that a policy may name there.
var meetingPosts = []matter.Post{matter.Dispatcher, matter.Supervisor, matter.Leader}

// MeetingPosts lists the posts that a policy may name for the register of meetings.
func MeetingPosts() []matter.Post { return slices.Clone(meetingPosts) }

// Keeps says whether a post is one of the office of the register.
func (m Meetings) Keeps(p matter.Post) bool {
	return slices.Contains(m.Register, p) || slices.Contains(m.Office, p)
}

func (r *reader) meetings(p *Policy, n *yaml.Node) {
	x := &p.Meetings
	both := []matter.Post{matter.Dispatcher, matter.Supervisor}
	*x = Meetings{Register: both, Office: both}
	t := r.table(n, []string{"internal", "register", "office"}, nil)
	if t["internal"] != nil {
		x.Internal = r.truth(t["internal"])
	}
	for name, to := range map[string]*[]matter.Post{"register": &x.Register, "office": &x.Office} {
		if t[name] == nil {
			continue
		}
		*to = nil
		for _, post := range r.texts(t[name]) {
			if !slices.Contains(meetingPosts, matter.Post(post)) {
				r.wrong(t[name], "meeting_post", "value", post)
				continue
			}
			*to = append(*to, matter.Post(post))
		}
	}
}
