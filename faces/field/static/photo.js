// Photos: made smaller on the phone, with the original's time and place kept beside them, and refused in words before the phone is full.
import {asked, drop, fitting, full, get} from "./store.js";
import {hold, reserved} from "./reserve.js";
import {newID} from "./ids.js";
import {exif} from "./exif.js";

const LONG = 1600; // px of the longer side
const QUALITY = 0.82;
const MOST = 20 << 20; // bytes that the server takes
const TYPICAL = 400 << 10; // bytes of a photo, for saying how many fit

const FEW = 60; // photos from which on the phone is warned

// Full says that there is no room: the photo was not kept.
export class Full extends Error {}
// Unreadable says that the file is no picture that this phone or the server can read.
export class Unreadable extends Error {}

// room is how the phone's storage stands: bytes used, how many photos still fit, null when the browser does not say.
export async function room() {
  const held = await hold();
  try {
    const {usage, quota} = await navigator.storage.estimate(), free = Math.max(0, quota - usage);
    const photos = !held ? 0 : free % (1 << 30) === 0 ? null : Math.floor(free / TYPICAL); // a whole number of GB is what is said to everybody
    return {usage: Math.max(0, usage - (held ? reserved : 0)), photos, persisted: await navigator.storage.persisted?.() || false};
  } catch {
    return {usage: 0, photos: held ? null : 0, persisted: false};
  }
}

// scarce says whether the phone must be told to send soon.
export const scarce = r => r !== null && r.photos !== null && r.photos < FEW;

// persist asks the browser not to throw away what is here when the phone runs short of room.
export async function persist() {
  try {
    return await navigator.storage.persisted() || await navigator.storage.persist();
  } catch {
    return false;
  }
}

// take keeps a photo for a draft and gives its id.
export async function take(file, person, owner) {
  const said = exif(new Uint8Array(await file.slice(0, 256 << 10).arrayBuffer()));
  const small = await shrink(file);
  if ((await room()).photos === 0) throw new Full();
  const id = newID();
  const photo = {id, person, owner, at: Date.now() * 1000, size: small.blob.size, width: small.width, height: small.height, told: said.taken ? "camera" : "phone", taken: said.taken || Date.now() * 1000};
  if (said.lat !== undefined) Object.assign(photo, {lat: said.lat, lng: said.lng});
  try {
    await fitting(["photos", "files"], async (photos, files) => {
      await asked(files.put(small.blob, id));
      await asked(photos.put(photo));
    });
  } catch (e) {
    if (full(e)) throw new Full();
    throw e;
  }
  return photo;
}

// shrink makes a JPEG of at most LONG px. What this browser cannot read goes as it is, if the server takes so much.
async function shrink(file) {
  let picture;
  try {
    picture = await createImageBitmap(file, {imageOrientation: "from-image"});
  } catch {
    if (/^image\/(heic|heif)/.test(file.type) && file.size <= MOST) return {blob: file, width: 0, height: 0};
    throw new Unreadable();
  }
  const scale = Math.min(1, LONG / Math.max(picture.width, picture.height));
  const c = document.createElement("canvas");
  c.width = Math.max(1, Math.round(picture.width * scale));
  c.height = Math.max(1, Math.round(picture.height * scale));
  const g = c.getContext("2d");
  g.imageSmoothingQuality = "high";
  g.drawImage(picture, 0, 0, c.width, c.height);
  picture.close();
  const blob = await new Promise(done => c.toBlob(done, "image/jpeg", QUALITY));
  if (!blob) throw new Unreadable();
  return {blob, width: c.width, height: c.height};
}

export async function forget(id) {
  await drop("photos", id);
  await drop("files", id);
}

// show gives an address for an <img>; let go of it when the picture is off the screen.
export async function show(id) {
  const file = await get("files", id);
  return file ? URL.createObjectURL(file) : "";
}
