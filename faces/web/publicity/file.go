package publicity

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"xiaohao/core/org"
	"xiaohao/faces/web/kit"
	"xiaohao/faces/web/public"
	"xiaohao/loop/calendar"
	"xiaohao/parts/publicity"
	"xiaohao/platform/lang"
	"xiaohao/platform/paper"
)

// How much of pictures goes into a file: the small copies of so many matters, each of at most so many bytes.
const (
	filePictures = 8
	filePhoto    = 400 << 10
	photoWide    = 62 // millimetres
	codeWide     = 24
)

// paperFile is a paper as a document for Word, WPS and LibreOffice. It is made when it is asked for, from what the
// gate shows then.
func paperFile(c *kit.Call) error {
	s, err := read(c)
	if err != nil {
		return err
	}
	key := fmt.Sprintf("docx %d %s %d", s.ID, c.L, s.Gone)
	data, err := publicityOf(c.House).File(c.Ctx, key, func() ([]byte, error) {
		var b bytes.Buffer
		f, err := document(c, s)
		if err == nil {
			err = f.Write(&b)
		}
		return b.Bytes(), err
	})
	if err != nil {
		return err
	}
	c.W.Header().Set("Cache-Control", "public, max-age=20")
	return c.Letter(s.Title.In(c.Short()), func(w io.Writer) error {
		_, err := w.Write(data)
		return err
	})
}

// document lays a paper out.
func document(c *kit.Call, s publicity.Seen) (paper.File, error) {
	said := shown(c, s)
	f := paper.File{Lang: c.L, Title: said.Heading, Author: said.Area, Owner: c.City()}
	f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Title, Text: said.Heading},
		paper.Paragraph{Style: paper.Small, Text: said.Week})
	for _, p := range said.Lead {
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: p})
	}
	var rows []paper.Row
	for _, t := range said.Tiles {
		rows = append(rows, paper.Row{Label: t.Label, Value: strings.TrimSpace(t.Value + "  " + t.Before), Lines: 1})
	}
	f.Blocks = append(f.Blocks, paper.Table{Rows: rows})
	left := filePictures
	for _, part := range []struct {
		heading string
		list    []org.Public
	}{{"publicity.fixed", s.Fixed}, {"publicity.mended", s.Mended}, {"publicity.late", s.Late},
		{"publicity.doing", s.Doing}} {
		if len(part.list) == 0 {
			continue
		}
		f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Heading, Text: c.T(part.heading), Keep: true})
		for i, m := range part.list {
			blocks, err := told(c, i+1, m, &left)
			if err != nil {
				return f, err
			}
			f.Blocks = append(f.Blocks, blocks...)
		}
	}
	for _, text := range []string{said.Gone, c.T("publicity.thanks")} {
		if text != "" {
			f.Blocks = append(f.Blocks, paper.Paragraph{Style: paper.Text, Text: text})
		}
	}
	at := c.Gate.Base(c.R) + paperURL(s.ID)
	code, err := kit.PictureQR(at)
	if err != nil {
		return f, err
	}
	end := paper.Columns{Left: []paper.Block{paper.Picture{Data: code, Millimetres: codeWide, Alt: c.T("publicity.qr")},
		paper.Paragraph{Style: paper.Small, Text: c.T("publicity.qr")}},
		Right: []paper.Block{paper.Paragraph{Style: paper.Sign, Text: said.Area},
			paper.Paragraph{Style: paper.Sign, Text: published(c, s)}}}
	f.Blocks = append(f.Blocks, end)
	return f, nil
}

// published is the day on which a paper came out; a draft has that of its week's end.
func published(c *kit.Call, s publicity.Seen) string {
	at := s.Since
	if at == 0 {
		at = s.To
	}
	return lang.Date(c.L, calendar.Instant(at))
}

// told is a matter in the file: what it was, where it stands, and its pictures while there is room.
func told(c *kit.Call, nth int, m org.Public, left *int) ([]paper.Block, error) {
	x := public.CardOf(c, m)
	out := []paper.Block{paper.Paragraph{Style: paper.Text, Keep: true,
		Text: c.T("publicity.nth", "n", fmt.Sprint(nth), "title", x.Title, "where", x.Where)},
		paper.Paragraph{Style: paper.Text, Text: public.StandsIn(c, m)}}
	before, after := publicity.Pair(m)
	if before == nil && after == nil || *left == 0 {
		return out, nil
	}
	*left--
	var sides [2][]paper.Block
	for i, p := range []*org.ReleasedPhoto{before, after} {
		if p == nil {
			continue
		}
		data, err := copyOf(c, m.Matter, p.Copy)
		if err != nil || len(data) == 0 {
			continue // it was taken back meanwhile, or is too large: the words stay
		}
		key := [2]string{"public.before", "public.after"}[i]
		sides[i] = []paper.Block{paper.Picture{Data: data, Millimetres: photoWide, Alt: c.T(key)},
			paper.Paragraph{Style: paper.Small, Text: c.T(key)}}
	}
	if len(sides[0])+len(sides[1]) > 0 {
		out = append(out, paper.Columns{Left: sides[0], Right: sides[1]})
	}
	return out, nil
}

// copyOf is the small public copy of a photo, through the gate.
func copyOf(c *kit.Call, matter int64, name string) ([]byte, error) {
	f, err := publicityOf(c.House).Releases.Copy(c.Ctx, matter, name, "thumb")
	if err != nil {
		return nil, err
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, filePhoto+1))
	if err != nil || len(b) > filePhoto {
		return nil, err
	}
	return b, nil
}
