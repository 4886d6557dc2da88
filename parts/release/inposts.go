package release

import (
	"fmt"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/core/policy"
)

// inPosts is the condition for rows in the areas over which the caller holds a post of one of the steps, with what it
// asks appended to args; "" when he holds none.
func inPosts(caller org.Caller, steps []policy.Pass, args []any) (string, []any) {
	var list []string
	for _, p := range caller.Posts {
		if !slices.ContainsFunc(steps, func(s policy.Pass) bool { return slices.Contains(s.Posts, p.Kind) }) {
			continue
		}
		lo, hi := p.Area.Range()
		args = append(args, int64(lo), int64(hi))
		list = append(list, fmt.Sprintf("area BETWEEN $%d AND $%d", len(args)-1, len(args)))
	}
	return strings.Join(list, " OR "), args
}
