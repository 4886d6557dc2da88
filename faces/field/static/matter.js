// A matter in somebody's hand outside: the unit claims it fixed, the verifier strikes it off or sends it back.
import {h, icon, link, toast, twice} from "./dom.js";
import {say, when} from "./say.js";
import {phone, picture, workOf} from "./state.js";
import {begin, discard, finish, save} from "./drafts.js";
import {photos, place, right, words, wrong} from "./fields.js";

export async function matter(id, key = "matter:" + id) {
  const draft = await begin(phone.person, key, {verdict: "", text: "", photos: []});
  const w = workOf(id) || draft.form.matter;
  if (!w) return h("div", {class: "stack"}, h("h1", null, say("phone.matter_gone")), h("p", null, say("phone.matter_gone_help")), link("/", {class: "button"}, say("phone.today")));
  draft.form.matter = w; // tomorrow's day may not have it any more
  const verify = w.may.includes("strike_off");
  const shots = h("div", {class: "strip"});
  for (const path of w.photos || []) picture(path).then(src => { shots.append(h("img", {src, alt: say("phone.photo"), width: 120, height: 120, loading: "lazy", onerror: e => e.currentTarget.remove()})); });
  return h("div", {class: "stack"}, h("h1", null, w.title), h("p", {class: "soft"}, [w.number || "#" + w.id, say("state." + w.state), w.unit].filter(Boolean).join(" · ")),
    h("p", null, icon("pin"), " ", [w.area, w.place].filter(Boolean).join(" ")), w.due && w.state !== "fixed" ? h("p", null, icon("clock"), " ", say("phone.due", {at: when(w.due)})) : null,
    w.text && h("p", {class: "told"}, w.text), w.done && h("div", {class: "note"}, h("b", null, say("phone.unit_says")), h("p", null, w.done)), shots,
    draft.id && h("p", {class: "note"}, say("phone.mending")), verify ? verdict(w, draft) : claim(w, draft),
    twice(say("phone.discard_draft"), say("phone.discard_sure"), async () => { await discard(draft); location.hash = "#/"; }));
}

// claim is the unit's word that it is done.
function claim(w, draft) {
  const form = draft.form, changed = quick => save(draft, quick);
  const note = words(form, "text", say("phone.done_how"), changed, {required: w.fix.note});
  const pics = photos(form, "photos", w.fix.photos ? say("phone.photos_least", {n: w.fix.photos}) : say("phone.photos"), draft.key, changed);
  const where = place(form, changed, {required: w.fix.place});
  return h("div", {class: "stack"}, h("h2", null, say("phone.claim")), pics, note, where, stand(say("phone.into_outbox"), () => {
    if (!enough(w.fix, form, note, pics, where)) return null;
    return {kind: "fixed", body: said(form)};
  }, w, draft));
}

// verdict is the verifier's.
function verdict(w, draft) {
  const form = draft.form, changed = quick => save(draft, quick);
  const more = h("div", {class: "stack"});
  let note, pics, where;
  const fill = () => {
    if (!form.verdict) return more.replaceChildren();
    const off = form.verdict === "strike_off";
    note = words(form, "text", off ? say("phone.seen") : say("phone.missing"), changed, {required: !off || w.strike.note});
    pics = photos(form, "photos", off && w.strike.photos ? say("phone.photos_least", {n: w.strike.photos}) : say("phone.photos"), draft.key, changed);
    where = off ? place(form, changed, {required: w.strike.place}) : null;
    more.replaceChildren(pics, note, ...(where ? [where] : []), stand(say("phone.into_outbox"), () => {
      right(more);
      if (off ? !enough(w.strike, form, note, pics, where) : !form.text.trim() && !wrong(note, say("phone.reason_missing"))) return null;
      return {kind: form.verdict, body: said(form)};
    }, w, draft));
  };
  const choice = (value, label, drawing, look) => h("label", {class: "choice " + look}, h("input", {type: "radio", name: "verdict", value, checked: form.verdict === value, onchange: () => { form.verdict = value; fill(); changed(); }}), icon(drawing), h("span", null, label));
  fill();
  return h("div", {class: "stack"}, h("fieldset", {class: "question"}, h("legend", null, say("phone.is_it_fixed")), h("div", {class: "choices"}, choice("strike_off", say("command.strike_off"), "check", "pass"), choice("reject", say("command.reject"), "cross", "fail"))), more);
}

const said = ({text, photos, lat, lng}) => ({text, photos, lat, lng});

// enough checks the evidence that policy wants; the server asks again.
function enough(want, form, note, pics, where) {
  if (want.note && !form.text.trim()) return wrong(note, say("phone.note_missing"));
  if (form.photos.length < (want.photos || 0)) return wrong(pics, say("phone.photos_least", {n: want.photos}));
  if (want.place && form.lat === undefined) return wrong(where, say("phone.place_needed"));
  return true;
}

function stand(label, make, w, draft) {
  return h("div", {class: "stand"}, h("button", {type: "button", class: "primary", onclick: async () => {
    const entry = make();
    if (!entry) return;
    await finish(draft, {...entry, matter: w.id, about: "matter:" + w.id, title: w.title});
    toast(say("phone.kept"));
    location.hash = "#/";
  }}, icon("outbox"), h("span", null, label)));
}
