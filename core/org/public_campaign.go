package org

import (
	"xiaohao/core/policy"
	"xiaohao/loop/redact"
)

// crowd is how many areas a campaign asks at least before its numbers are public: what one village answered is nobody
// else's to read out of a sum.
const crowd = 5

// PublicCampaign is the gate before self-check campaigns: what everybody may read as the name of one that asks so many
// areas, and whether he may see its numbers at all. Who looked, what he found and what offices wrote stay inside.
func PublicCampaign(p policy.Release, name string, areas int) (string, bool) {
	if !p.Campaigns || len(p.Steps) == 0 || areas < crowd || redact.About(name) {
		return "", false
	}
	return redact.Public(name), true
}
