package node_test

import (
	"testing"

	"xiaohao/platform/store/storetest"
)

// TestIndexes asks SQLite how it answers what pages and the clock ask for: along an index, and sorting nothing.
func TestIndexes(t *testing.T) {
	t.Setenv(storetest.Engine, "") // plans differ by engine: these are SQLite's, whatever the suite runs on
	o := newTown(t)
	for text, want := range map[string]string{
		"SELECT late, matter, unit, body FROM node_tasks WHERE city = 1 AND late > 0 AND late <= 9 " +
			"AND (late, matter) > (2, 3) ORDER BY late, matter LIMIT 5": "node_tasks_late",
		"SELECT plan_at, matter, unit, body FROM node_tasks WHERE city = 1 AND plan = 2 AND plan_at " +
			"<= 4 AND (plan_at, matter) > (2, 3) ORDER BY plan_at, matter LIMIT 5": "" +
			"node_tasks_plan (city=? AND plan=?",
		"SELECT judge, matter, unit, body FROM node_tasks WHERE city = 1 AND judge > 0 AND judge <= " +
			"4 AND (judge, matter) > (2, 3) ORDER BY judge, matter LIMIT 5": "node_tasks_judge",
		"SELECT matter FROM node_tasks WHERE city = 1 AND climbs > 0 AND climbs <= 2 " +
			"ORDER BY climbs, matter LIMIT 3": "node_tasks_climbs",
		"SELECT plan_at, matter, unit, body FROM node_tasks WHERE city = 1 AND unit = 2 AND plan = 1 " +
			"ORDER BY plan_at, matter LIMIT 3": "node_tasks_unit (city=? AND unit=? AND plan=?)",
		"SELECT at, id FROM node_cards WHERE city = 1 AND unit = 2 AND owes = 1 ORDER BY " +
			"id LIMIT 3": "node_cards_owes (city=? AND unit=? AND owes=?)",
		"SELECT body FROM node_cards WHERE city = 1 AND unit = 4 AND id < 2 ORDER BY id " +
			"DESC LIMIT 3": "node_cards_unit (city=? AND unit=? AND id<?)",
		"SELECT body FROM node_cards WHERE city = 1 AND id < 2 ORDER BY id DESC LIMIT 3": "(city=? AND id<?)",
		"SELECT body FROM node_cards WHERE city = 1 AND at >= 2 AND at < 3 ORDER BY at, " +
			"id": "node_cards_at (city=? AND at>? AND at<?)",
		"SELECT matter, card FROM node_card_matters WHERE city = 1 AND matter = 2 ORDER " +
			"BY card DESC LIMIT 20": "(city=? AND matter=?)",
	} {
		storetest.Along(t, o.Office.DB.Read(), text, want)
	}
}
