package policy

import (
	"go.yaml.in/yaml/v3"

	"xiaohao/loop/calendar"
	"xiaohao/loop/matter"
)

// Archive is how long a reporter's personal data is kept with the matter that it belongs to, and who keeps the volumes
// of papers in his area.
type Archive struct {
	Years, Days int // after the matter left the list; both together. Before that nobody erases it
	BackupDays  int // so long at most a backup is kept, and with it what was erased since
	Keepers     []matter.Post
}

// The built-in terms. Ten years is the shortest fixed term for an office's records: 国家档案局令第8号 (2006),
// 机关文件材料归档范围和文书档案保管期限规定, gives 永久, 30年 and 10年. Ninety days are an operator's usual turn of backups.
const (
	archiveYears = 10
	backupDays   = 90
)

// Until is when the term of something ends that left the list at an instant. Years are those of the calendar, in the
// city's time.
func (a Archive) Until(closed calendar.Instant, c *calendar.Calendar) calendar.Instant {
	t := closed.Time().In(c.Location()).AddDate(a.Years, 0, a.Days)
	return calendar.Instant(t.UnixMicro())
}

func (r *reader) archive(p *Policy, n *yaml.Node) {
	p.Archive = Archive{Years: archiveYears, BackupDays: backupDays,
		Keepers: []matter.Post{matter.Dispatcher, matter.Supervisor}}
	t := r.table(n, []string{"years", "days", "backup_days", "keepers"}, nil)
	if t["years"] != nil || t["days"] != nil {
		p.Archive.Years = 0
	}
	if t["keepers"] != nil {
		p.Archive.Keepers = r.reviewers(t["keepers"])
	}
	for key, to := range map[string]*int{"years": &p.Archive.Years, "days": &p.Archive.Days,
		"backup_days": &p.Archive.BackupDays} {
		if t[key] != nil {
			*to = r.number(t[key], 0, 36500)
		}
	}
}
