// What is believed of a walk, how many fixes say enough, and how they are packed: the rules of loop/track in the phone's language, held to the same vectors.
// A fix is {at: ms, lat, lng, acc: m}.
const WORST = 100, FASTEST = 40, BELIEVED = 3, DEGREE = 111195;
const TOLERANCE = 8, GAP = 600000;

// on says whether a place can be meant: on the globe, and not the spot in the sea that means "nowhere".
function on(lat, lng) {
  if (!Number.isFinite(lat) || !Number.isFinite(lng)) return false;
  return Math.abs(lat) <= 90 && Math.abs(lng) <= 180 && !(Math.abs(lat) < 0.01 && Math.abs(lng) < 0.01);
}

const sound = f => f.at >= 1000 && f.acc >= 0 && f.acc <= WORST && on(f.lat, f.lng);

export function metres(lat1, lng1, lat2, lng2) {
  const north = (lat2 - lat1) * DEGREE, east = (lng2 - lng1) * DEGREE * Math.cos((lat1 + lat2) / 2 * Math.PI / 180);
  return Math.sqrt(north * north + east * east);
}

const follows = (a, b) => b.at > a.at && metres(a.lat, a.lng, b.lat, b.lng) <= FASTEST * (b.at - a.at) / 1000 + a.acc + b.acc;

// clean leaves out what cannot be. Where some in a row agree with one another, they are a new beginning.
export function clean(fixes) {
  const out = [];
  let doubt = [];
  for (const f of fixes) {
    if (!sound(f)) continue;
    if (out.length && follows(out[out.length - 1], f)) {
      out.push(f);
      doubt = [];
      continue;
    }
    if (doubt.length && !follows(doubt[doubt.length - 1], f)) doubt = [];
    if (doubt.push(f) === BELIEVED) {
      out.push(...doubt);
      doubt = [];
    }
  }
  return out.length ? out : doubt;
}

// simplify leaves of each line the corners that matter.
export function simplify(fixes) {
  const out = [];
  for (let from = 0; from < fixes.length;) {
    let to = from + 1;
    while (to < fixes.length && fixes[to].at - fixes[to - 1].at <= GAP && fixes[to].at > fixes[to - 1].at) to++;
    out.push(...corners(fixes.slice(from, to)));
    from = to;
  }
  return out;
}

function corners(line) {
  if (line.length < 3) return line;
  const keep = new Set([0, line.length - 1]);
  for (const todo = [[0, line.length - 1]]; todo.length;) {
    const [a, b] = todo.pop();
    let far = 0, most = TOLERANCE;
    for (let i = a + 1; i < b; i++) {
      const d = off(line[i], line[a], line[b]);
      if (d > most) [far, most] = [i, d];
    }
    if (far) {
      keep.add(far);
      todo.push([a, far], [far, b]);
    }
  }
  return line.filter((f, i) => keep.has(i));
}

function off(p, a, b) {
  const squeeze = Math.cos(a.lat * Math.PI / 180);
  let px = (p.lng - a.lng) * DEGREE * squeeze, py = (p.lat - a.lat) * DEGREE;
  const bx = (b.lng - a.lng) * DEGREE * squeeze, by = (b.lat - a.lat) * DEGREE, whole = bx * bx + by * by;
  if (whole > 0) {
    const t = Math.max(0, Math.min(1, (px * bx + py * by) / whole));
    px -= t * bx;
    py -= t * by;
  }
  return Math.sqrt(px * px + py * py);
}

// pack writes a track: each spot as what it differs in from the one before, as base64.
export function pack(fixes) {
  const bytes = [];
  const number = d => { // zigzag and seven bits a byte; no shifts, for numbers are larger than 32 bits
    let n = d < 0 ? -2 * d - 1 : 2 * d;
    while (n >= 128) {
      bytes.push(n % 128 + 128);
      n = Math.floor(n / 128);
    }
    bytes.push(n);
  };
  let last = {lat: 0, lng: 0, at: 0};
  for (const f of fixes) {
    const now = {lat: round(f.lat * 1e5), lng: round(f.lng * 1e5), at: Math.floor(f.at / 1000)};
    number(now.lat - last.lat);
    number(now.lng - last.lng);
    number(now.at - last.at);
    last = now;
  }
  let s = "";
  for (const b of bytes) s += String.fromCharCode(b);
  return btoa(s);
}

// round goes away from zero in the middle, as the server does.
const round = x => x < 0 ? -Math.round(-x) : Math.round(x);
