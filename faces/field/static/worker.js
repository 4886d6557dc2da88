// The service worker: the shell, and sending in the background when the phone comes back to a network while no page is open.
import "/field/cache.js";
import {send} from "/field/shell/__VERSION__/send.js";

self.addEventListener("sync", e => {
  if (e.tag === "outbox") e.waitUntil(send(true).then(next => { if (next) throw new Error("later"); }));
});
