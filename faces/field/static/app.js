// The app: starts from what the phone keeps, shows the page that the address names, and sends whenever it can.
import {h, icon, link, toast} from "./dom.js";
import {say, start, when} from "./say.js";
import {full, get, open} from "./store.js";
import {load, look, phone, refresh} from "./state.js";
import {heard, send} from "./send.js";
import {persist, room, scarce} from "./photo.js";
import {today} from "./today.js";
import {point} from "./point.js";
import {nearby} from "./nearby.js";
import {patrol} from "./patrol.js";
import {resume, walk, walked} from "./walk.js";
import {report} from "./report.js";
import {matter} from "./matter.js";
import {tally} from "./tally.js";
import {patch} from "./patch.js";
import {box, entry, unwatch} from "./box.js";
import {CLOCK, clockWords, settings} from "./settings.js";

const main = document.getElementById("main"), places = new Map();
let shown = "";

// pages by address; what is in brackets goes to the page.
const pages = [
  [/^\/point\/(.+)$/, point], [/^\/report\/(.+)$/, p => report("report", p)], [/^\/report$/, () => report()], [/^\/matter\/(\d+)$/, id => matter(Number(id))],
  [/^\/tally\/(.+)$/, key => tally(key)], [/^\/patch\/(\d+)$/, id => patch(Number(id))],
  [/^\/draft\/(.+)$/, draft], [/^\/outbox\/([0-9a-f-]+)$/, entry], [/^\/outbox$/, box], [/^\/sketch$/, nearby], [/^\/patrol$/, patrol], [/^\/phone$/, () => settings(draw)], [/^/, today],
];

// draft shows a draft in the page that made it; one that came back from the outbox beside a newer one has its id behind its key.
function draft(key) {
  if (key.startsWith("point:")) return point(key.split(":").slice(0, 4).join(":"), key);
  if (key.startsWith("tally:")) return tally(key.split(":").slice(0, 4).join(":"), key);
  if (key.startsWith("patch:")) return patch(Number(key.split(":")[1]), key);
  if (key.startsWith("matter:")) return matter(Number(key.split(":")[1]), key);
  return report(key);
}

async function draw() {
  const path = decodeURIComponent(location.hash.slice(1)) || "/";
  const moved = path !== shown;
  if (moved) places.set(shown, scrollY);
  unwatch();
  shown = path;
  const inner = phone.day || path === "/phone" ? pages : [[/^/, today]];
  let page;
  try {
    const [re, show] = inner.find(([re]) => re.test(path));
    page = await show(...(re.exec(path) || []).slice(1));
  } catch (e) {
    console.error(e);
    page = h("div", {class: "stack"}, h("h1", null, say("phone.broken")), h("p", null, say("phone.broken_help")), h("p", {class: "soft small"}, String(e?.message || e)));
  }
  if (shown !== path) return; // somebody went on meanwhile
  frame();
  if (main.firstChild !== page || main.childNodes.length > 1) main.replaceChildren(page);
  if (moved) { // both want to know where everything lies: they come last, so that it is worked out once
    main.focus({preventScroll: true});
    scrollTo(0, path === "/" || path === "/outbox" ? places.get(path) || 0 : 0);
  }
}

// frame is what stands around every page: the network, what waits, what is wrong; the four places. What says the same as before is left alone.
const around = {};
function frame() {
  const off = phone.reached === false || !navigator.onLine;
  const state = off ? say("phone.offline") : phone.reached ? say("phone.online") : say("phone.looking");
  const bad = [];
  if (walk) bad.push(link("/patrol", {class: "banner on"}, say("phone.patrol_on", {at: when(walk.until * 1000)})));
  if (phone.net.login && phone.person) bad.push(h("a", {class: "banner", href: "/login?next=/field/"}, phone.waiting ? say("phone.login", {n: phone.waiting}) : say("phone.login_again")));
  if (phone.net.other) bad.push(h("p", {class: "banner"}, phone.net.other));
  if (scarce(phone.room)) bad.push(link("/phone", {class: "banner"}, phone.room.photos ? say("phone.room_low", {n: phone.room.photos}) : say("phone.room_out")));
  if (Math.abs(phone.off) > CLOCK) bad.push(link("/phone", {class: "banner soft"}, clockWords()));
  instead("head", h("div", {class: "bar"}, shown === "/" ? h("b", null, say("phone.short")) : link("/", {class: "back"}, icon("back"), h("b", null, say("phone.today"))),
    link("/outbox", {class: "net" + (off ? " off" : "")}, off ? icon("off") : "", h("span", null, state + (phone.waiting ? " · " + say("phone.waiting_n", {n: phone.waiting}) : "")))), ...bad);
  const here = to => shown === to || to !== "/" && shown.startsWith(to);
  const tab = (to, key, badge) => link(to, {"aria-current": here(to) ? "page" : false}, icon(key), h("span", null, say("phone." + key)), badge ? h("b", {class: "badge"}, String(badge)) : "");
  instead("tabs", tab("/", "today"), tab("/report", "report"), tab("/outbox", "outbox", phone.needs || phone.waiting), tab("/phone", "phone"));
}

function instead(id, ...parts) {
  const said = parts.map(p => p.outerHTML).join("");
  if (around[id] === said) return;
  around[id] = said;
  document.getElementById(id).replaceChildren(...parts);
}

// work sends what waits, and comes back when there is something to try again.
let timer;
async function work(hurry) {
  clearTimeout(timer);
  let next = null;
  try {
    next = await send(hurry);
    await look();
  } catch (e) {
    console.error(e);
  }
  frame();
  if (phone.waiting && !phone.net.login && !phone.net.other) {
    timer = setTimeout(() => work(false), Math.max(4000, Math.min(300000, (next || 0) - Date.now())));
    background();
  }
}

async function background() {
  try { await (await navigator.serviceWorker.ready).sync.register("outbox"); } catch { /* not every browser has it: the timer stays */ }
}

// arrive is what happens when the network seems to be there: the day is fetched, the outbox sent.
async function arrive() {
  const was = phone.person, had = JSON.stringify(phone.day?.now);
  await refresh();
  phone.room = await room();
  if (phone.person !== was) await resume();
  if (phone.person !== was || shown === "/" && JSON.stringify(phone.day?.now) !== had) await draw();
  else frame();
  if (phone.reached) await work(true);
  else work(false);
}

// What could not be written is told: whoever goes on believing that it is kept loses it.
addEventListener("unhandledrejection", e => {
  console.error(e.reason);
  room().then(r => { phone.room = r; frame(); });
  if (full(e.reason)) toast(say("phone.room_words"));
  else if (e.reason instanceof DOMException) toast(say("phone.not_kept", {why: e.reason.message || e.reason.name}));
});

async function begin() {
  await open();
  await load();
  await start();
  addEventListener("hashchange", draw);
  addEventListener("online", arrive);
  addEventListener("offline", () => { phone.reached = false; frame(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) arrive(); });
  let counting = false;
  heard(async () => {
    if (counting) return;
    counting = true;
    setTimeout(async () => { counting = false; const n = phone.waiting; await look(); frame(); if (phone.waiting > n) work(true); }, 250);
  });
  walked(frame);
  await resume();
  await draw();
  if ("serviceWorker" in navigator) {
    navigator.serviceWorker.register("/field/worker.js", {type: "module", scope: "/field/"}).catch(() => navigator.serviceWorker.register("/field/cache.js", {scope: "/field/"})).catch(() => {});
  }
  if (await get("meta", "person")) persist();
  await arrive();
}

begin().catch(e => {
  console.error(e);
  main.replaceChildren(h("h1", null, e?.message === "blocked" ? say("phone.blocked") : say("phone.broken")), h("p", null, String(e?.message || e)));
});
