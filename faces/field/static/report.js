// A report from the street.
import {h, icon, portions, toast, twice} from "./dom.js";
import {say} from "./say.js";
import {get, put} from "./store.js";
import {phone, pointOf} from "./state.js";
import {begin, discard, finish, save} from "./drafts.js";
import {head} from "./walk.js";
import {line, photos, pick, place, right, words, wrong} from "./fields.js";

// parts of a twelve-digit code: a township is nine digits, what lies in it twelve.
const township = code => code.slice(0, 9) + "000";

export async function report(key = "report", from) {
  const point = from && pointOf(from);
  const [last, draft] = await Promise.all([get("meta", "area:" + phone.person), begin(phone.person, key, {text: "", photos: [], place: point ? point.name : "", category: ""})]);
  const form = draft.form;
  form.area ??= point ? point.area : last || "";
  if (point && !form.text && !form.photos.length) Object.assign(form, {area: point.area, place: point.name});
  form.patrol ??= head() || undefined;
  const changed = quick => save(draft, quick);
  const text = words(form, "text", say("field.text"), changed, {required: true, rows: 4});
  const areas = area(form, changed);
  const send = async () => {
    right(page);
    if (!form.text.trim()) return wrong(text, say("phone.text_missing"));
    if (!form.area) return wrong(areas, say("phone.area_missing"));
    await put("meta", form.area, "area:" + phone.person, "relaxed");
    const {text: t, photos: p, area: a, place: w, category, lat, lng, patrol} = form;
    await finish(draft, {kind: "report", about: "report", title: t.trim().slice(0, 60), body: {text: t, photos: p, area: a, place: w, category, lat, lng, patrol}});
    toast(say("phone.kept"));
    location.hash = "#/";
  };
  const below = h("div", {class: "stack"});
  portions(below, [() => place(form, changed), () => pick(form, "category", say("field.category"), [["", say("phone.category_none")], ...phone.day.categories.map(c => [c.code, c.name])], changed)], 0, 1);
  const page = h("div", {class: "stack"}, h("h1", null, say("phone.report")), draft.id && h("p", {class: "note"}, say("phone.mending")), form.patrol && h("p", {class: "note"}, say("phone.patrol_finding")),
    text, photos(form, "photos", say("phone.photos"), key, changed), areas, line(form, "place", say("field.place"), changed), below,
    h("div", {class: "stand"}, h("button", {type: "button", class: "primary", onclick: send}, icon("outbox"), h("span", null, say("phone.into_outbox")))),
    twice(say("phone.discard_draft"), say("phone.discard_sure"), async () => { await discard(draft); location.hash = "#/"; }));
  return page;
}

// towns are the townships of the day with what lies in each, sorted once a day.
let sorted = {};
function towns() {
  const list = phone.day.areas, within = new Map();
  if (sorted.list === list) return sorted;
  for (const a of list) {
    if (a.code.endsWith("000000")) continue;
    const t = township(a.code);
    if (!within.has(t)) within.set(t, []);
    if (a.code !== t) within.get(t).push(a);
  }
  const name = new Map(list.map(a => [a.code, a.name]));
  const several = new Set([...within.keys()].map(t => t.slice(0, 6))).size > 1;
  const upper = t => { const up = name.get(t.slice(0, 6) + "000000"); return up && several ? up + " " : ""; };
  const tops = [...within.keys()].map(t => [t, upper(t) + (name.get(t) || within.get(t)[0]?.name)]);
  return sorted = {list, within, name, tops};
}

// area is where: the township first, then what lies in it.
export function area(form, changed) {
  const {within, name, tops} = towns();
  const two = {town: form.area ? township(form.area) : tops.length === 1 ? tops[0][0] : "", village: form.area};
  const lower = h("div");
  const fill = () => {
    const inside = within.get(two.town) || [];
    lower.replaceChildren();
    if (!inside.length) return;
    const options = inside.map(a => [a.code, a.name]);
    if (name.has(two.town)) options.unshift([two.town, say("phone.area_whole")]);
    two.village = options.some(([c]) => c === form.area) ? form.area : options[0][0];
    lower.append(pick(two, "village", say("phone.area_in"), options, () => { form.area = two.village; changed(); }));
    form.area = two.village;
  };
  const top = pick(two, "town", say("field.area"), [["", say("phone.area_choose")], ...tops], () => {}, () => { form.area = two.town; fill(); changed(); });
  fill();
  top.append(lower);
  return top;
}
