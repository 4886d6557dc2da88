// Room that is kept for words. Browsers do not say any more how much room there is, so the app keeps a piece of its own: a photo that does not fit beside it
// is refused, and words that do not fit take its place.
const CACHE = "room-for-words", AT = "/field/room", SIZE = 8 << 20; // bytes
const NOTICED = 10000; // ms

// hold puts the piece there when it can, and says whether it is there.
export async function hold() {
  if (!("caches" in self)) return true;
  try {
    const cache = await caches.open(CACHE);
    if (!await cache.match(AT)) await cache.put(AT, new Response(new Blob([new Uint8Array(SIZE)])));
    return true;
  } catch {
    await release();
    return false;
  }
}

// release lets go of it; false when it was gone already for longer than the browser takes to notice.
let gone = 0;
export async function release() {
  if (!("caches" in self)) return false;
  const cache = await caches.open(CACHE).catch(() => null);
  if (await cache?.delete(AT).catch(() => false)) gone = Date.now();
  return Date.now() - gone < NOTICED;
}

export const reserved = SIZE;
