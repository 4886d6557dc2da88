// Package office is the way of an outgoing paper 公文办理: drafted, opinions asked, reviewed, signed off, numbered,
// stamped, handed out, signed for, done, archived.
package office

// Content is what a paper says. It is frozen when the paper is begun or changed: whoever reads the paper later reads
// this, whatever became of the thing that it was made from. All texts are plain, in Chinese.
type Content struct {
	Title      string     `json:"title"`                // 关于…的任务分解表
	Basis      string     `json:"basis,omitempty"`      // 依据
	Paragraphs []string   `json:"paragraphs,omitempty"` // before the table
	Columns    []string   `json:"columns,omitempty"`    // headings of the table; none for no table
	Rows       [][]string `json:"rows,omitempty"`       // each as long as Columns
	Foot       []string   `json:"foot,omitempty"`       // behind the table
}
