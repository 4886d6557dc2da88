package care

import "slices"

// Relation is what who collects is to the person.
type Relation string

// The relations, in the order in which the law names them: 未成年人保护法 §92, §93; 民法典 §27, §28.
const (
	Parent   Relation = "parent"
	Guardian Relation = "guardian" // appointed, or a grandparent or sibling who is one
	Relative Relation = "relative" // whom the guardian asked to come
	Shelter  Relation = "shelter"  // 未成年人救助保护机构, 救助管理站
	Police   Relation = "police"   // of the home
	Civil    Relation = "civil"    // 民政部门, temporary guardianship
	Self     Relation = "self"     // an adult who goes himself
	Other    Relation = "other"    // nobody of these
)

// Relations lists them.
func Relations() []Relation {
	return []Relation{Parent, Guardian, Relative, Shelter, Police, Civil, Self, Other}
}

// Papers are the kinds of papers by which somebody can be known; no number of one is ever kept in an event.
func Papers() []string {
	return []string{"id_card", "household", "birth", "police_id", "letter", "none"}
}

// Collect is who collects a person, as it was seen at the counter.
type Collect struct {
	Minor    bool     // who is collected
	Relation Relation // as it was proved, not as it was said
	Paper    string   // of Papers
	Proved   bool     // the relation was checked: papers agree, or the police found it so
	Agrees   bool     // the person agrees
	Asked    bool     // whoever has custody was reached and named him: for a relative
	Harm     bool     // the guardian is, or is suspected to be, who harms
	Dispute  bool     // two guardians each want the child, and disagree
	Decided  bool     // who decides has decided, after it was stopped, that the guardian may: Decisions
}

// Verdict is what comes of it.
type Verdict struct {
	Stop string // one of StopHarm … : the hand-over stops, and who decides is called; "" for none
	Miss string // what is missing, as the code of a sentence; "" where the hand-over may be
	Law  string // by which the person may take him; the articles, as they are cited
}

// Why a hand-over stops.
const (
	StopHarm     = "harm"
	StopStranger = "stranger"
	StopDispute  = "dispute"
)

// What is decided after a hand-over was stopped: that the guardian may take the child, or that only an office may.
const (
	ToGuardian = "guardian"
	ToOffice   = "office"
)

// Decisions lists them, the careful one first.
func Decisions() []string { return []string{ToOffice, ToGuardian} }

// The articles.
const (
	law92 = "未成年人保护法第九十二条"
	law93 = "未成年人保护法第九十三条"
	law36 = "民法典第三十六条"
)

// office says that a body, not a private person, takes somebody over.
func (r Relation) office() bool { return r == Shelter || r == Police || r == Civil }

// Judge says whether who came may take the person. What stops it is asked first: no paper makes it good. Once who
// decides has decided, an office may take a child whatever the guardians say, and a guardian only where the decision
// was for him.
func Judge(c Collect) Verdict {
	if !c.Relation.office() && !c.Decided {
		switch {
		case c.Minor && c.Harm:
			return Verdict{Stop: StopHarm, Law: law92 + "、" + law36}
		case c.Minor && c.Dispute:
			return Verdict{Stop: StopDispute, Law: law92}
		}
	}
	stranger := c.Relation == Other || c.Relation == Self && c.Minor || !slices.Contains(Relations(), c.Relation) ||
		c.Relation == Relative && !c.Asked
	if stranger && c.Minor {
		return Verdict{Stop: StopStranger, Law: law93}
	}
	if c.Relation == Self {
		return Verdict{}
	}
	if c.Minor && !c.Agrees && !c.Relation.office() && !c.Decided {
		return Verdict{Miss: "help_child_objects", Law: law93}
	}
	if c.Paper == "none" || !slices.Contains(Papers(), c.Paper) {
		return Verdict{Miss: "help_paper"}
	}
	if !c.Proved {
		return Verdict{Miss: "help_unproved"}
	}
	if !c.Minor {
		if !c.Agrees {
			return Verdict{Miss: "help_adult_objects"}
		}
		return Verdict{}
	}
	if c.Relation == Civil || c.Relation == Shelter {
		return Verdict{Law: law92 + "、" + law93}
	}
	return Verdict{Law: law93}
}
