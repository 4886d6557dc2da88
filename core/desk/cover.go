package desk

import (
	"bytes"
	"context"
	"image"
	"io"
	"math"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
	"xiaohao/platform/blob"
	"xiaohao/platform/photo"
)

// Cover makes the public copy of a photo: what the boxes cover is nowhere in it. The copy lies beside the original,
// under its own name; the same boxes on the same photo give the same copy. Only a part that lets photos out may call
// it, after it has asked whether the caller sees the matter.
func (d *Desk) Cover(ctx context.Context, p matter.Photo, boxes []org.Box) (org.ReleasedPhoto, error) {
	out := org.ReleasedPhoto{Original: p.ID, Boxes: boxes}
	if len(boxes) > photo.Boxes {
		return out, fault.New(fault.Invalid, "release_boxes", "max", photo.Boxes).On("photos")
	}
	f, err := d.OpenPhoto(org.Caller{System: true}, p, "view")
	if err != nil {
		return out, err
	}
	defer f.Close()
	list := make([]image.Rectangle, len(boxes))
	for i, b := range boxes {
		if b.W <= 0 || b.H <= 0 || b.X < 0 || b.Y < 0 || b.X+b.W > 1000 || b.Y+b.H > 1000 {
			return out, fault.New(fault.Invalid, "release_box").On("photos")
		}
		list[i] = image.Rect(b.X, b.Y, b.X+b.W, b.Y+b.H)
	}
	made, err := photo.Cover(ctx, f, list)
	if err != nil {
		return out, photoFault(err)
	}
	out.Width, out.Height = made.Width, made.Height
	if out.Copy, err = d.lie(ctx, made.View); err != nil {
		return out, err
	}
	out.Thumb, err = d.lie(ctx, made.Thumb)
	return out, err
}

// lie puts a file into the store and gives its name.
func (d *Desk) lie(ctx context.Context, b []byte) (string, error) {
	in, err := d.blobs.Stage(ctx, bytes.NewReader(b), math.MaxInt64)
	if err != nil {
		return "", stageFault(err)
	}
	defer in.Drop()
	if err := in.Keep(); err != nil {
		return "", stageFault(err)
	}
	return in.Hash.String(), nil
}

// OpenCopy opens a public copy by its name. Only a part whose gate has just shown it may call it.
func (d *Desk) OpenCopy(name string) (io.ReadSeekCloser, error) {
	none := fault.New(fault.Missing, "photo_missing")
	h, err := blob.ParseHash(name)
	if err != nil {
		return nil, none.By(err)
	}
	f, err := d.blobs.Open(h)
	if err != nil {
		return nil, none.By(err)
	}
	return f, nil
}
