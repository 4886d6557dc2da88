// The fields of the app's forms: big enough for a thumb in a glove. Each writes into a form object and calls changed.
import {h, icon, toast} from "./dom.js";
import {say} from "./say.js";
import {Full, Unreadable, forget, room, scarce, show, take} from "./photo.js";
import {phone} from "./state.js";
import {tell} from "./send.js";

let made = 0;

// words is a text of some lines.
export function words(form, name, label, changed, {max = 2000, rows = 3, hint, required} = {}) {
  const id = "f" + ++made;
  const box = h("textarea", {id, rows, maxlength: max, value: form[name] || "", "aria-describedby": id + "-e", oninput: () => { form[name] = box.value; changed(true); }, onchange: () => changed()});
  return h("div", {class: "field", "data-name": name}, h("label", {for: id}, label, required ? "" : h("span", {class: "soft"}, " " + say("phone.optional"))), hint && h("p", {class: "soft"}, hint), box, mistake(id));
}

// line is a text of one line.
export function line(form, name, label, changed, {max = 200} = {}) {
  const id = "f" + ++made;
  const box = h("input", {id, type: "text", maxlength: max, value: form[name] || "", "aria-describedby": id + "-e", oninput: () => { form[name] = box.value; changed(true); }, onchange: () => changed()});
  return h("div", {class: "field", "data-name": name}, h("label", {for: id}, label), box, mistake(id));
}

// pick is one of some options: [value, label].
export function pick(form, name, label, options, changed, chosen) {
  const id = "f" + ++made;
  const box = h("select", {id, "aria-describedby": id + "-e", onchange: () => { form[name] = box.value; changed(); chosen?.(box.value); }}, options.map(([v, t]) => h("option", {value: v}, t)));
  box.value = form[name] ?? options[0]?.[0] ?? "";
  return h("div", {class: "field", "data-name": name}, h("label", {for: id}, label), box, mistake(id));
}

const mistake = id => h("p", {class: "mistake", id: id + "-e", role: "alert", hidden: true});

// wrong says at a field what is wrong, and brings it into sight.
export function wrong(where, text) {
  const m = where.querySelector(".mistake");
  m.textContent = text;
  m.hidden = false;
  where.scrollIntoView({block: "center"});
  (where.querySelector("textarea, select, input:not([type=file]), input, button") || where).focus({preventScroll: true});
}

export function right(where) {
  for (const m of where.querySelectorAll(".mistake")) m.hidden = true;
}

// short looks how much room is left, and lets every page know when it is little.
async function short() {
  phone.room = await room();
  const few = scarce(phone.room);
  if (few) tell();
  return few;
}

// photos are up to nine pictures; form[name] holds their ids.
export function photos(form, name, label, owner, changed, {hint} = {}) {
  form[name] ||= [];
  const id = "f" + ++made;
  const list = h("ul", {class: "shots"});
  const add = (text, drawing, extra) => {
    const input = h("input", {type: "file", accept: "image/*", ...extra, onchange: async () => {
      const files = [...input.files];
      input.value = "";
      for (const f of files) await keep(f);
    }});
    return h("label", {class: "button"}, input, icon(drawing), h("span", null, text));
  };
  const keep = async file => {
    if (form[name].length >= 9) return toast(say("phone.photos_nine"));
    try {
      const p = await take(file, phone.person, owner);
      form[name].push(p.id);
      await changed();
      list.append(shot(p.id));
      if (await short()) toast(say("phone.room_low", {n: phone.room.photos}));
    } catch (e) {
      await short();
      toast(say(e instanceof Full ? "phone.room_none" : e instanceof Unreadable ? "phone.photo_unreadable" : "phone.photo_lost"));
    }
  };
  const shot = p => {
    const img = h("img", {alt: say("phone.photo"), width: 88, height: 88});
    show(p).then(u => { if (u) { img.onload = () => URL.revokeObjectURL(u); img.src = u; } });
    const item = h("li", null, img, h("button", {type: "button", class: "off", "aria-label": say("phone.photo_drop"), onclick: async e => {
      if (!e.currentTarget.dataset.sure) { e.currentTarget.dataset.sure = "1"; return toast(say("phone.photo_drop_sure")); }
      form[name] = form[name].filter(x => x !== p);
      await changed();
      await forget(p);
      item.remove();
    }}, icon("cross")));
    return item;
  };
  list.append(...form[name].map(shot));
  return h("div", {class: "field", "data-name": name, role: "group", "aria-labelledby": id}, h("p", {class: "label", id}, label), hint && h("p", {class: "soft"}, hint), list,
    h("div", {class: "two"}, add(say("phone.camera"), "camera", {capture: "environment"}), add(say("phone.pictures"), "pictures", {multiple: true})), mistake(id));
}

// position asks the phone once where it stands; only ever from a tap. It gives null when the phone cannot say.
export function position(patience = 15000) {
  return new Promise(done => {
    if (!navigator.geolocation) return done(null);
    const timer = setTimeout(() => done(null), patience + 1000);
    navigator.geolocation.getCurrentPosition(p => {
      clearTimeout(timer);
      done({lat: Math.round(p.coords.latitude * 1e6) / 1e6, lng: Math.round(p.coords.longitude * 1e6) / 1e6, accuracy: Math.round(p.coords.accuracy)});
    }, () => { clearTimeout(timer); done(null); }, {enableHighAccuracy: true, timeout: patience, maximumAge: 30000});
  });
}

// place is where the entry is about, recorded when the button is tapped.
export function place(form, changed, {required} = {}) {
  const id = "f" + ++made;
  const told = h("p", {class: "soft", role: "status"});
  const b = h("button", {type: "button", onclick: async () => {
    b.disabled = true;
    told.textContent = say("phone.place_wait");
    const p = await position();
    b.disabled = false;
    if (!p) { told.textContent = say("phone.place_none"); return; }
    Object.assign(form, {lat: p.lat, lng: p.lng, accuracy: p.accuracy});
    await changed();
    tellPlace();
  }}, icon("pin"), h("span", null, say("phone.place_take")));
  const off = h("button", {type: "button", class: "plain", onclick: async () => { delete form.lat; delete form.lng; delete form.accuracy; await changed(); tellPlace(); }}, say("phone.place_drop"));
  const tellPlace = () => {
    told.textContent = form.lat === undefined ? say("phone.place_when") : say("phone.place_taken", {n: form.accuracy});
    off.hidden = form.lat === undefined;
  };
  tellPlace();
  return h("div", {class: "field", "data-name": "lat", role: "group", "aria-labelledby": id}, h("p", {class: "label", id}, say("phone.place"), required ? "" : h("span", {class: "soft"}, " " + say("phone.optional"))), b, told, off, mistake(id));
}
