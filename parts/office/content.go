// Package office is the way of an outgoing paper 公文办理: drafted, opinions asked, reviewed, signed off, numbered,
// stamped, handed out, signed for, done, archived. Each step is an event, taken by whom policy names for it in the
// paper's area; who drafted a paper, who reviewed it and who signed it off are three people. What a paper says is
// frozen with each version, and a text with the mark of a state secret is refused before anything is stored.
//
// A paper is seen by those whose posts take steps in its area, by auditors of it, by the units asked for an opinion
// and, once it is handed out, by the units that it goes to. For everybody else it does not exist.
//
// Numbers run without a gap, by kind and year. What an archived paper says never changes: package archive holds it.
// Its tables are folded from its own events and never behind the ledger. It owns no page.
package office

import "xiaohao/parts/archive"

// Content is what a paper says.
type Content = archive.Content
