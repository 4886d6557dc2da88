package release

import (
	"context"
	"strings"
)

// Search is a page of the public matters whose released title, text or place hold all the words, the newest first.
// Faults: search_short when there is nothing to search for, search_common when one character is too common.
func (x *Releases) Search(ctx context.Context, words string, f Filter, limit int) (Page, error) {
	var out Page
	for {
		page, err := x.List(ctx, f, limit)
		if err != nil {
			return out, err
		}
		for _, p := range page.Matters {
			if strings.Contains(p.Title+"\n"+p.Text+"\n"+p.Place, words) && len(out.Matters) < limit {
				out.Matters = append(out.Matters, p)
			}
		}
		if f.Behind = page.Next; f.Behind.Matter == 0 || len(out.Matters) == limit {
			return out, nil
		}
	}
}
