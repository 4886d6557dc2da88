package outreach_test

import (
	"bytes"
	"database/sql"
	"strings"
	"testing"
	"time"

	"xiaohao/city/citytest"
	"xiaohao/core/org"
	"xiaohao/loop/fault"
	"xiaohao/parts/outreach"
	"xiaohao/platform/store"
)

// out is an activity whose call everybody reads.
func (o *town) out() int64 {
	o.T.Helper()
	id, err := o.Begin(o.ctx, o.Who["police"], o.ID(), o.helmets())
	if err != nil {
		o.T.Fatal(err)
	}
	o.step(id, outreach.Called)
	n := outreach.Noticing{Title: outreach.Words{Zh: "周六送头盔"}, Text: outreach.Words{Zh: "来帮忙"}}
	if err := o.Offer(o.ctx, o.Who["disp"], o.ID(), id, n); err != nil {
		o.T.Fatal(err)
	}
	o.pass(id)
	return id
}

func (o *town) pass(id int64) {
	o.T.Helper()
	a, err := o.Get(o.ctx, o.Who["sup"], id)
	if err == nil {
		err = o.Pass(o.ctx, o.Who["sup"], o.ID(), id, a.Release.Seq)
	}
	if err != nil {
		o.T.Fatal(err)
	}
}

// lies says whether a text lies open in any table or event of the city.
func (o *town) lies(text string) (where string) {
	o.T.Helper()
	tables, err := store.Tables(o.ctx, o.DB.Read())
	if err != nil {
		o.T.Fatal(err)
	}
	for _, t := range tables {
		err := store.Each(o.ctx, o.DB.Read(), func(rows *sql.Rows) error {
			values := make([]any, len(t.Columns))
			targets := make([]any, len(t.Columns))
			for i := range values {
				targets[i] = &values[i]
			}
			if err := rows.Scan(targets...); err != nil {
				return err
			}
			for _, v := range values {
				switch v := v.(type) {
				case string:
					if strings.Contains(v, text) {
						where = t.Name
					}
				case []byte:
					if bytes.Contains(v, []byte(text)) {
						where = t.Name
					}
				}
			}
			return nil
		}, "SELECT "+strings.Join(t.Columns, ", ")+" FROM "+t.Name+" WHERE city = $1", o.Outreach.City)
		if err != nil {
			o.T.Fatal(err)
		}
	}
	return where
}

// TestVolunteersAreSealed: what a volunteer leaves lies open nowhere, is read by those who lead him alone, counts once,
// and is gone some days after the activity; how many there were stays.
func TestVolunteersAreSealed(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.out()
	join := func(name, phone string, team int64) error {
		o.Advance(time.Second)
		return o.Join(o.ctx, o.ID(), id, outreach.Joining{Name: name, Phone: phone, Team: team})
	}
	for code, j := range map[string][2]string{"outreach_words": {" ", "13800001111"}, "outreach_phone": {"甲", "1380x"},
		"outreach_long": {strings.Repeat("甲", 21), "13800001111"}} {
		want(t, join(j[0], j[1], 0), code)
	}
	want(t, join("甲", "13800001111", 9), "outreach_team")
	same := o.ID()
	for range 2 {
		if err := o.Join(o.ctx, same, id, outreach.Joining{Name: "欧阳某某", Phone: "138-0000-1111",
			Team: 2}); err != nil {
			t.Fatal(err)
		}
	}
	if err := join("欧阳", "+86 13800001111", 1); err != nil { // the same phone again says nothing and does nothing
		t.Fatal(err)
	}
	if err := join("乙", "13800002222", 0); err != nil {
		t.Fatal(err)
	}
	if err := join("丙", "13800003333", 1); err != nil {
		t.Fatal(err)
	}
	want(t, join("丁", "13800004444", 1), "outreach_full")
	want(t, join("丙", "13800003333", 1), "outreach_full") // nobody finds out by asking who signed up
	for _, text := range []string{"欧阳某某", "13800001111", "0000-1111"} {
		if where := o.lies(text); where != "" {
			t.Errorf("%q lies open in %s", text, where)
		}
	}
	list, err := o.Volunteers(o.ctx, o.Who["police"], id)
	if err != nil || len(list) != 3 || list[0].Name != "欧阳某某" || list[0].Phone != "13800001111" {
		t.Fatalf("%+v %v", list, err)
	}
	mine, err := o.Volunteers(o.ctx, o.Who["clerk"], id) // of the second team's unit
	if err != nil || len(mine) != 2 {
		t.Errorf("%+v %v", mine, err)
	}
	for _, who := range []string{"", "far", "ver", "lead", "head"} {
		if _, err := o.Volunteers(o.ctx, o.Who[who], id); fault.Of(err).Kind != fault.Denied {
			t.Errorf("%q reads volunteers: %v", who, err)
		}
	}
	want(t, o.TurnOut(o.ctx, o.Who["clerk"], o.ID(), id, 2, nil, 1), "outreach_state")
	o.step(id, outreach.Running)
	if err := o.TurnOut(o.ctx, o.Who["clerk"], o.ID(), id, 2, []string{list[0].ID, list[1].ID, list[2].ID},
		2); err != nil {
		t.Fatal(err)
	}
	if n := o.books(id).Came(2); n != 4 { // the third is another team's
		t.Errorf("%d came", n)
	}
	want(t, o.TurnOut(o.ctx, o.Who["clerk"], o.ID(), id, 1, nil, 1), "not_allowed")
	if err := o.TurnOut(o.ctx, o.Who["walker"], o.ID(), id, 2, []string{list[0].ID}, 0); err != nil {
		t.Fatal(err)
	}
	if b := o.books(id); b.Came(2) != 1 || b.Came(0) != 1 {
		t.Errorf("%d came to the team, %d in all", b.Came(2), b.Came(0))
	}
	want(t, o.Strike(o.ctx, o.Who["clerk"], id, list[2].ID), "not_allowed")
	if err := o.Strike(o.ctx, o.Who["police"], id, list[2].ID); err != nil {
		t.Fatal(err)
	}
	o.step(id, outreach.Ended)
	o.Advance(59 * 24 * time.Hour)
	if n, err := o.Forget(o.ctx); n != 0 || err != nil {
		t.Errorf("%d were forgotten early, %v", n, err)
	}
	o.Advance(25 * time.Hour)
	if n, err := o.Forget(o.ctx); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if n, err := o.Forget(o.ctx); n != 0 || err != nil {
		t.Errorf("again: %d, %v", n, err)
	}
	for _, table := range []string{"outreach_keys", "outreach_volunteers"} {
		n := 0
		if err := o.DB.Read().QueryRow(o.ctx, "SELECT COUNT(*) FROM "+table+" WHERE city = $1",
			o.Outreach.City).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s has %d rows, %v", table, n, err)
		}
	}
	if b := o.books(id); b.Signed != 2 || b.Came(0) != 1 {
		t.Errorf("%d signed up, %d came", b.Signed, b.Came(0))
	}
	if list, err := o.Volunteers(o.ctx, o.Who["police"], id); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
	o.sound(id)
}

// TestWhatEverybodyReads: nothing is public before two people let it out; each step by another one; names, numbers and
// photos without a box are refused; what is withdrawn, taken back or in a draft is gone at once.
func TestWhatEverybodyReads(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id, err := o.Begin(o.ctx, o.Who["police"], o.ID(), o.helmets())
	if err != nil {
		t.Fatal(err)
	}
	o.step(id, outreach.Called)
	_, err = o.Glance(o.ctx, id)
	want(t, err, "outreach_missing")
	want(t, o.Join(o.ctx, o.ID(), id, outreach.Joining{Name: "甲", Phone: "13800001111"}), "outreach_missing")
	photo := func(p outreach.Photographing) error {
		u, err := o.Upload(o.ctx, o.Who["police"], o.Office.Photo())
		if err != nil {
			t.Fatal(err)
		}
		p.Token = u.Token
		return o.Outreach.Photo(o.ctx, o.Who["police"], o.ID(), id, p)
	}
	want(t, photo(outreach.Photographing{Basis: outreach.Consent}), "outreach_minors")
	want(t, photo(outreach.Photographing{NoMinors: true}), "outreach_basis")
	if err := photo(outreach.Photographing{Basis: outreach.Masked, NoMinors: true}); err != nil {
		t.Fatal(err)
	}
	a, err := o.Get(o.ctx, o.Who["police"], id)
	if err != nil {
		t.Fatal(err)
	}
	shot := a.Photos[0].Photo.ID
	n := outreach.Noticing{Title: outreach.Words{Zh: "周六送头盔"},
		Text:   outreach.Words{Zh: "来帮忙，电话 13800001111"},
		Photos: []outreach.Shut{{Photo: shot}}}
	for _, who := range []string{"police", "clerk", "far", "sup", ""} { // none of them takes the first step here
		if err := o.Offer(o.ctx, o.Who[who], o.ID(), id, n); fault.Of(err).Kind != fault.Denied {
			t.Errorf("%q drafts: %v", who, err)
		}
	}
	want(t, o.Offer(o.ctx, o.Who["disp"], o.ID(), id, n), "outreach_boxes")
	n.Photos[0].Boxes = []org.Box{{X: 0, Y: 0, W: 500, H: 500}}
	named := n
	named.Text.Zh = "宏发搅拌站太吵"
	want(t, o.Offer(o.ctx, o.Who["disp"], o.ID(), id, named), "outreach_named")
	if err := o.Offer(o.ctx, o.Who["disp"], o.ID(), id, n); err != nil {
		t.Fatal(err)
	}
	a, _ = o.Get(o.ctx, o.Who["sup"], id)
	want(t, o.Pass(o.ctx, o.Who["disp"], o.ID(), id, a.Release.Seq), "release_hands")
	want(t, o.Pass(o.ctx, o.Who["sup"], o.ID(), id, a.Release.Seq+1), "outreach_none")
	if list, err := o.Waits(o.ctx, o.Who["sup"]); err != nil || len(list) != 1 || list[0].N != 1 {
		t.Errorf("%+v %v", list, err)
	}
	_, err = o.Glance(o.ctx, id)
	want(t, err, "outreach_missing")
	o.pass(id)
	g, err := o.Glance(o.ctx, id)
	if err != nil || strings.Contains(g.Text.Zh, "138") || len(g.Photos) != 1 || g.Photos[0].Copy == shot || !g.Calls {
		t.Fatalf("%+v %v", g, err)
	}
	if _, err := o.Copy(o.ctx, id, shot); fault.Code(err) != "photo_missing" {
		t.Errorf("the original is public: %v", err)
	}
	f, err := o.Copy(o.ctx, id, g.Photos[0].Thumb)
	if err != nil {
		t.Fatal(err)
	}
	f.Close()
	if list, _, err := o.Out(o.ctx, outreach.Place{}, 10); err != nil || len(list) != 1 {
		t.Errorf("%+v %v", list, err)
	}
	if err := o.DropPhoto(o.ctx, o.Who["police"], o.ID(), id, shot, "本人不同意了"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Copy(o.ctx, id, g.Photos[0].Copy); fault.Code(err) != "photo_missing" {
		t.Errorf("a photo that was taken out is public: %v", err)
	}
	o.step(id, outreach.Off)
	_, err = o.Glance(o.ctx, id)
	want(t, err, "outreach_missing")
	o.step(id, outreach.Draft, outreach.Called)
	if err := o.Withdraw(o.ctx, o.Who["sup"], o.ID(), id, "改期"); err != nil {
		t.Fatal(err)
	}
	_, err = o.Glance(o.ctx, id)
	want(t, err, "outreach_missing")
	if list, _, err := o.Out(o.ctx, outreach.Place{}, 10); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
	o.sound(id)
}

// TestLists: an activity is in the lists of its area, of its teams' areas and of all above, a page at a time; the years
// of an area are what its books say.
func TestLists(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	var ids []int64
	for range 5 {
		p := o.helmets()
		p.Teams = p.Teams[:1]
		id, err := o.Begin(o.ctx, o.Who["police"], o.ID(), p)
		if err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	first, next, err := o.List(o.ctx, o.Who["ver"], citytest.Street, 0, 3)
	if err != nil || len(first) != 3 || first[0].ID != ids[4] || next != ids[2] {
		t.Fatalf("%d of them, next %d, %v", len(first), next, err)
	}
	rest, next, err := o.List(o.ctx, o.Who["ver"], citytest.City, next, 3)
	if err != nil || len(rest) != 2 || rest[1].ID != ids[0] || next != 0 {
		t.Errorf("%d of them, next %d, %v", len(rest), next, err)
	}
	if list, _, err := o.List(o.ctx, o.Who["ver"], citytest.Village, 0, 3); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
	id := ids[0]
	o.step(id, outreach.Called, outreach.Running)
	o.must("police", id, "in", 0, 30)
	o.must("police", id, "sent", 1, 30)
	o.must("police", id, "received", 1, 30)
	o.must("police", id, "given", 1, 12)
	if err := o.Reach(o.ctx, o.Who["police"], o.ID(), id, 1, "letters", 40); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		list, more, err := o.Account(o.ctx, o.Who["ver"], id, 1, 0, 2)
		if err != nil || len(list) != 2 || more == 0 || list[0].People == nil {
			t.Fatalf("%+v %d %v", list, more, err)
		}
	}
	years, err := o.Years(o.ctx, o.Who["ver"], citytest.Street, o.Outreach.Now())
	if err != nil || len(years) != 2 || years[0] != (outreach.Year{What: "given", Name: "安全头盔", N: 12}) ||
		years[1] != (outreach.Year{What: "letters", N: 40}) {
		t.Errorf("%+v %v", years, err)
	}
	if list, err := o.Waits(o.ctx, o.Who["police"]); err != nil || len(list) != 0 {
		t.Errorf("%+v %v", list, err)
	}
	o.must("police", id, "in", 0, 5)
	o.must("police", id, "sent", 1, 5)
	if list, err := o.Waits(o.ctx, o.Who["police"]); err != nil || len(list) != 1 || list[0].N != 1 {
		t.Errorf("%+v %v", list, err)
	}
	o.sound(ids...)
}

// TestTampering: whoever alters a balance, a sum or a ticket behind the ledger is found.
func TestTampering(t *testing.T) {
	t.Parallel()
	o := newTown(t)
	id := o.running(10)
	o.must("police", id, "sent", 1, 5)
	for _, text := range []string{"UPDATE outreach_balances SET hand = hand + 1 WHERE city = $1",
		"UPDATE outreach_sums SET given = given + 1 WHERE city = $1", "DELETE FROM outreach_moves WHERE city = $1",
		"UPDATE outreach_activities SET state = 'reported' WHERE city = $1",
		"INSERT INTO outreach_tickets (city, activity, item, number, team, at) VALUES ($1, 1, 1, 1, 1, 1)"} {
		found, gone := 0, fault.New(fault.Conflict, "gone")
		err := o.DB.Write(o.ctx, func(tx *store.Tx) error {
			if _, err := tx.Exec(o.ctx, text, o.Outreach.City); err != nil {
				return err
			}
			if err := outreach.Check(o.ctx, tx, o.Outreach.City, nil, func(string) { found++ }); err != nil {
				return err
			}
			return gone
		})
		if fault.Code(err) != "gone" || found == 0 {
			t.Errorf("%s: %d found, %v", text, found, err)
		}
	}
	o.sound(id)
}
