package web

// reportRoom is what others must know of these pages.
func reportRoom() Room {
	return Room{
		Name: "report",
		Part: "pattern",
		Routes: []Route{
			Anyone("GET /{$}", (*call).home),
			Anyone("POST /report", (*call).report),
			Anyone("POST /alike", (*call).alikePart),
			Anyone("POST /alike/{id}/same", (*call).join),
			Anyone("GET /alike/{id}/photo", (*call).alikePhoto),
			Anyone("GET /find", (*call).find),
			Anyone("GET /r/{code}", (*call).receipt),
			Anyone("POST /r/{code}/{command}", (*call).receiptCommand),
			Anyone("GET /r/{code}/photos/{photo}", (*call).receiptPhoto),
			Anyone("GET /r/{code}/proof.json", (*call).receiptProof),
			Staff("GET /new", (*call).newPage),
			Staff("POST /new", (*call).newMatter),
			Anyone("GET /p", (*call).plateFind),
			Anyone("GET /p/{code}", (*call).plate),
		},
		Templates: nil, // reportTemplates
		Pages:     []Page{&Home{}, &Receipt{}, &Find{}, &AlikePart{}, &NewMatter{}, &PlateFind{}},
	}
}

// accountRoom is what others must know of these pages.
func accountRoom() Room {
	return Room{
		Name: "account",
		Routes: []Route{
			Anyone("POST /language", (*call).language),
			Anyone("GET /login", (*call).loginPage),
			Anyone("POST /login", (*call).login),
			Fresh("POST /logout", (*call).logout),
			Fresh("GET /password", (*call).passwordPage),
			Fresh("POST /password", (*call).password),
			Staff("GET /me", (*call).me),
			Staff("POST /me/sessions/{id}/end", (*call).endSession),
			Staff("POST /me/leave", (*call).setLeave),
			Staff("POST /me/keys", (*call).newKey),
			Staff("POST /me/keys/{id}/end", (*call).endKey),
		},
		Templates: nil, // accountTemplates
		Pages:     []Page{&Login{}, &Me{}},
	}
}

// workRoom is what others must know of these pages.
func workRoom() Room {
	return Room{
		Name: "work",
		Routes: []Route{
			Staff("GET /work", (*call).work),
			Staff("POST /work", (*call).batch),
			Staff("GET /lists", (*call).lists),
			Staff("GET /lists/{list}", (*call).list),
			Staff("GET /lists/{list}/{file}", (*call).export),
			Staff("POST /lists/columns", (*call).columns),
		},
		Templates: nil, // workTemplates
		Pages:     []Page{&Work{}, &List{}},
	}
}

// matterRoom is what others must know of these pages.
func matterRoom() Room {
	return Room{
		Name: "matter",
		Part: "pattern",
		Routes: []Route{
			Staff("GET /matters/{id}", (*call).matter),
			Staff("GET /matters/{id}/notices/{seq}", (*call).notice),
			Staff("GET /matters/{id}/notices/{seq}/docx", (*call).noticeFile),
			Staff("GET /notices", (*call).noticeRegister),
			Staff("GET /matters/{id}/qr", (*call).qr),
			Staff("GET /matters/{id}/photos/{photo}", (*call).photo),
			Staff("POST /matters/{id}/split-all", (*call).splitAll),
			Staff("POST /matters/{id}/{command}", (*call).command),
		},
		Templates: nil, // matterTemplates
		Pages:     []Page{&Matter{}, &Notice{}, &Register{}},
		Sections: []Section{
			{Group: "papers", Key: "notices", URL: "/notices", Place: 10},
		},
	}
}

// boardRoom is what others must know of these pages.
func boardRoom() Room {
	return Room{
		Name: "board",
		Routes: []Route{
			Staff("GET /board", (*call).board),
		},
		Templates: nil, // boardTemplates
		Pages:     []Page{&Board{}},
		Sections: []Section{
			{Group: "now", Key: "board", URL: "/board", Place: 10, Opens: (*call).oversees},
		},
	}
}

// atlasRoom is what others must know of these pages.
func atlasRoom() Room {
	return Room{
		Name: "atlas",
		Part: "atlas",
		Routes: []Route{
			Staff("GET /map", (*call).mapPage),
			Staff("GET /map/cells", (*call).mapCells),
			Staff("GET /map/shapes", (*call).mapShapes),
		},
		Templates: nil, // atlasTemplates
		Pages:     []Page{&MapPage{}},
		Sections: []Section{
			{Group: "now", Key: "map", URL: "/map", Place: 20},
		},
	}
}

// topicRoom is what others must know of these pages.
func topicRoom() Room {
	return Room{
		Name: "topic",
		Part: "topic",
		Routes: []Route{
			Staff("GET /topics", (*call).topics),
			Staff("GET /topics/topics.xlsx", (*call).topicsFile),
		},
		Templates: nil, // topicTemplates
		Pages:     []Page{&TopicsPage{}},
		Sections: []Section{
			{Group: "again", Key: "topics", URL: "/topics", Place: 10, Opens: (*call).oversees},
		},
	}
}

// patternRoom is what others must know of these pages.
func patternRoom() Room {
	return Room{
		Name: "pattern",
		Part: "pattern",
		Routes: []Route{
			Staff("GET /duplicates/duplicates.xlsx", (*call).duplicatesFile),
			Staff("GET /duplicates", (*call).duplicates),
			Staff("POST /duplicates/{id}", (*call).duplicatesStep),
		},
		Templates: nil, // patternTemplates
		Pages:     []Page{&DuplicatesPage{}},
		Sections: []Section{
			{Group: "again", Key: "duplicates", URL: "/duplicates", Place: 20, Opens: (*call).mergesHere},
		},
	}
}

// recurRoom is what others must know of these pages.
func recurRoom() Room {
	return Room{
		Name: "recur",
		Part: "recur",
		Routes: []Route{
			Staff("GET /matters/{id}/place", (*call).corner),
			Staff("GET /matters/{id}/place.xlsx", (*call).cornerFile),
			Staff("GET /recurring", (*call).recurring),
			Staff("GET /recurring/recurring.xlsx", (*call).recurringFile),
		},
		Templates: nil, // recurTemplates
		Pages:     []Page{&RecurringPage{}, &CornerPage{}},
		Sections: []Section{
			{Group: "again", Key: "recurring", URL: "/recurring", Place: 30, Opens: (*call).recurs},
		},
	}
}

// trendRoom is what others must know of these pages.
func trendRoom() Room {
	return Room{
		Name: "trend",
		Part: "trend",
		Routes: []Route{
			Staff("GET /trends", (*call).trends),
			Staff("GET /trends/trends.xlsx", (*call).trendsFile),
		},
		Templates: nil, // trendTemplates
		Pages:     []Page{&TrendsPage{}},
		Sections: []Section{
			{Group: "again", Key: "trends", URL: "/trends", Place: 40, Opens: (*call).oversees},
		},
	}
}

// campaignRoom is what others must know of these pages.
func campaignRoom() Room {
	return Room{
		Name: "campaign",
		Part: "campaign",
		Routes: []Route{
			Staff("GET /campaigns", (*call).campaigns),
			Staff("GET /campaigns/campaigns.xlsx", (*call).campaignsFile),
			Staff("GET /campaigns/new", (*call).newCampaignPage),
			Staff("POST /campaigns/new", (*call).newCampaign),
			Staff("GET /campaigns/{id}", (*call).campaign),
			Staff("GET /campaigns/{id}/areas.xlsx", (*call).campaignFile),
			Staff("POST /campaigns/{id}/{step}", (*call).campaignStep),
			Staff("GET /campaigns/{id}/report", (*call).campaignReport),
			Staff("GET /campaigns/{id}/report.xlsx", (*call).campaignReportFile),
			Staff("GET /campaigns/{id}/report.docx", (*call).campaignReportPaper),
		},
		Templates: nil, // campaignTemplates
		Pages:     []Page{&CampaignsPage{}, &CampaignNewPage{}, &CampaignPage{}, &CampaignReportPage{}},
		Sections: []Section{
			{Group: "again", Key: "campaigns", URL: "/campaigns", Place: 50},
		},
	}
}

// inspectRoom is what others must know of these pages.
func inspectRoom() Room {
	return Room{
		Name: "inspect",
		Part: "inspect",
		Routes: []Route{
			Staff("GET /rounds", (*call).rounds),
			Staff("GET /rounds/new", (*call).newRoundPage),
			Staff("POST /rounds/new", (*call).newRound),
			Staff("GET /rounds/{id}", (*call).round),
			Staff("POST /rounds/{id}/{step}", (*call).roundStep),
			Staff("GET /rounds/{id}/round.xlsx", (*call).roundFile),
			Staff("GET /rounds/{id}/mock", (*call).mock),
			Staff("GET /rounds/{id}/mock.xlsx", (*call).mockFile),
			Staff("GET /inspections", (*call).looks),
			Staff("GET /inspections/{id}", (*call).inspection),
			Staff("GET /inspections/{id}/photos/{photo}", (*call).inspectionPhoto),
		},
		Templates: nil, // inspectTemplates
		Pages:     []Page{&RoundsPage{}, &RoundNewPage{}, &RoundPage{}, &LooksPage{}, &InspectionPage{}, &MockPage{}},
		Sections: []Section{
			{Group: "rounds", Key: "rounds", URL: "/rounds", Place: 10, Opens: (*call).oversees},
		},
	}
}

// pointRoom is what others must know of these pages.
func pointRoom() Room {
	return Room{
		Name: "point",
		Part: "point",
		Routes: []Route{
			Staff("GET /points", (*call).points),
			Staff("POST /points", (*call).addPoint),
			Staff("GET /points/export.xlsx", (*call).pointsFile),
			Staff("GET /points/export.csv", (*call).pointsFile),
			Staff("GET /points/plates", (*call).plates),
			Staff("GET /points/upload", (*call).pointsUpload),
			Staff("POST /points/upload", (*call).setPoints),
			Staff("GET /points/{id}", (*call).point),
			Staff("POST /points/{id}/{command}", (*call).pointCommand),
		},
		Templates: nil, // pointTemplates
		Pages:     []Page{&Points{}, &PointPage{}, &PointsUpload{}, &PlateSheet{}},
		Sections: []Section{
			{Group: "rounds", Key: "points", URL: "/points", Place: 20},
		},
	}
}

// standardRoom is what others must know of these pages.
func standardRoom() Room {
	return Room{
		Name: "standard",
		Part: "standard",
		Routes: []Route{
			Staff("GET /standard", (*call).standard),
			Staff("GET /standard/standard.xlsx", (*call).standardFile),
			Staff("GET /standard/items/{code}", (*call).standardItem),
			Staff("GET /standard/diff", (*call).standardDiff),
			Staff("GET /standard/coverage", (*call).standardCoverage),
			Staff("GET /standard/upload", (*call).standardUpload),
			Staff("POST /standard/upload", (*call).setStandard),
		},
		Templates: nil, // standardTemplates
		Pages:     []Page{&StandardPage{}, &StandardItemPage{}, &StandardDiffPage{}, &StandardUploadPage{}, &StandardCoveragePage{}},
		Sections: []Section{
			{Group: "rounds", Key: "standard", URL: "/standard", Place: 30},
		},
	}
}

// scoreRoom is what others must know of these pages.
func scoreRoom() Room {
	return Room{
		Name: "score",
		Part: "score",
		Routes: []Route{
			Staff("GET /room", (*call).room),
			Staff("GET /burden", (*call).burden),
			Staff("GET /score", (*call).league),
			Staff("GET /score/league.xlsx", (*call).leagueFile),
			Staff("POST /score/publish", (*call).publish),
			Staff("GET /score/areas/{area}", (*call).scoreSheet),
			Staff("GET /score/areas/{area}/{figure}", (*call).behindFigure),
			Staff("GET /score/units/{unit}", (*call).scoreSheet),
			Staff("GET /score/units/{unit}/{figure}", (*call).behindFigure),
		},
		Templates: nil, // scoreTemplates
		Pages:     []Page{&LeaguePage{}, &SheetPage{}, &BehindPage{}, &BurdenPage{}, &Screen{}},
		Sections: []Section{
			{Group: "now", Key: "room", URL: "/room", Place: 30, Opens: (*call).screened},
			{Group: "score", Key: "score", URL: "/score", Place: 10},
			{Group: "score", Key: "burden", URL: "/burden", Place: 30, Opens: (*call).oversees},
		},
	}
}

// recheckRoom is what others must know of these pages.
func recheckRoom() Room {
	return Room{
		Name: "recheck",
		Part: "recheck",
		Routes: []Route{
			Staff("GET /rechecks", (*call).rechecks),
		},
		Templates: nil, // recheckTemplates
		Pages:     []Page{&Rechecks{}},
		Sections: []Section{
			{Group: "score", Key: "recheck", URL: "/rechecks", Place: 20},
		},
	}
}

// sealRoom is what others must know of these pages.
func sealRoom() Room {
	return Room{
		Name: "seal",
		Part: "seal",
		Routes: []Route{
			Anyone("GET /seals", (*call).seals),
			Staff("POST /seals", (*call).makeSeal),
			Anyone("GET /seals.json", (*call).sealsJSON),
			Anyone("GET /seals/{seq}", (*call).sealJSON),
		},
		Templates: nil, // sealTemplates
		Pages:     []Page{&Seals{}},
		Sections: []Section{
			{Group: "papers", Key: "seals", URL: "/seals", Place: 20},
		},
	}
}

// notifyRoom is what others must know of these pages.
func notifyRoom() Room {
	return Room{
		Name: "notify",
		Part: "notify",
		Routes: []Route{
			Staff("GET /inbox", (*call).inbox),
			Staff("POST /inbox/choices", (*call).setChoices),
			Staff("GET /admin/delivery", (*call).delivery),
			Staff("POST /admin/delivery", (*call).setChannel),
			Staff("POST /admin/delivery/{id}/try", (*call).tryChannel),
			Staff("POST /admin/delivery/resend", (*call).resend),
		},
		Templates: nil, // notifyTemplates
		Pages:     []Page{&Inbox{}, &Delivery{}},
		Sections: []Section{
			{Group: AdminGroup, Key: "delivery", URL: "/admin/delivery", Place: 50},
		},
		Unread: (*call).unread,
	}
}

// adminRoom is what others must know of these pages.
func adminRoom() Room {
	return Room{
		Name: "admin",
		Routes: []Route{
			Anyone("GET /healthz", (*call).healthz),
			Anyone("GET /readyz", (*call).readyz),
			Staff("GET /admin/areas", (*call).areas),
			Staff("POST /admin/areas", (*call).setArea),
			Staff("GET /admin/units", (*call).units),
			Staff("POST /admin/units", (*call).setUnit),
			Staff("GET /admin/people", (*call).people),
			Staff("POST /admin/people", (*call).setPerson),
			Staff("POST /admin/people/{id}/password", (*call).setPassword),
			Staff("GET /admin/policy", (*call).policy),
			Staff("POST /admin/policy", (*call).setPolicy),
		},
		Templates: nil, // adminTemplates
		Pages:     []Page{&Admin{}, &Policy{}},
		Sections: []Section{
			{Group: AdminGroup, Key: "areas", URL: "/admin/areas", Place: 10},
			{Group: AdminGroup, Key: "units", URL: "/admin/units", Place: 20},
			{Group: AdminGroup, Key: "people", URL: "/admin/people", Place: 30},
			{Group: AdminGroup, Key: "policy", URL: "/admin/policy", Place: 40},
		},
	}
}

// Rooms is the one list.
func Rooms() []Room {
	return []Room{reportRoom(), accountRoom(), workRoom(), matterRoom(), boardRoom(), atlasRoom(), topicRoom(), patternRoom(), recurRoom(), trendRoom(), campaignRoom(), inspectRoom(), pointRoom(), standardRoom(), scoreRoom(), recheckRoom(), sealRoom(), notifyRoom(), adminRoom()}
}
