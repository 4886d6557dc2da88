// Inspecting a point: one question under the other, three big buttons each. Whatever fails asks for what policy wants of it, then and there.
import {fold, h, icon, link, portions, toast, twice} from "./dom.js";
import {say} from "./say.js";
import {openAt, phone, pointOf, questions} from "./state.js";
import {begin, discard, finish, save} from "./drafts.js";
import {photos, position, right, words, wrong} from "./fields.js";
import {outlines} from "./project.js";
import {inspected, placed, sketch} from "./sketch.js";

export async function point(base, key = base) {
  const p = pointOf(base);
  if (!p) return h("div", {class: "stack"}, h("h1", null, say("phone.point_gone")), h("p", null, say("phone.point_gone_help")), link("/", {class: "button"}, say("phone.today")));
  const draft = await begin(phone.person, key, {answers: {}, note: ""});
  const form = draft.form, list = questions(p), rule = phone.day.day.rule, open = openAt(p.id);
  const changed = quick => { count(); return save(draft, quick); };
  const told = h("p", {class: "count", role: "status"});
  const blocks = new Map();
  const count = () => { told.textContent = say("phone.answered", {n: list.filter(q => form.answers[q.code]?.result).length, of: list.length}); };
  let group = "";
  const body = h("div", {class: "stack"});
  const below = () => [words(form, "note", say("phone.note"), changed, {rows: 2}),
    h("div", {class: "row"}, link("/report/" + encodeURIComponent(base), {class: "button"}, icon("report"), h("span", null, say("phone.report_here"))),
      twice(say("phone.discard_draft"), say("phone.discard_sure"), async () => { await discard(draft); location.hash = "#/"; }))];
  const rest = portions(body, [...list.map(q => () => {
    const head = q.dimension !== group ? h("h2", null, group = q.dimension) : null;
    const b = question(q, form, rule, changed, key, open.filter(m => m.item && (q.code === m.item || q.code.startsWith(m.item + "."))));
    blocks.set(q.code, b);
    return [head, b];
  }), below], 2);
  const done = h("button", {type: "button", class: "primary", onclick: () => { rest(); return end({p, draft, list, rule, blocks, done}); }}, icon("check"), h("span", null, say("phone.finish")));
  count();
  const near = open.filter(m => !m.item);
  return h("div", {class: "stack inspect"},
    h("h1", null, p.name), h("p", {class: "soft"}, [p.kind_name, p.area_name, p.code].filter(Boolean).join(" · ")),
    p.again ? h("p", {class: "note"}, say("phone.again_help")) : null, draft.id && h("p", {class: "note"}, say("phone.mending")),
    placed(p) && fold(null, say("phone.sketch"), () => lies(p)),
    near.length ? fold({class: "note"}, say("phone.near", {n: near.length}), () => h("ul", null, near.slice(0, 20).map(m => h("li", null, m.title, h("span", {class: "soft"}, " " + say("state." + m.state) + (m.metres ? " · " + say("phone.metres", {n: m.metres}) : "")))))) : null,
    body, h("div", {class: "stand"}, told, done));
}

// lies shows where the point is among the day's.
function lies(p) {
  const box = h("div");
  inspected().then(state => box.append(sketch({points: phone.day.day.points, state, here: p, lines: outlines(phone.day.ground)})));
  return box;
}

// question is one of the standard with its answer.
function question(q, form, rule, changed, owner, open) {
  const answer = () => form.answers[q.code] ||= {};
  const more = h("div", {class: "more"});
  const fill = () => more.replaceChildren(...(form.answers[q.code]?.result === "fail" ? failed(q, answer(), rule, changed, owner) : []));
  const choice = (value, label, drawing) => {
    const input = h("input", {type: "radio", name: "q-" + q.code, value, checked: form.answers[q.code]?.result === value, onchange: () => {
      answer().result = value;
      right(block);
      fill();
      changed();
    }});
    return h("label", {class: "choice " + value}, input, icon(drawing), h("span", null, label));
  };
  const block = h("fieldset", {class: "question"}, h("legend", null, h("span", {class: "code"}, q.code), " ", q.item && q.item !== q.text ? h("span", {class: "soft"}, q.item + say("word.colon")) : "", q.text, q.veto ? h("b", {class: "veto"}, " " + say("phone.veto")) : ""),
    q.rule ? h("p", {class: "soft small"}, q.rule) : null,
    open.map(m => h("p", {class: "note small"}, say("phone.open_here", {title: m.title, state: say("state." + m.state)}))),
    h("div", {class: "choices"}, choice("pass", say("phone.pass"), "check"), choice("fail", say("phone.fail"), "cross"), choice("na", say("phone.na"), "none")),
    more, h("p", {class: "mistake", role: "alert", hidden: true}));
  fill();
  return block;
}

// failed asks for what is wrong, with photos, and whether it was put right on the spot.
function failed(q, a, rule, changed, owner) {
  const out = [];
  if (q.each) {
    const n = h("output", null, String(a.count ||= 1));
    const step = d => { a.count = Math.max(1, Math.min(999, a.count + d)); n.textContent = a.count; changed(); };
    out.push(h("div", {class: "stepper", role: "group", "aria-label": say("phone.count")}, h("span", null, say("phone.count")), h("button", {type: "button", "aria-label": say("phone.fewer"), onclick: () => step(-1)}, "−"), n, h("button", {type: "button", "aria-label": say("phone.more"), onclick: () => step(1)}, "+")));
  }
  out.push(words(a, "note", say("phone.found"), changed, {rows: 2, max: 500, required: rule.fail_note}));
  out.push(photos(a, "photos", rule.fail_photos ? say("phone.photos_least", {n: rule.fail_photos}) : say("phone.photos"), owner, changed));
  const box = h("input", {type: "checkbox", checked: !!a.fixed, onchange: () => { a.fixed = box.checked ? {note: "", photos: []} : undefined; fill(); changed(); }});
  const after = h("div");
  const fill = () => after.replaceChildren(...(a.fixed ? [photos(a.fixed, "photos", say("phone.photos_after", {n: rule.fix_photos}), owner, changed), words(a.fixed, "note", say("phone.spot_note"), changed, {rows: 2, max: 500})] : []));
  fill();
  out.push(h("label", {class: "tick"}, box, h("span", null, say("phone.spot"))), after);
  return out;
}

// missing says of an answer what policy still wants.
function missing(a, rule) {
  if (a?.result !== "fail") return "";
  if (rule.fail_note && !a.note?.trim()) return say("phone.note_missing");
  if ((a.photos || []).length < rule.fail_photos) return say("phone.photos_least", {n: rule.fail_photos});
  if (a.fixed && a.fixed.photos.length < rule.fix_photos) return say("phone.photos_after", {n: rule.fix_photos});
  return "";
}

// end checks and hands the inspection to the outbox. What was not asked is left open only on a second tap.
async function end({p, draft, list, rule, blocks, done}) {
  const form = draft.form;
  for (const q of list) {
    const what = missing(form.answers[q.code], rule);
    if (what) return wrongAt(blocks.get(q.code), what);
  }
  const left = list.filter(q => !form.answers[q.code]?.result);
  if (left.length === list.length) return wrongAt(blocks.get(list[0].code), say("phone.nothing_answered"));
  if (left.length && !done.dataset.sure) {
    done.dataset.sure = "1";
    done.lastChild.textContent = say("phone.finish_anyway");
    return wrongAt(blocks.get(left[0].code), say("phone.unanswered", {n: left.length}));
  }
  done.disabled = true;
  done.lastChild.textContent = say("phone.place_wait");
  const at = await position(rule.place ? 20000 : 6000);
  done.disabled = false;
  done.lastChild.textContent = say("phone.finish");
  if (rule.place && !at) return toast(say("phone.place_needed"));
  const answers = list.filter(q => form.answers[q.code]?.result).map(q => {
    const {result, count, note, photos, fixed} = form.answers[q.code];
    return result === "fail" ? {item: q.code, result, count: q.each ? count : undefined, note, photos: photos || [], fixed} : {item: q.code, result};
  });
  const body = {point: p.id, round: p.round, again: p.again, standard: p.standard, note: form.note, answers};
  if (at) body.place = {...at, datum: "wgs84"};
  const bad = answers.filter(a => a.result === "fail").length;
  await finish(draft, {kind: "inspection", about: draft.key.split(":").slice(0, 4).join(":"), title: p.name, fails: bad, body});
  toast(say("phone.kept"));
  location.hash = "#/";
}

function wrongAt(block, text) {
  const m = block.lastChild;
  m.textContent = text;
  m.hidden = false;
  block.scrollIntoView({block: "center"});
  block.querySelector("input")?.focus({preventScroll: true});
}
