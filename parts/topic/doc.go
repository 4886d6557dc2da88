// Package topic finds what many people write about at the same time: messages about the same thing at the same place,
// with a title, a heat, a span of time, and the messages behind it 热点.
//
// It owns the grouping (Find), the formula of the heat (Heat), and the table topic_lists with what was found last,
// for the city and each county: no history, found anew every day. Restricted matters are left out; whoever may see an
// area's matters may see its topics.
package topic
