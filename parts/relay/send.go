package relay

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/platform/georeport"
	"xiaohao/platform/lang"
	"xiaohao/platform/store"
)

// send puts something on the wire that waits. One that was on the wire already, and of which nothing was written down,
// may have been taken: it is looked for.
func (v *visit) send(ctx context.Context, t turn) error {
	if t.begun == t.cause {
		return v.keep(ctx, t, UnsureType, &Unsure{t.Seq, georeport.WhyCut})
	}
	i := slices.IndexFunc(v.routes, func(r Route) bool { return r.ID == t.Sent.Route && r.Server == v.server.ID })
	if i < 0 || len(v.routes[i].Lacks()) > 0 {
		return v.keep(ctx, t, AsideType, &Aside{t.Seq, WhyRoute})
	}
	p, err := v.releases.Fresh(ctx, t.Matter)
	switch {
	case isMissing(err):
		return v.keep(ctx, t, DroppedType, &Dropped{Of: t.Seq, Why: WhyShut})
	case err != nil:
		return err
	case p.State == org.PlainStruck:
		return v.keep(ctx, t, DroppedType, &Dropped{Of: t.Seq, Why: WhyStruck})
	}
	r, err := v.report(p, v.routes[i])
	if err != nil {
		return err
	}
	held, err := v.hold(ctx, t)
	if err != nil || !held {
		return err
	}
	taken, err := v.client.Post(context.WithoutCancel(ctx), v.server.wire(), r) // what was begun is brought to its end
	return v.posted(ctx, t, taken, v.noted(err))
}

// hold marks something as being on the wire; false when another process did.
func (v *visit) hold(ctx context.Context, t turn) (held bool, err error) {
	err = v.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.Exec(ctx, `UPDATE relay_turns SET begun = cause WHERE city = $1 AND seq = $2 AND cause = $3
			AND begun <> cause AND task = 'send'`, v.City, t.Seq, t.cause)
		held = n == 1
		return err
	})
	return held, err
}

// posted writes down what came of sending.
func (v *visit) posted(ctx context.Context, t turn, taken georeport.Taken, e *georeport.Error) error {
	switch {
	case e == nil:
		return v.keep(ctx, t, TakenType, &Taken{Of: t.Seq, Number: taken.ID, Token: taken.Token})
	case e.Kind == georeport.Unsure:
		return v.keep(ctx, t, UnsureType, &Unsure{t.Seq, e.Why})
	case v.trouble != nil:
		v.later(t, 0, 0) // the server is left alone; this goes first when it is asked again
	case e.Kind == georeport.Later && t.tries < maxTries:
		v.later(t, max(e.After.Microseconds(), doubled(firstLook, longestRest, t.tries)), 0)
	case e.Kind == georeport.Later:
		return v.keep(ctx, t, AsideType, &Aside{t.Seq, WhyAway})
	default:
		return v.keep(ctx, t, RefusedType, &Refused{Of: t.Seq, Why: e.Why, Status: e.Status,
			Said: shown(e.Said, maxSaid)})
	}
	return nil
}

// The longest texts that are kept of theirs, in characters.
const (
	maxSaid  = 200
	maxNotes = 500
)

// The pauses between the looks for something that they may have taken, in µs.
var looks = []int64{30 * minute, 2 * 60 * minute}

// look looks for something that they may have taken among what they show of those days. What is not found after three
// looks waits for a person: servers do not show what they have not looked at, so that nothing found proves nothing.
func (v *visit) look(ctx context.Context, t turn) error {
	list, err := v.client.Recent(ctx, v.server.wire(), t.Sent.Service, t.Changed.Plus(-26*60*minute).Time(),
		v.Now().Plus(26*60*minute).Time()) // their clock may be off, and without a zone
	if e := v.noted(err); v.trouble != nil {
		return nil
	} else if e == nil {
		for _, r := range list {
			if !strings.Contains(oneLine(r.Description), v.mark(t.Matter)) {
				continue
			}
			known, err := v.known(ctx, r.ID)
			if err != nil {
				return err
			}
			if !known {
				return v.keep(ctx, t, TakenType, &Taken{Of: t.Seq, Number: r.ID, By: byLooking})
			}
		}
	}
	if t.tries < len(looks) {
		v.later(t, looks[t.tries], 0)
		return nil
	}
	return v.keep(ctx, t, AsideType, &Aside{t.Seq, WhyUnsure})
}

// known says whether a number of theirs belongs to something that was sent.
func (v *visit) known(ctx context.Context, number string) (bool, error) {
	var n int
	err := v.DB.Read().QueryRow(ctx,
		"SELECT COUNT(*) FROM (SELECT 1 FROM relay_matters WHERE city = $1 AND server = $2 "+
			"AND number = $3 LIMIT 1) AS k", v.City, v.server.ID, number).Scan(&n)
	return n > 0, store.Explain(err)
}

// mark is what our reports end with, by which they are found again.
func (x *Relay) mark(id int64) string {
	return oneLine(lang.T(lang.Zh, "relay.mark", map[string]string{"city": x.Policy().City.Zh, "id": fmt.Sprint(id)}))
}

const maxDescription = 4000

// report is what goes out of a public matter.
func (v *visit) report(p org.Public, way Route) (georeport.Report, error) {
	end := "\n" + v.mark(p.Matter)
	if v.BaseURL != "" {
		end += " " + v.link(p)
	}
	said := []rune(strings.TrimSpace(p.Title + "\n" + p.Text))
	said = said[:min(len(said), maxDescription-len([]rune(end)))]
	r := georeport.Report{Service: way.Service, Description: string(said) + end, Lat: p.Lat, Long: p.Lng,
		Address: v.address(p)}
	for _, a := range way.Answers {
		text := a.Text
		if a.From != "" {
			text = v.field(p, a.From)
		}
		r.Attributes = append(r.Attributes, answersOf(way, a.Code, text)...)
	}
	if len(p.Photos) == 0 {
		return r, nil
	}
	switch v.server.Media {
	case LinkMedia:
		if v.BaseURL != "" {
			r.MediaURL = v.link(p) + "/photos/" + p.Photos[0].Copy
		}
	case FileMedia:
		return r, v.attach(&r, p.Photos)
	}
	return r, nil
}

// answersOf is an answer as it is sent: of a list from which many are chosen each line is one.
func answersOf(way Route, code, text string) (out []georeport.Attributed) {
	i := slices.IndexFunc(way.Asks, func(a georeport.Attribute) bool { return a.Code == code })
	many := i >= 0 && way.Asks[i].Datatype == georeport.TypeMany
	if !many {
		if text == "" {
			return nil
		}
		return []georeport.Attributed{{Code: code, Value: text}}
	}
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, georeport.Attributed{Code: code, Value: line, Many: true})
		}
	}
	return out
}

func (x *Relay) link(p org.Public) string {
	return fmt.Sprintf("%s/public/matters/%d", x.BaseURL, p.Matter)
}

// address is where a public matter lies, in words.
func (x *Relay) address(p org.Public) string {
	in := x.Org().Tree().FullName(p.Area)
	return strings.TrimSpace(in + " " + p.Place)
}

// field is a field of ours, of what everybody may see.
func (x *Relay) field(p org.Public, name string) string {
	switch name {
	case FieldNumber:
		return cmp.Or(p.Number, fmt.Sprint(p.Matter))
	case FieldTitle:
		return p.Title
	case FieldText:
		return cmp.Or(p.Text, p.Title)
	case FieldPlace:
		return cmp.Or(p.Place, x.Org().Tree().FullName(p.Area))
	case FieldArea:
		return x.Org().Tree().FullName(p.Area)
	case FieldCategory:
		c, _ := x.Policy().Category(p.Category)
		return c.Zh
	case FieldUnit:
		u, _ := x.Org().Unit(p.Unit)
		return u.Zh
	case FieldDue:
		return dated(p.Due)
	case FieldLink:
		if x.BaseURL != "" {
			return x.link(p)
		}
	}
	return ""
}

// What goes along of photos.
const (
	maxFiles = 3
	maxFile  = 5 << 20 // bytes
)

// attach puts the public copies of photos into a report.
func (v *visit) attach(r *georeport.Report, photos []org.ReleasedPhoto) error {
	for i, p := range photos[:min(len(photos), maxFiles)] {
		data, err := v.picture(p.Copy)
		if err != nil {
			return err
		}
		if len(data) <= maxFile {
			r.Media = append(r.Media, georeport.File{Name: fmt.Sprintf("photo-%d.jpg", i+1), Type: "image/jpeg",
				Data: data})
		}
	}
	return nil
}

func (v *visit) picture(name string) (data []byte, err error) {
	f, err := v.Desk.OpenCopy(name)
	if err != nil {
		return nil, fault.New(fault.Conflict, "photo_missing").By(err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	var b bytes.Buffer
	_, err = io.Copy(&b, io.LimitReader(f, maxFile+1))
	return b.Bytes(), err
}
