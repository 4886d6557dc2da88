package desk

import (
	"context"

	"xiaohao/core/org"
	"xiaohao/loop/fault"
)

// NewServiceKey makes a key for another program and gives it out this once. An administrator of the whole city may, and
// the command line. Errors: Denied not_allowed, and those of org.Auth.
func (d *Desk) NewServiceKey(ctx context.Context, caller org.Caller,
	k org.Key) (secret string, made org.Key, err error) {
	if !d.Org().MayAct(caller, org.TypeServiceKeyMade) {
		return "", k, fault.New(fault.Denied, "not_allowed")
	}
	secret, made, err = d.Auth.NewServiceKey(ctx, caller, k)
	return secret, made, translateNil(err)
}

// EndServiceKey ends one at once; the same may.
func (d *Desk) EndServiceKey(ctx context.Context, caller org.Caller, id int64) error {
	if !d.Org().MayAct(caller, org.TypeServiceKeyEnded) {
		return fault.New(fault.Denied, "not_allowed")
	}
	return translateNil(d.Auth.EndServiceKey(ctx, caller, id))
}

// ServiceKeys lists them, but for those that were ended; the same may.
func (d *Desk) ServiceKeys(ctx context.Context, caller org.Caller) ([]org.ServiceKeyInfo, error) {
	if !d.Org().MayAct(caller, org.TypeServiceKeyMade) {
		return nil, fault.New(fault.Denied, "not_allowed")
	}
	list, err := d.Auth.ServiceKeys(ctx)
	return list, translateNil(err)
}
