package desk

import (
	"context"
	"reflect"

	"xiaohao/core/org"
	"xiaohao/core/views"
	"xiaohao/loop/area"
	"xiaohao/loop/event"
	"xiaohao/loop/fault"
	"xiaohao/loop/matter"
)

// Who says "me too" gets a receipt of his own. It follows from his device and the matter, so that he who says it twice
// has one; what is kept of it is a digest that is told from a reporter's.

// echo is the receipt of a voice at a matter.
func (d *Desk) echo(voice string, id int64) string { return d.receipt(named("me_too", voice, id)) }

// echoed is what is kept of a voice's receipt.
func echoed(code string) string { return "me:" + digest(code) }

// Echo is the receipt that a voice was given at a matter; "" where it has none, because it was never raised or by a
// program that gave no receipts.
func (d *Desk) Echo(ctx context.Context, voice string, id int64) (string, error) {
	code := d.echo(voice, id)
	_, ok, err := views.ByReceipt(ctx, d.db.Read(), d.city, echoed(code))
	if err != nil || !ok {
		return "", translateNil(err)
	}
	return code, nil
}

// forEchoes are the steps that somebody follows who said "me too": what offices did. What the reporter said is his.
var forEchoes = []event.Type{matter.TypeDeclined, matter.TypeMerged, matter.TypeSplit, matter.TypeListed,
	matter.TypeAssigned, matter.TypeSigned, matter.TypeDelegated, matter.TypeExtended, matter.TypeSuspended,
	matter.TypeResumed, matter.TypeFixed, matter.TypeRejected, matter.TypeStruckOff}

// byEcho is the matter that the holder of a voice's receipt follows, without anything that was said or shown of it by
// anybody: who said "me too" may read what everybody may, and that a part knows which let it out.
func (d *Desk) byEcho(ctx context.Context, code string) (*matter.Matter, org.Caller, error) {
	id, ok, err := views.ByReceipt(ctx, d.db.Read(), d.city, echoed(code))
	if err != nil {
		return nil, org.Caller{}, translate(err)
	}
	if !ok {
		return nil, org.Caller{}, fault.New(fault.Missing, "receipt_missing").On("receipt")
	}
	full, err := d.views.Get(ctx, d.db.Read(), id)
	if err != nil {
		return nil, org.Caller{}, translate(err)
	}
	return d.echoOf(full), org.Caller{Echo: id, Voice: "r" + digest(code)}, nil
}

// echoOf is a matter as somebody is shown it who said "me too": what it is, where it stands and who has it.
func (d *Desk) echoOf(full *matter.Matter) *matter.Matter {
	m := *full
	m.Title, m.Text, m.Place, m.Lat, m.Lng, m.Reason, m.Goal, m.Work = "", "", "", nil, nil, "", "", ""
	m.Rating, m.Photos = nil, nil
	if d.Policy().Release.NearHome(m.Category) {
		m.Area = m.Area.Ancestor(area.Township)
	}
	return &m
}

// wordless is a step without anything that was said or shown with it; the number on the list stays.
func wordless(b matter.Body) matter.Body {
	v := reflect.New(reflect.TypeOf(b).Elem())
	from, to := reflect.ValueOf(b).Elem(), v.Elem()
	for i := range from.NumField() {
		switch f := from.Type().Field(i); f.Type.Kind() {
		case reflect.Int64, reflect.Int, reflect.Bool, reflect.Uint8:
			if f.Type != reflect.TypeFor[area.Code]() {
				to.Field(i).Set(from.Field(i))
			}
		case reflect.String:
			if f.Name == "Number" {
				to.Field(i).Set(from.Field(i))
			}
		}
	}
	return v.Interface().(matter.Body)
}
