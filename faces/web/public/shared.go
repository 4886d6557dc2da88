package public

import (
	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
)

// CardOf is a public matter as a card, for other rooms that show what everybody may see (template "public-card", and
// "public-fixed" with its pictures before and after). Only what the gate gave may be handed in.
func CardOf(c *kit.Call, m org.Public) Card { return card(c, m) }

// StandsIn is where a matter stands, in one sentence.
func StandsIn(c *kit.Call, m org.Public) string { return said(c, m) }
