// Reads from a JPEG when and where it was taken. Nothing else of what a camera writes is looked at.

// exif gives {taken: µs, lat, lng}; what is not there is undefined. bytes is the beginning of the file.
export function exif(bytes) {
  try {
    const v = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const at = app1(v);
    return at < 0 ? {} : tiff(new DataView(v.buffer, v.byteOffset + at, v.byteLength - at));
  } catch {
    return {}; // cut off or broken: the file says nothing
  }
}

// app1 finds where the TIFF part begins, -1 for none.
function app1(v) {
  if (v.getUint16(0) !== 0xffd8) return -1;
  for (let p = 2; p + 4 < v.byteLength;) {
    const mark = v.getUint16(p), size = v.getUint16(p + 2);
    if (mark === 0xffe1 && v.getUint32(p + 4) === 0x45786966) return p + 10;
    if (mark >> 8 !== 0xff || mark === 0xffda) return -1;
    p += 2 + size;
  }
  return -1;
}

function tiff(v) {
  const little = v.getUint16(0) === 0x4949;
  const main = tags(v, v.getUint32(4, little), little);
  const pic = main.get(0x8769) ? tags(v, main.get(0x8769).number, little) : new Map();
  const gps = main.get(0x8825) ? tags(v, main.get(0x8825).number, little) : new Map();
  const out = {};
  const text = pic.get(0x9003)?.text || main.get(0x0132)?.text;
  const t = instant(text, pic.get(0x9011)?.text);
  if (t) out.taken = t;
  const lat = degrees(gps.get(2)?.ratios, gps.get(1)?.text, "S"), lng = degrees(gps.get(4)?.ratios, gps.get(3)?.text, "W");
  if (lat !== undefined && lng !== undefined && Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && (lat || lng)) Object.assign(out, {lat, lng});
  return out;
}

// tags are the entries of a directory that are a number, a text or fractions.
function tags(v, at, little) {
  const out = new Map(), n = v.getUint16(at, little);
  for (let i = 0; i < n && i < 200; i++) {
    const p = at + 2 + i * 12, kind = v.getUint16(p + 2, little), many = v.getUint32(p + 4, little);
    const tag = {};
    if (kind === 2 && many < 100) {
      const from = many > 4 ? v.getUint32(p + 8, little) : p + 8;
      for (let j = 0, s = ""; j < many; j++, tag.text = s) {
        const c = v.getUint8(from + j);
        if (c) s += String.fromCharCode(c);
      }
    } else if (kind === 4) tag.number = v.getUint32(p + 8, little);
    else if (kind === 3) tag.number = v.getUint16(p + 8, little);
    else if (kind === 5 && many <= 3) {
      const from = v.getUint32(p + 8, little);
      tag.ratios = Array.from({length: many}, (_, j) => v.getUint32(from + j * 8, little) / v.getUint32(from + j * 8 + 4, little));
    }
    out.set(v.getUint16(p, little), tag);
  }
  return out;
}

// instant is "2026:11:25 09:41:00" in µs, by its own offset, or China's time, where the app is used.
function instant(text, offset) {
  const m = /^(\d{4}):(\d\d):(\d\d) (\d\d):(\d\d):(\d\d)/.exec(text || "");
  if (!m || m[1] === "0000") return 0;
  const o = /^([+-])(\d\d):(\d\d)$/.exec((offset || "").trim());
  const ahead = o ? (o[1] === "-" ? -1 : 1) * (Number(o[2]) * 60 + Number(o[3])) : 480;
  const t = Date.UTC(m[1], m[2] - 1, m[3], m[4], m[5], m[6]) - ahead * 60000;
  return Number.isFinite(t) && t > 0 ? t * 1000 : 0;
}

function degrees(r, side, minus) {
  if (!r || r.length !== 3 || !r.every(Number.isFinite)) return undefined;
  const d = r[0] + r[1] / 60 + r[2] / 3600;
  return Math.round((side?.startsWith(minus) ? -d : d) * 1e7) / 1e7;
}
