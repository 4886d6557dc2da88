package policy

// builtInWords are the bodies of the built-in papers in Chinese and English; a city may write its own.
func builtInWords(code string) [2]Template {
	w := map[string][2]string{
		"assign": {"现将“{title}”交你单位办理。请于 {due} 前整改到位，经核查后销号。{goal}",
			"“{title}” is assigned to your unit. Please fix it by {due}; " +
				"it is struck off once it has been verified. {goal}"},
		"supervise": {"你单位承办的“{title}”（{number}）应于 {due} 前办结，{overdue}。请立即整改，查明迟延原因，并填写回执。{upper}{reason}",
			"“{title}” ({number}), which your unit handles, was due by {due} ({overdue}). Fix it at once, find out " +
				"why it was delayed, and return the reply slip. {upper} {reason}"},
		"hold": {"你单位承办的“{title}”（{number}）应于 {due} 前办结，{overdue}，返工 {reworks} 次，催办 {urges} 次。依据有关规定，请说明责任人和责任情况，" +
			"并限期整改。{reason}",
			"“{title}” ({number}), which your unit handles, was due by {due} ({overdue}), with {reworks} reworks and " +
				"{urges} urges. Name who is answerable and why, and fix it without delay. {reason}"},
		"instruct": {"领导就“{title}”（{number}）作出批示：{reason}请按批示要求抓紧办理，并报告结果。",
			"On “{title}” ({number}) the following instruction was given: {reason} Please act on it and report the " +
				"result."},
	}[code]
	zh, _ := ParseTemplate(w[0])
	en, _ := ParseTemplate(w[1])
	return [2]Template{zh, en}
}
