package demo

import (
	"bytes"
	"context"

	"xiaohao/core/part"
	"xiaohao/core/policy"
	"xiaohao/parts/opendata"
)

// Policy is that of the demo city: the default one, with open data.
func Policy() []byte {
	return bytes.Replace(policy.Default().Source(), []byte("\nopen_data: {on: false,"),
		[]byte("\nopen_data: {on: true,"), 1)
}

// openData has the administrator ask for the first snapshot, and makes it, where policy gives one out.
func (s *story) openData(ctx context.Context) error {
	x := part.Get[*opendata.OpenData](s.desk.Values)
	if !s.desk.Policy().OpenData.On || x.Folder == "" {
		return nil
	}
	if _, err := x.Ask(ctx, s.caller("admin"), s.id()); err != nil {
		return err
	}
	_, err := x.Make(ctx, nil)
	return err
}
