package org

import "xiaohao/loop/area"

// What a change of something must begin with, so that it leaves alone what it does not mention: the whole record as it
// stands.

// ChangeOfArea is the record of an area that is there; false when it is not.
func (o *Org) ChangeOfArea(c area.Code) (*AreaSet, bool) {
	a, ok := o.tree.Get(c)
	return &AreaSet{Area: c, Name: a.Name, Former: a.Former, Successors: a.Successors}, ok
}

// ChangeOfUnit is the record of a unit by its code; false when there is none.
func (o *Org) ChangeOfUnit(code string) (*UnitSet, bool) {
	u, ok := o.UnitByCode(code)
	return &UnitSet{ID: u.ID, Code: u.Code, Zh: u.Zh, En: u.En, Parent: u.Parent, Area: u.Area, Former: u.Former,
		Successor: u.Successor}, ok
}

// ChangeOfPerson is the record of a person by login; false when there is none. The posts are the caller's.
func (o *Org) ChangeOfPerson(login string) (*PersonSet, bool) {
	p, ok := o.PersonByLogin(login)
	return &PersonSet{ID: p.ID, Login: p.Login, Name: p.Name, Posts: append([]Post(nil), p.Posts...),
		Disabled: p.Disabled, Lang: p.Lang}, ok
}
