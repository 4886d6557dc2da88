// Package topic is what people talk about now.
package topic

import (
	"embed"

	"xiaohao/core/part"
	"xiaohao/faces/web/kit"
	"xiaohao/parts/topic"
)

//go:embed templates
var templates embed.FS

// Room is what others must know of these pages.
func Room() kit.Room {
	return kit.Room{
		Name: "topic",
		Part: "topic",
		Routes: []kit.Route{
			kit.Staff("GET /topics", topics),
			kit.Staff("GET /topics/topics.xlsx", topicsFile),
		},
		Templates: templates,
		Pages:     []kit.Page{&TopicsPage{}},
		Sections: []kit.Section{
			{Group: "again", Key: "topics", URL: "/topics", Place: 10, Opens: (*kit.Call).Oversees},
		},
	}
}

func topicOf(h *part.House) *topic.Topics { return part.Get[*topic.Topics](h.Values) }
