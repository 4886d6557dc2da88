package follow

import (
	"context"
	"fmt"
	"slices"

	"xiaohao/loop/area"
	"xiaohao/loop/fault"
	"xiaohao/parts/notify"
	"xiaohao/platform/store"
)

// Wish is what somebody wants to follow: a matter, an area, or what a receipt is about.
type Wish struct {
	Matter   int64
	Area     area.Code
	Category string // of an area, "" for all
	Receipt  string // a receipt's code
	Lang     string // in which he is written to
}

// Ways says how residents can be written to in this city now. Without an address for links nobody is.
func (x *Follows) Ways(ctx context.Context) (mail, text bool, err error) {
	if x.BaseURL == "" {
		return false, false, nil
	}
	return x.outbox.Offers(ctx)
}

// Ask has an address follow something once its owner has said yes. Everybody may. The answer is the same whether or
// not the address is known, follows it already, wants no letter or has used up its day. The same again does nothing.
// Faults: email_bad, matter_missing and page_missing for what nobody may follow, receipt_missing, follow_no_mail,
// follow_full.
func (x *Follows) Ask(ctx context.Context, w Wish, typed string) error {
	address, err := Mailbox(typed)
	if err != nil {
		return err
	}
	f, code, err := x.target(ctx, w)
	if err != nil {
		return err
	}
	mail, _, err := x.Ways(ctx)
	if err != nil {
		return err
	}
	if !mail {
		return fault.New(fault.Conflict, "follow_no_mail")
	}
	if f.ID, err = x.freshID(); err != nil {
		return err
	}
	f.who, f.Lang, f.Waits, f.At = x.who("mail", address), w.Lang, true, x.Now()
	f.told = f.At
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return x.take(ctx, tx, f, address, code)
	})
}

// target is what a wish is about, if it may be followed; code is a receipt's.
func (x *Follows) target(ctx context.Context, w Wish) (f Follow, code string, err error) {
	switch {
	case w.Receipt != "":
		m, caller, err := x.Desk.ByReceipt(ctx, w.Receipt)
		if err != nil {
			return f, "", err
		}
		lives, err := x.Desk.Survivor(ctx, m)
		if err != nil {
			return f, "", err
		}
		f = Follow{Source: FromReporter, Matter: m.ID, lives: lives.ID}
		if caller.Echo != 0 {
			f.Source = FromEcho
		}
		return f, w.Receipt, nil
	case w.Matter != 0:
		if _, err := x.public.One(ctx, w.Matter); err != nil {
			return f, "", err
		}
		return Follow{Matter: w.Matter, lives: w.Matter}, "", nil
	}
	_, known := x.Policy().Category(w.Category)
	if _, ok := x.Org().Tree().Get(w.Area); !ok || w.Category != "" && !known {
		return f, "", fault.New(fault.Missing, "page_missing")
	}
	return Follow{Area: w.Area, Category: w.Category}, "", nil
}

// take writes down what an address wants, and has one letter ask its owner.
func (x *Follows) take(ctx context.Context, tx *store.Tx, f Follow, address, code string) error {
	var crowd int
	if err := tx.QueryRow(ctx, "SELECT COUNT(*) FROM follows WHERE city = $1 AND state = 0", x.City).
		Scan(&crowd); err != nil {
		return store.Explain(err)
	}
	if crowd >= mostWaiting { // whoever asks, and for whom
		return fault.New(fault.Busy, "follow_full")
	}
	p, there, err := x.person(ctx, tx, f.who)
	if err != nil || there && p.refused != 0 {
		return err
	}
	list, err := x.ofWho(ctx, tx, f.who)
	if err != nil || len(list) >= mostEach || slices.ContainsFunc(list, f.same) {
		return err
	}
	waits := slices.ContainsFunc(list, func(o Follow) bool { return o.Waits })
	budget := x.who("confirm", same(address))
	if n, err := x.count(ctx, tx, budget, ""); err != nil || !waits && n >= confirmsADay {
		return err
	}
	if p.key == nil {
		if p.key, err = x.meet(ctx, tx, f.who, address); err != nil {
			return err
		}
	}
	if code != "" {
		if f.code, err = x.seal(p.key, []byte(code), f.who); err != nil {
			return err
		}
	}
	if err := x.put(ctx, tx, f); err != nil || waits {
		return err // the letter that waits for an answer asks for this too
	}
	letter := fmt.Sprintf("follow/c/%x", f.ID)
	if err := x.spend(ctx, tx, budget, letter); err != nil {
		return err
	}
	return x.outbox.Put(ctx, tx, notify.Outgoing{ID: letter, Carrier: name, Ref: ref{Kind: asks, Of: f.ID}.String(),
		At: f.At, Due: f.At})
}

// same says that two follow the same thing from the same place.
func (f Follow) same(o Follow) bool {
	return f.Matter == o.Matter && f.Area == o.Area && f.Category == o.Category && f.Source == o.Source
}

// AskText has the phone that a reporter left at his report be told by text message. Who holds the receipt may. The same
// again does nothing. Faults: receipt_missing, follow_no_text where the city has no gateway, follow_no_phone where no
// mobile number was left, it was taken out again, or the receipt is of a "me too".
func (x *Follows) AskText(ctx context.Context, w Wish) error {
	f, code, err := x.target(ctx, w)
	if err != nil {
		return err
	}
	_, text, err := x.Ways(ctx)
	if err != nil {
		return err
	}
	if !text {
		return fault.New(fault.Conflict, "follow_no_text")
	}
	phone, err := x.phone(ctx, f)
	if err != nil {
		return err
	}
	if phone == "" {
		return fault.New(fault.Conflict, "follow_no_phone")
	}
	if f.ID, err = x.freshID(); err != nil {
		return err
	}
	f.who, f.Lang, f.At, f.Text = x.who("text", phone), w.Lang, x.Now(), true
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		p, there, err := x.person(ctx, tx, f.who)
		if err != nil || there && p.refused != 0 {
			return err
		}
		if list, err := x.ofWho(ctx, tx, f.who); err != nil || len(list) >= mostEach ||
			slices.ContainsFunc(list, f.same) {
			return err
		}
		if p.key == nil { // the number itself lies with the report alone
			if p.key, err = x.meet(ctx, tx, f.who, ""); err != nil {
				return err
			}
		}
		if f.code, err = x.seal(p.key, []byte(code), f.who); err != nil {
			return err
		}
		return x.put(ctx, tx, f)
	})
}

// phone is the mobile number that the reporter of a followed matter left; "" for none.
func (x *Follows) phone(ctx context.Context, f Follow) (string, error) {
	if f.Source != FromReporter {
		return "", nil
	}
	c, err := x.Desk.Reach(ctx, f.Matter)
	return Mobile(c.Phone), err
}

// HasPhone says whether the reporter whose receipt this is left a mobile number.
func (x *Follows) HasPhone(ctx context.Context, receipt string) (bool, error) {
	f, _, err := x.target(ctx, Wish{Receipt: receipt})
	if err != nil {
		return false, err
	}
	phone, err := x.phone(ctx, f)
	return phone != "", err
}

// Asking is what the owner of an address is asked: what a link in a letter stands for.
type Asking struct {
	Address string // masked
	Of      int64  // the one that the letter was about
	All     bool   // the letter was a digest: the areas are meant
	List    []Follow
}

// Asked is what waits for the word of an address's owner, by the link of the letter that asked him. Nothing is in the
// list once he said it, or when it was forgotten. The fault is follow_link for a link that this city did not make.
func (x *Follows) Asked(ctx context.Context, token string) (Asking, error) {
	return x.behind(ctx, token, func(f Follow) bool { return f.Waits }, toConfirm)
}

// Followed is what an address follows, by the link to end it. The fault is follow_link.
func (x *Follows) Followed(ctx context.Context, token string) (Asking, error) {
	return x.behind(ctx, token, func(f Follow) bool { return !f.Waits }, toStop, toStopAll)
}

func (x *Follows) behind(ctx context.Context, token string, which func(Follow) bool, purposes ...string) (a Asking,
	err error) {
	id, who, purpose, err := x.linked(token, purposes...)
	if err != nil {
		return a, err
	}
	p, _, err := x.person(ctx, x.DB.Read(), who)
	if err != nil {
		return a, err
	}
	list, err := x.ofWho(ctx, x.DB.Read(), who)
	return Asking{Address: masked(p.address), Of: id, All: purpose == toStopAll,
		List: slices.DeleteFunc(list, func(f Follow) bool { return !which(f) })}, err
}

// Confirm is the yes of an address's owner to some of what was asked for in his name; the rest is forgotten. Again it
// does nothing. The fault is follow_link.
func (x *Follows) Confirm(ctx context.Context, token string, ids []int64) error {
	_, who, _, err := x.linked(token, toConfirm)
	if err != nil {
		return err
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		list, err := x.ofWho(ctx, tx, who)
		if err != nil {
			return err
		}
		for _, o := range list {
			if !o.Waits || !slices.Contains(ids, o.ID) {
				continue
			}
			if err := tx.Later(ctx, "UPDATE follows SET state = 1, at = $1, told = $1 WHERE city = $2 AND id = $3",
				x.Now(),
				x.City, o.ID); err != nil {
				return err
			}
		}
		if err := x.end(ctx, tx, who, func(f Follow) bool {
			return f.Waits &&
				!slices.Contains(ids, f.ID)
		}); err != nil {
			return err
		}
		return tx.Later(ctx, "DELETE FROM follow_bounces WHERE city = $1 AND who = $2", x.City, who)
	})
}

// Refuse is the no of an address's owner: nothing is sent to it for a year, whoever asks. The fault is follow_link.
func (x *Follows) Refuse(ctx context.Context, token string) error {
	_, who, _, err := x.linked(token, toConfirm)
	if err != nil {
		return err
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.Later(ctx, `INSERT INTO follow_people (city, who, at, refused) VALUES ($1, $2, $3, $3)
			ON CONFLICT (city, who) DO UPDATE SET refused = excluded.refused, sealed = NULL, data = NULL`, x.City, who,
			x.Now()); err != nil {
			return err
		}
		return x.end(ctx, tx, who, all)
	})
}

// Stop ends what a letter was about, or with everything all that its address follows. Again it does nothing. The fault
// is follow_link.
func (x *Follows) Stop(ctx context.Context, token string, everything bool) error {
	id, who, purpose, err := x.linked(token, toStop, toStopAll)
	if err != nil {
		return err
	}
	return x.Desk.Exclusive(ctx, func(ctx context.Context, tx *store.Tx) error {
		return x.end(ctx, tx, who, func(f Follow) bool {
			return everything || purpose == toStopAll && f.Area != 0 || purpose == toStop && f.ID == id
		})
	})
}

// Title is what everybody may read of a followed matter now, for the pages of a link; "" for nothing.
func (x *Follows) Title(ctx context.Context, f Follow) (string, error) {
	if f.Matter == 0 {
		return "", nil
	}
	p, err := x.public.One(ctx, f.Matter)
	if fault.Of(err).Kind == fault.Missing && err != nil {
		return "", nil
	}
	return p.Title, err
}
