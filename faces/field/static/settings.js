// The phone itself: whose it is, how much room there is, how its clock goes, the language.
import {h, icon} from "./dom.js";
import {language, mega, say, speak, when} from "./say.js";
import {put} from "./store.js";
import {phone, refresh} from "./state.js";
import {persist, room} from "./photo.js";

// CLOCK is by how much a clock may be off before anybody is told, ms.
export const CLOCK = 600000;

export async function settings(redraw) {
  const r = await room();
  const load = h("button", {type: "button", onclick: async () => { load.disabled = true; await refresh(); redraw(); }}, say("phone.fetch"));
  return h("div", {class: "stack"}, h("h1", null, say("phone.phone")),
    h("section", null, h("h2", null, say("phone.whose")), h("p", null, phone.day ? phone.day.person.name + " · " + phone.day.city : say("phone.first")), phone.day && h("p", {class: "soft"}, say("phone.fetched", {at: when(phone.day.now)})), h("div", {class: "row"}, load, h("a", {class: "button", href: "/work"}, say("phone.desk"))), h("p", {class: "soft small"}, say("phone.whose_help"))),
    h("section", null, h("h2", null, say("phone.room")), h("p", null, r.photos === 0 ? say("phone.room_out") : r.photos ? say("phone.room_left", {n: r.photos, used: mega(r.usage)}) : say("phone.room_unknown", {used: mega(r.usage)})),
      !r.persisted ? [h("p", {class: "soft"}, say("phone.not_persisted")), h("button", {type: "button", onclick: async () => { await persist(); redraw(); }}, say("phone.persist"))] : h("p", {class: "soft"}, icon("check"), " ", say("phone.persisted"))),
    h("section", null, h("h2", null, say("phone.clock")), h("p", null, clockWords()), h("p", {class: "soft small"}, say("phone.clock_help"))),
    h("section", null, h("h2", null, say("phone.language")), h("div", {class: "row"}, [["zh-CN", "中文"], ["en", "English"]].map(([l, name]) => h("button", {type: "button", lang: l, "aria-pressed": String(language() === l), onclick: async () => { await put("meta", l, "lang"); await speak(l); await refresh(); redraw(); }}, name)))),
    h("section", null, h("h2", null, say("phone.place")), h("p", {class: "soft"}, say("phone.place_promise"))));
}

// clockWords says how the phone's clock goes.
export function clockWords() {
  const off = Math.abs(phone.off);
  if (off <= CLOCK) return say("phone.clock_right");
  const days = Math.round(off / 86400000), hours = Math.round(off / 3600000), n = days >= 2 ? days : hours >= 2 ? hours : Math.round(off / 60000);
  return say(phone.off > 0 ? "phone.clock_fast" : "phone.clock_slow", {n, unit: say(days >= 2 ? "inspect.days" : hours >= 2 ? "inspect.hours" : "inspect.minutes")});
}
