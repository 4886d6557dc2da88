// What was begun and not finished. Every touch is written at once; finishing puts the draft into the outbox in one step, so nothing is ever in neither or both.
import {all, asked, get, put, tx} from "./store.js";
import {SENDING, SENT, WAITING, photosOf} from "./outbox.js";
import {newID} from "./ids.js";
import {tell} from "./send.js";

// begin gives the draft of a key, a new one with this form when there is none.
export async function begin(person, key, form) {
  return await get("drafts", [person, key]) || {person, key, form};
}

// save writes a draft. Letters come quickly and need not wait for the disk each; everything else does.
export function save(draft, quick) {
  if (draft.finished) return Promise.resolve();
  draft.updated = Date.now();
  return put("drafts", draft, undefined, quick ? "relaxed" : "strict");
}

// finish makes an entry of a draft. One that was sent back for mending keeps its id: had it arrived after all, it would be the same again.
export async function finish(draft, entry) {
  const e = {id: draft.id || newID(), person: draft.person, at: Date.now() * 1000, state: WAITING, tries: 0, next: 0, n: 0, draft: draft.key, form: draft.form, edited: !!draft.id, ...entry, photos: photosOf(entry.body)};
  draft.finished = true;
  try {
    await tx(["drafts", "outbox", "photos"], async (drafts, outbox, photos) => {
      await asked(outbox.put(e));
      await asked(drafts.delete([draft.person, draft.key]));
      for (const id of e.photos) {
        const p = await asked(photos.get(id));
        if (p) await asked(photos.put({...p, owner: e.id}));
      }
    });
  } catch (err) {
    draft.finished = false;
    throw err;
  }
  await tidy(draft.person, draft.key);
  tell();
  return e;
}

// reopen makes a draft of an entry that is not under way, and gives its key; a draft under the same key keeps it. "" when it was sent meanwhile.
export async function reopen(entry) {
  const key = await get("drafts", [entry.person, entry.draft]) ? entry.draft + ":" + entry.id : entry.draft;
  return tx(["drafts", "outbox", "photos"], async (drafts, outbox, photos) => {
    const now = await asked(outbox.get(entry.id));
    if (!now || now.state === SENDING || now.state === SENT) return "";
    await asked(drafts.put({person: entry.person, key, form: entry.form, id: entry.id, updated: Date.now()}));
    await asked(outbox.delete(entry.id));
    for (const id of entry.photos) {
      const p = await asked(photos.get(id));
      if (p) await asked(photos.put({...p, owner: key}));
    }
    return key;
  }).finally(tell);
}

// discard throws a draft away, with its photos.
export async function discard(draft) {
  draft.finished = true;
  await tx("drafts", s => asked(s.delete([draft.person, draft.key])));
  await tidy(draft.person, draft.key);
}

// tidy throws away photos that belong to a draft or an entry that is gone.
export async function tidy(person, owner) {
  const gone = await all("photos", "owner", IDBKeyRange.only([person, owner]));
  if (!gone.length) return;
  await tx(["photos", "files"], async (photos, files) => {
    for (const p of gone) {
      await asked(photos.delete(p.id));
      await asked(files.delete(p.id));
    }
  });
}

// alter changes an entry that waits for a person, and sets it on its way again; null throws it away.
export async function alter(id, fn) {
  let gone;
  await tx("outbox", async s => {
    const e = await asked(s.get(id));
    if (!e || e.state === SENDING || e.state === SENT) return;
    const next = fn(e);
    if (next) await asked(s.put({...next, state: WAITING, next: 0, tries: 0, anew: 0, reason: undefined}));
    else {
      gone = e;
      await asked(s.delete(id));
    }
  });
  if (gone) await tidy(gone.person, gone.id);
  tell();
}
