// A patch seen from above that waits for a look in the field: where it lies, whether it is a problem, pictures of it.
import {h, icon, link, s, toast, twice} from "./dom.js";
import {far, say} from "./say.js";
import {keys} from "./store.js";
import {phone} from "./state.js";
import {begin, discard, finish, save} from "./drafts.js";
import {photos, position, right, words, wrong} from "./fields.js";
import {away, bar, frame, holds, rings} from "./project.js";

const W = 320, H = 220, EDGE = 24, WALK = 2000;

export const patchKey = p => "patch:" + p.id;

export async function patch(id, key = "patch:" + id) {
  const draft = await begin(phone.person, key, {verdict: "", text: "", photos: []});
  const form = draft.form, p = phone.day.patches?.find(x => x.id === id) || form.of, changed = quick => save(draft, quick);
  if (!p) return h("div", {class: "stack"}, h("h1", null, say("phone.patch.gone")), h("p", null, say("phone.patch.gone_help")), link("/", {class: "button"}, say("phone.today")));
  form.of = p; // tomorrow's day may not have it any more
  const title = p.no + " · " + p.kind;
  const head = [h("h1", null, title), h("p", {class: "soft"}, [p.area, say("phone.patch.ground", {ha: p.ha.toFixed(2)})].join(" · ")),
    p.centre ? h("p", {class: "soft small"}, say("phone.patch.centre")) : null, p.office && h("div", {class: "note"}, h("b", null, say("phone.patch.office")), h("p", null, p.office)), where(p)];
  const sent = !draft.id && (await keys("outbox", "about", [phone.person])).get("patch:" + id);
  if (sent) return h("div", {class: "stack"}, ...head, h("p", {class: "note"}, say("phone.patch.is_looked")), link("/outbox/" + sent, {class: "button"}, say("phone.outbox")));
  const note = words(form, "text", say("phone.patch.note"), changed, {hint: say("phone.patch.note_hint")});
  const pics = photos(form, "photos", say("phone.photos"), draft.key, changed);
  const choice = (value, label, drawing, look) => h("label", {class: "choice " + look}, h("input", {type: "radio", name: "verdict", value, checked: form.verdict === value, onchange: () => { form.verdict = value; changed(); }}), icon(drawing), h("span", null, label));
  const question = h("fieldset", {class: "question", "data-name": "verdict"}, h("legend", null, say("phone.patch.is_it")),
    h("div", {class: "choices"}, choice("yes", say("phone.patch.yes"), "cross", "fail"), choice("no", say("phone.patch.no"), "check", "pass")), h("p", {class: "mistake", role: "alert", hidden: true}));
  const page = h("div", {class: "stack"}, ...head, draft.id && h("p", {class: "note"}, say("phone.mending")), question, pics, note,
    h("div", {class: "stand"}, h("button", {type: "button", class: "primary", onclick: async () => {
      right(page);
      if (!form.verdict) return wrong(question, say("phone.patch.verdict_missing"));
      if (form.verdict === "no" && !form.text.trim()) return wrong(note, say("phone.patch.why_missing"));
      await finish(draft, {kind: "patch_look", about: "patch:" + id, title, matter: p.matter, body: {patch: id, yes: form.verdict === "yes", text: form.text, photos: form.photos}});
      toast(say("phone.kept"));
      location.hash = "#/";
    }}, icon("outbox"), h("span", null, say("phone.into_outbox")))),
    twice(say("phone.discard_draft"), say("phone.discard_sure"), async () => { await discard(draft); location.hash = "#/"; }));
  return page;
}

// where draws the patch to scale and says how far it is, once the phone was asked where it stands. The answer lives as long as the page.
function where(p) {
  const lines = rings(p.shape), picture = h("div"), told = h("p", {class: "soft", role: "status"}, say("phone.where_promise"));
  const draw = you => {
    const near = you && away(you, p).metres < WALK, f = frame([...lines.flat(), ...(near ? [you] : [])], W, H, EDGE), length = bar(f.metre);
    picture.replaceChildren(s("svg", {class: "sketch", viewBox: `0 0 ${W} ${H}`, role: "img", "aria-label": say("phone.patch.drawing")},
      s("path", {class: "outline top", d: lines.map(l => "M" + l.map(c => f.x(c) + " " + f.y(c)).join("L") + "z").join("")}), ...(near ? [s("circle", {class: "reach-now", cx: f.x(you), cy: f.y(you), r: 7})] : []),
      s("path", {class: "bar", d: `M12 ${H - 10}h${length * f.metre}`}), s("text", {class: "start", x: 18 + length * f.metre, y: H - 6}, far(length)), s("text", {class: "end", x: W - 10, y: 20}, say("phone.way.0") + " ↑")));
  };
  const ask = h("button", {type: "button", onclick: async () => {
    ask.disabled = true;
    told.textContent = say("phone.place_wait");
    const you = await position();
    ask.disabled = false;
    if (!you) { told.textContent = say("phone.place_none"); return; }
    const {metres, way} = away(you, p);
    told.textContent = holds(lines, you) ? say("phone.patch.inside", {n: you.accuracy}) : say("phone.patch.away", {where: say("phone.away", {far: far(metres), way: say("phone.way." + way)}), n: you.accuracy});
    draw(you);
  }}, icon("pin"), h("span", null, say("phone.where")));
  draw(null);
  return h("div", {class: "stack"}, picture, h("p", {class: "soft"}, say("phone.patch.spot", {lat: p.lat.toFixed(5), lng: p.lng.toFixed(5)})), ask, told);
}
