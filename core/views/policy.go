package views

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"

	"xiaohao/core/ledger"
	"xiaohao/loop/calendar"
	"xiaohao/loop/event"
	"xiaohao/platform/store"
)

// PolicySetType is the type of the event whose body is PolicySet.
const PolicySetType event.Type = "policy.set"

// PolicySet puts a policy in force; Source is the whole YAML file.
type PolicySet struct {
	Digest string `json:"digest"`
	Source string `json:"source"`
}

// PolicyVersion is a policy that was put in force.
type PolicyVersion struct {
	Seq    int64
	At     calendar.Instant
	Actor  int64
	Digest string
	Source string // empty in lists
}

type policyView struct{ city int64 }

func (v *policyView) Name() string                           { return "policies.1" }
func (v *policyView) Begin(*store.Tx)                        {}
func (v *policyView) Flush(context.Context, *store.Tx) error { return nil }

func (v *policyView) Reset(ctx context.Context, tx *store.Tx) error {
	return empty(ctx, tx, v.city, "policies")
}

func (v *policyView) Apply(ctx context.Context, tx *store.Tx, e ledger.Event) error {
	if e.Type != PolicySetType {
		return nil
	}
	p, err := policyOf(e)
	if err != nil {
		return err
	}
	err = tx.Later(ctx, "INSERT INTO policies (city, seq, at, actor, digest, source) VALUES ($1, $2, $3, $4, $5, $6)",
		v.city, p.Seq, p.At, p.Actor, p.Digest, p.Source)
	return err
}

func policyOf(e ledger.Event) (PolicyVersion, error) {
	var b PolicySet
	if err := json.Unmarshal(e.Body, &b); err != nil {
		return PolicyVersion{}, fmt.Errorf("event %d: %w", e.Seq, err)
	}
	return PolicyVersion{Seq: e.Seq, At: e.At, Actor: e.Actor, Digest: b.Digest, Source: b.Source}, nil
}

// Policy is the text of the policy in force; ok is false when the city never set one.
func Policy(ctx context.Context, r store.Reader, city int64) (source []byte, ok bool, err error) {
	err = r.QueryRow(ctx, "SELECT source FROM policies WHERE city = $1 ORDER BY seq DESC LIMIT 1", city).Scan(&source)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, false, nil
	}
	return source, err == nil, store.Explain(err)
}

// PolicyAt is the version that the event seq put in force.
func PolicyAt(ctx context.Context, r store.Reader, city, seq int64) (p PolicyVersion, ok bool, err error) {
	err = r.QueryRow(ctx, "SELECT seq, at, actor, digest, source FROM policies WHERE city = $1 AND seq = $2", city,
		seq).
		Scan(&p.Seq, &p.At, &p.Actor, &p.Digest, &p.Source)
	if errors.Is(err, sql.ErrNoRows) {
		return p, false, nil
	}
	return p, err == nil, store.Explain(err)
}

// Policies are the last versions without their text, newest first.
func Policies(ctx context.Context, r store.Reader, city int64, limit int) ([]PolicyVersion, error) {
	var out []PolicyVersion
	err := store.Each(ctx, r, func(rows *sql.Rows) error {
		var p PolicyVersion
		err := rows.Scan(&p.Seq, &p.At, &p.Actor, &p.Digest)
		out = append(out, p)
		return err
	}, "SELECT seq, at, actor, digest FROM policies WHERE city = $1 ORDER BY seq DESC LIMIT $2", city, limit)
	return out, err
}

// PolicyLast is the event that put the policy in force and its instant, in µs; both 0 when none was set.
func PolicyLast(ctx context.Context, r store.Reader, city int64) (seq int64, at calendar.Instant, err error) {
	err = r.QueryRow(ctx, "SELECT seq, at FROM policies WHERE city = $1 ORDER BY seq DESC LIMIT 1",
		city).Scan(&seq, &at)
	if errors.Is(err, sql.ErrNoRows) {
		return 0, 0, nil
	}
	return seq, at, store.Explain(err)
}
