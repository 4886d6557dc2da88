// The rules of the outbox, without any input or output: what an answer does to an entry, when it is tried again, what can be done about a refusal.
//   waiting  for the network, or for its turn
//   sending  on its way now, n of m parts there
//   needs    the server refused it: a person decides
//   sent     done

export const WAITING = "waiting", SENDING = "sending", NEEDS = "needs", SENT = "sent";

// Pauses between tries, ms: 4 s, 8 s … at most five minutes, each up to a quarter shorter so that phones do not come all at once.
const FIRST = 4000, LONGEST = 300000;

export function pause(tries, random = Math.random) {
  const p = Math.min(LONGEST, FIRST * 2 ** Math.min(20, Math.max(0, tries - 1)));
  return Math.round(p * (1 - random() / 4));
}

// verdict says what an answer means: "sent"; "needs" a person; "login" first; "again" for this entry after a while, the next may go on;
// "wait" for the network; "upload" the photos anew.
export function verdict({status, problem}) {
  if (!status) return "wait";
  if (status < 300) return "sent";
  const code = problem?.code;
  if (status === 401 || code === "password_first") return "login";
  if (code === "other_person") return "other";
  if (code === "upload_unknown" || code === "upload_broken") return "upload";
  if (status === 429 || status === 502 || status === 503 || status === 504 || status === 507) return "wait";
  if (status >= 500 || !code) return "again"; // a server that stumbles, or something on the way that is not ours
  return "needs";
}

// after is an entry after an answer. It never loses what the entry holds.
export function after(entry, answer, now, random) {
  const e = {...entry, n: 0};
  switch (verdict(answer)) {
    case "sent":
      return {...e, state: SENT, sentAt: now, result: answer.result, reason: undefined};
    case "needs":
      return {...e, state: NEEDS, reason: reasonOf(answer)};
    case "upload":
      if ((e.anew || 0) < 3) return {...e, state: WAITING, anew: (e.anew || 0) + 1, next: now};
      return {...e, state: NEEDS, reason: reasonOf(answer)};
    case "again":
      return {...e, state: WAITING, tries: (e.tries || 0) + 1, next: now + pause((e.tries || 0) + 1, random), reason: reasonOf(answer)};
    default:
      return {...e, state: WAITING};
  }
}

const reasonOf = ({problem, status}) => ({title: problem?.title || "", code: problem?.code || "", field: problem?.field || "", status});

// goesOn says whether the next entry may be tried after this answer.
export const goesOn = answer => !["wait", "login", "other"].includes(verdict(answer));

// piece says whether an entry is a piece of a patrol: nobody wrote it, so that nobody can mend it.
export const piece = e => e.kind.startsWith("patrol_");

// mends are the ways out of a refusal, the likeliest first. Discarding is always one, and always the last.
export function mends(entry) {
  const code = entry.reason?.code, late = ["meanwhile", "state_forbids", "not_allowed", "matter_missing", "patch_look", "patch_same_person", "patch_missing"].includes(code);
  const out = [];
  if (piece(entry)) return ["again", "discard"];
  if (entry.matter && entry.kind !== "remark" && late && code !== "matter_missing") out.push("remark");
  if (!late) out.push("edit");
  if (entry.photos.length > 0 && /^(photo_|upload_|body_large)/.test(code || "") || entry.reason?.field === "photos" && entry.photos.length > 0) out.push("bare");
  out.push("again");
  if (late && !out.includes("edit")) out.push("edit");
  out.push("discard");
  return out;
}

// filled is a body with the tokens of its photos in place of the phone's own ids.
export function filled(body, tokens) {
  if (Array.isArray(body)) return body.map(b => filled(b, tokens));
  if (body === null || typeof body !== "object") return body;
  return Object.fromEntries(Object.entries(body).map(([k, v]) => [k, k === "photos" ? v.map(id => tokens.get(id)).filter(Boolean) : filled(v, tokens)]));
}

// photosOf are the photos that a body names.
export function photosOf(body) {
  if (Array.isArray(body)) return body.flatMap(photosOf);
  if (body === null || typeof body !== "object") return [];
  return Object.entries(body).flatMap(([k, v]) => k === "photos" ? v : photosOf(v));
}

// without is a body that names no photos.
export function without(body) {
  if (Array.isArray(body)) return body.map(without);
  if (body === null || typeof body !== "object") return body;
  return Object.fromEntries(Object.entries(body).map(([k, v]) => [k, k === "photos" ? [] : without(v)]));
}
