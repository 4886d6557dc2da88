package web

// CampaignsPage lists self-check campaigns, the newest first, with what waits for the caller's look.
type CampaignsPage struct {
	Frame
	New   string // address of the form, for who may open one
	Tasks []CampaignTask
	Rows  []CampaignRow
	Pager Pager
}

// CampaignTask is a zero that was drawn for the caller.
type CampaignTask struct {
	Name, Area, Said, Text string
	Form                   Form
}

// CampaignRow is a campaign in the list.
type CampaignRow struct {
	Name, URL, State, Tone, Said string
	At                           CampaignArea // where the areas that the reader sees stand
}

// CampaignNewPage is the form of a new campaign.
type CampaignNewPage struct {
	Frame
	Said string // of the common problem behind it
	Form Form
}

// CampaignPage is a campaign as an area of it sees it.
type CampaignPage struct {
	Frame
	Heading     string
	Crumbs      []Link
	State, Tone string
	Light       string // red, yellow, green, grey
	Until       string // the deadline
	Lead        string // what matters, in words
	Next        string // what the reader's level has to do next
	Tiles       []Fact
	Said        []string // what is looked for, until when
	Nobody      string   // that zeros wait and nobody is there to look
	Unseen      []Link   // where
	Orders      []CampaignOrder
	Links       []Link
	Forms       []Form
	Names       []Datalist
	Rows        []CampaignArea
	Matters     []CampaignFinding
	More        string // address of the next findings
	Proof       []Fact
}

// CampaignOrder is what a level had to say.
type CampaignOrder struct{ Who, Text string }

// CampaignArea is an area of the matrix; the villages stand by their code and are never ranked.
type CampaignArea struct {
	Name, URL, Standing, Tone string
	Segments                  []Segment // of those who answered and did not
	Words                     string    // the same
	Note                      string    // who signed, who looked
}

// CampaignFinding is a matter that was found.
type CampaignFinding struct{ Title, URL, State, Area string }

// CampaignReportPage is the closing report.
type CampaignReportPage struct {
	Frame
	Heading string
	Crumbs  []Link
	Lead    string
	Tiles   []Fact
	Said    []string // the report itself, sentence by sentence
	Links   []Link
	Rows    []CampaignArea
	Falses  []CampaignFinding
}

func (*CampaignsPage) template() string      { return "campaigns" }
func (*CampaignNewPage) template() string    { return "campaign-new" }
func (*CampaignPage) template() string       { return "campaign" }
func (*CampaignReportPage) template() string { return "campaign-report" }

// TrendsPage lists the common problems, the newest first.
type TrendsPage struct {
	Frame
	Rows   []TrendRow
	Export string
	Pager  Pager
}

// TrendRow is a common problem with its counties side by side.
type TrendRow struct {
	ID         string // anchor
	Name, When string
	Why        string // the sentence that says why
	Sure       string
	Counties   []TrendCounty
	Hint       string
	Matters    []CampaignFinding
	Open       *Link // opens a self-check campaign, or leads to it
}

// TrendCounty is a county's ten weeks as bars; Words say the same.
type TrendCounty struct {
	Name, Words string
	Rose        bool
	Bars        []TrendBar
}

// TrendBar is a week: X, Y and H in a drawing of 100 by 40.
type TrendBar struct {
	X, Y, H int
	Now     bool
}

func (*TrendsPage) template() string { return "trends" }
