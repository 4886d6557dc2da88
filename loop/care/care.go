// Package care is the rules for persons in need 求助, without I/O: when the police must be told of a minor 强制报告,
// who may collect whom and what stops it, whether two people may be one, and what in a text for the press tells who a
// minor is.
//
// It owns no data. What it is asked about is never kept by it.
package care

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// Age is a band of ages: who asks at a counter sees a band, not a birthday.
type Age string

// The bands. The law draws them at 8 (民法典第十九条), 14 and 18.
const (
	Under8  Age = "under_8"
	Under14 Age = "under_14"
	Under18 Age = "under_18"
	Adult   Age = "adult"
	Elder   Age = "elder" // from 60 on
	Unknown Age = "unknown"
)

// Ages lists them.
func Ages() []Age { return []Age{Under8, Under14, Under18, Adult, Elder, Unknown} }

// Minor says that somebody is under 18, as far as is known.
func (a Age) Minor() bool { return a == Under8 || a == Under14 || a == Under18 }

// strangers are words for somebody whom a child knows from the net alone, or who asked it to come; harms are words for
// what the mandatory report is about (九部门 2020, article 4).
var (
	strangers = []string{"网友", "网恋", "网上认识", "网络上认识", "陌生人", "约见", "奔现", "线下见面", "见面的人"}
	harms     = []string{"被打", "殴打", "家暴", "虐待", "伤痕", "淤青", "性侵", "猥亵", "强奸", "怀孕", "被骗", "拐卖", "拐骗",
		"收买", "遗弃", "自杀", "自残", "传销", "被迫", "不敢回家", "欺凌", "卖淫", "吸毒", "侵害"}
	minors = []string{"少女", "少年", "女孩", "男孩", "小孩", "孩子", "儿童", "学生", "未成年", "婴儿", "幼儿", "女婴", "男婴",
		"小朋友", "女童", "男童", "中学", "小学"}
	ageOf = regexp.MustCompile(`(\d{1,3})\s*(?:周)?岁`)
)

// Stranger says that a text speaks of a stranger whom somebody was to meet.
func Stranger(text string) bool { return says(text, strangers) }

// Harmed says that a text gives reason to suspect that somebody is harmed.
func Harmed(text string) bool { return says(text, harms) }

// Young says that a text is about a minor: by an age, or by a word.
func Young(text string) bool {
	for _, m := range ageOf.FindAllStringSubmatch(text, -1) {
		if n, err := strconv.Atoi(m[1]); err == nil && n < 18 {
			return true
		}
	}
	return says(text, minors)
}

// Suspects says that what was said of somebody opens the mandatory report by itself: a minor, and a stranger to be met
// or a reason to suspect harm. It says yes too often rather than too seldom; a person says what came of it.
func Suspects(text string) bool { return Young(text) && (Stranger(text) || Harmed(text)) }

// Mandated says the same of somebody whose age is known, or who is a minor by the type of the case.
func Mandated(minor, stranger, harm bool, text string) bool {
	if !minor {
		return Suspects(text)
	}
	return stranger || harm || Stranger(text) || Harmed(text)
}

func says(text string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool { return strings.Contains(text, w) })
}
