// The way to the server. Every request says for whom the phone speaks and in which language; every answer says what time it is there.
import {get, put, spare} from "./store.js";

const PATIENCE = 45000; // ms without an answer

// ask gives {status, problem, result}; status 0 is no network. It never throws.
export async function ask(method, path, {person, body, type} = {}) {
  const headers = {"Xiaohao-Lang": await get("meta", "lang") || "zh-CN"};
  if (person) headers["Xiaohao-Person"] = String(person);
  if (type) headers["Content-Type"] = type;
  const begun = Date.now();
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), PATIENCE);
  try {
    const r = await fetch(path, {method, headers, body, credentials: "same-origin", cache: "no-store", redirect: "manual", signal: giveUp.signal});
    await clock(Number(r.headers.get("Xiaohao-Now")), begun, Date.now());
    const json = (r.headers.get("Content-Type") || "").includes("json") ? await r.json() : null;
    if (r.ok && json !== null && r.headers.has("Xiaohao-Now")) return {status: r.status, result: json};
    if (r.ok || r.type === "opaqueredirect") return {status: 0}; // a hotel's or a station's page instead of ours
    return {status: r.status, problem: json};
  } catch {
    return {status: 0};
  } finally {
    clearTimeout(timer);
  }
}

// clock notes by how much the phone's clock is fast, ms. A slow answer says little.
async function clock(now, begun, ended) {
  if (!now || ended - begun > 20000 || ended < begun) return;
  const off = Math.round((begun + ended) / 2 - now / 1000);
  const old = await get("meta", "off");
  if (old === undefined || Math.abs(old - off) > 2000) await spare(put("meta", off, "off", "relaxed"));
}

export const micros = () => Date.now() * 1000;
