package campaign

import "xiaohao/faces/web/kit"

// CampaignsPage lists self-check campaigns, the newest first, with what waits for the caller's look.
type CampaignsPage struct {
	kit.Frame
	New   string // address of the form, for who may open one
	Tasks []CampaignTask
	Rows  []CampaignRow
	Pager kit.Pager
}

// CampaignTask is a zero that was drawn for the caller.
type CampaignTask struct {
	Name, Area, Said, Text string
	Form                   kit.Form
}

// CampaignRow is a campaign in the list.
type CampaignRow struct {
	Name, URL, State, Tone, Said string
	At                           CampaignArea // where the areas that the reader sees stand
}

// CampaignNewPage is the form of a new campaign.
type CampaignNewPage struct {
	kit.Frame
	Said string // of the common problem behind it
	Form kit.Form
}

// CampaignPage is a campaign as an area of it sees it.
type CampaignPage struct {
	kit.Frame
	Heading     string
	Crumbs      []kit.Link
	State, Tone string
	Light       string // red, yellow, green, grey
	Until       string // the deadline
	Lead        string // what matters, in words
	Next        string // what the reader's level has to do next
	Tiles       []kit.Fact
	Said        []string   // what is looked for, until when
	Nobody      string     // that zeros wait and nobody is there to look
	Unseen      []kit.Link // where
	Orders      []CampaignOrder
	Links       []kit.Link
	Forms       []kit.Form
	Names       []kit.Datalist
	Rows        []CampaignArea
	Matters     []kit.Glimpse
	More        string // address of the next findings
	Proof       []kit.Fact
}

// CampaignOrder is what a level had to say.
type CampaignOrder struct{ Who, Text string }

// CampaignArea is an area of the matrix; the villages stand by their code and are never ranked.
type CampaignArea struct {
	Name, URL, Standing, Tone string
	Segments                  []kit.Segment // of those who answered and did not
	Words                     string        // the same
	Note                      string        // who signed, who looked
}

// CampaignReportPage is the closing report.
type CampaignReportPage struct {
	kit.Frame
	Heading string
	Crumbs  []kit.Link
	Lead    string
	Tiles   []kit.Fact
	Said    []string // the report itself, sentence by sentence
	Links   []kit.Link
	Rows    []CampaignArea
	Falses  []kit.Glimpse
}

func (*CampaignsPage) Template() string { return "campaigns" }

func (*CampaignNewPage) Template() string { return "campaign-new" }

func (*CampaignPage) Template() string { return "campaign" }

func (*CampaignReportPage) Template() string { return "campaign-report" }
