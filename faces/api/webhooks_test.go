package api_test

import (
	"bytes"
	"context"
	"encoding/json"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"xiaohao/city/citytest"
	"xiaohao/loop/matter"
	"xiaohao/parts/notify"
	"xiaohao/platform/deliver"
)

// TestWebhooksAreAsDescribed holds what really goes to a program that listens to the description: a matter's way
// through the loop, one that needs help, a seal and a test.
func TestWebhooksAreAsDescribed(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	schema := judge(t).Schema("Webhook")
	if schema == nil {
		t.Fatal("the description has no Webhook")
	}
	c := jsonschema.NewCompiler()
	if err := c.AddResource("webhook.json", schema); err != nil {
		t.Fatal(err)
	}
	s, err := c.Compile("webhook.json")
	if err != nil {
		t.Fatal(err)
	}
	o := citytest.New(t)
	hook, err := o.Notify.SetChannel(ctx, o.Who["admin"], notify.Channel{Kind: notify.Webhook, Name: "hook",
		Area: citytest.City, Enabled: true, Wire: notify.Wire{URL: "https://hook.example/x", Secret: "s"}})
	if err != nil {
		t.Fatal(err)
	}
	id := o.Assigned()
	o.Give("clerk", id, &matter.Sign{})
	o.Give("sup", id, &matter.SuperviseOn{})
	o.Fix(id)
	o.Give("ver", id, &matter.StrikeOff{Note: "好了"})
	help := o.Give("", 0, &matter.Report{Kind: matter.Help, Area: citytest.Village, Text: "老人走失"})
	o.Give("disp", help, &matter.List{Category: "help.person"})
	o.Give("disp", help, &matter.Assign{Lead: o.Units["she"]})
	if _, err := o.Tick(ctx); err != nil {
		t.Fatal(err)
	}
	o.CatchUp()
	if _, err := o.Notify.Deliver(ctx); err != nil {
		t.Fatal(err)
	}
	if err := o.Notify.Try(ctx, o.Who["admin"], hook, "", ""); err != nil {
		t.Fatal(err)
	}
	types := map[string]bool{}
	for _, m := range o.Sent {
		if m.Kind != deliver.Webhook {
			continue
		}
		value, err := jsonschema.UnmarshalJSON(bytes.NewReader(m.JSON))
		if err == nil {
			err = s.Validate(value)
		}
		var x struct{ Type, ID string }
		if json.Unmarshal(m.JSON, &x) != nil || x.ID != m.ID {
			t.Errorf("webhook-id %q, in the body %q", m.ID, x.ID)
		}
		if types[x.Type] = true; err != nil {
			t.Errorf("%s: %v", m.JSON, err)
		}
	}
	for _, want := range []string{"assigned", "supervised", "fixed", "struck_off", "seal", "try"} {
		if !types[want] {
			t.Errorf("%s was not sent; sent were %v", want, types)
		}
	}
}
