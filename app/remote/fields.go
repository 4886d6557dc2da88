package remote

import (
	"context"
	"net/url"
	"strconv"
	"strings"

	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/lang"
)

// Body makes the JSON of a command out of words like reason=… by the command's description: what is a number becomes
// one, a day becomes an instant, a unit may be named by its code. Photos are the tokens of those that were sent.
// Errors: Invalid command_unknown, remote_field, and those of a value that cannot be read.
func (c *Client) Body(ctx context.Context, name matter.CommandName, words, photos []string) (map[string]any, error) {
	d, ok := matter.Describe(name)
	if !ok {
		return nil, fault.New(fault.Invalid, "command_unknown", "command", string(name))
	}
	out := map[string]any{}
	for _, w := range words {
		key, text, ok := strings.Cut(w, "=")
		f, known := fieldOf(d, key)
		if !ok || !known {
			return nil, fault.New(fault.Invalid, "remote_field", "word", w, "command", string(name),
				"known", fillable(d))
		}
		v, err := c.value(ctx, f, text)
		if err != nil {
			return nil, err
		}
		out[f.Name] = v
	}
	for _, f := range d.Fields {
		if f.Kind == matter.PhotosField && len(photos) > 0 {
			out[f.Name] = photos
			photos = nil
		}
	}
	if len(photos) > 0 {
		return nil, fault.New(fault.Invalid, "remote_photos", "command", string(name))
	}
	return out, nil
}

func fieldOf(d matter.Description, name string) (matter.Field, bool) {
	for _, f := range d.Fields {
		if f.Name == name && f.Kind != matter.PhotosField && f.Kind != matter.VoiceField {
			return f, true
		}
	}
	return matter.Field{}, false
}

// fillable lists the fields of a command that a word may fill.
func fillable(d matter.Description) string {
	var out []string
	for _, f := range d.Fields {
		if _, ok := fieldOf(d, f.Name); ok {
			out = append(out, f.Name)
		}
	}
	return strings.Join(out, ", ")
}

// value reads one field's text.
func (c *Client) value(ctx context.Context, f matter.Field, text string) (any, error) {
	switch f.Kind {
	case matter.LatField, matter.LngField:
		n, err := strconv.ParseFloat(text, 64)
		if err != nil {
			return nil, fault.New(fault.Invalid, "coordinates_range").On(f.Name)
		}
		return n, nil
	case matter.UnitField:
		return c.unit(ctx, f, text)
	case matter.UnitsField, matter.MattersField:
		var out []int64
		for s := range strings.SplitSeq(text, ",") {
			n, err := c.unit(ctx, f, strings.TrimSpace(s))
			if err != nil {
				return nil, err
			}
			out = append(out, n)
		}
		return out, nil
	case matter.PersonField, matter.MatterField, matter.PointField, matter.NoticeField, matter.NumberField:
		n, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			return nil, fault.New(fault.Invalid, "number_form").On(f.Name)
		}
		return n, nil
	case matter.InstantField, matter.DayField:
		at, ok := lang.ParseInput(text)
		if !ok {
			return nil, fault.New(fault.Invalid, "date_form").On(f.Name)
		}
		return at, nil
	case matter.YesField, matter.VerdictField:
		switch text {
		case "1", "yes", "true", "是":
			return true, nil
		case "0", "no", "false", "否":
			return false, nil
		}
		return nil, fault.New(fault.Invalid, "remote_yes", "field", f.Name)
	}
	return text, nil
}

// unit is the number of a unit that is named by it or by its code.
func (c *Client) unit(ctx context.Context, f matter.Field, text string) (int64, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return n, nil
	}
	if f.Kind == matter.MattersField {
		return 0, fault.New(fault.Invalid, "number_form").On(f.Name)
	}
	var out struct {
		Units []struct {
			ID   int64  `json:"id"`
			Code string `json:"code"`
		} `json:"units"`
	}
	if err := c.Get(ctx, "/api/v1/units", url.Values{"q": {text}}, &out); err != nil {
		return 0, err
	}
	for _, u := range out.Units {
		if u.Code == text {
			return u.ID, nil
		}
	}
	return 0, fault.New(fault.Invalid, "unit_unknown", "unit", text).On(f.Name)
}
