// Where things lie on a sketch, without any input or output: the corners of boundaries, a frame to scale, how far something is and which way.

const DEGREE = 111195; // metres of latitude

// outlines are the day's boundaries as lines of {lat, lng}, counties first.
export function outlines(ground) {
  const line = ring => {
    const out = [];
    for (let i = 0, {lat, lng} = ground; i + 1 < ring.length; i += 2) out.push({lat: (lat += ring[i]) / 1e5, lng: (lng += ring[i + 1]) / 1e5});
    return out;
  };
  return (ground?.areas || []).map(a => ({name: a.name, top: !!a.top, lines: a.rings.map(line)})).sort((a, b) => b.top - a.top);
}

// rings are the lines of a patch: its polygons' outer edges and holes. Each begins where it says; the corners after it are the way from the one before.
export function rings(shape) {
  return shape.flat().map(ring => {
    const out = [];
    for (let i = 0, lat = 0, lng = 0; i + 1 < ring.length; i += 2) out.push({lat: (lat += ring[i]) / 1e5, lng: (lng += ring[i + 1]) / 1e5});
    return out;
  });
}

// holds says whether a place lies inside lines that are closed: a hole in them is outside.
export function holds(lines, {lat, lng}) {
  let inside = false;
  for (const l of lines) for (let i = 0, j = l.length - 1; i < l.length; j = i++) {
    const a = l[i], b = l[j];
    if ((a.lat > lat) !== (b.lat > lat) && lng < a.lng + (lat - a.lat) / (b.lat - a.lat) * (b.lng - a.lng)) inside = !inside;
  }
  return inside;
}

// frame fits places into a picture, north above, the same scale both ways; a few places close together are not blown up beyond 200 m.
export function frame(places, wide, high, edge) {
  const span = key => places.reduce(([a, b], p) => [Math.min(a, p[key]), Math.max(b, p[key])], [Infinity, -Infinity]);
  const [south, north] = span("lat"), [west, east] = span("lng");
  const lat = (south + north) / 2, lng = (west + east) / 2, squeeze = Math.cos(lat * Math.PI / 180);
  const scale = Math.min((wide - 2 * edge) / Math.max(200 / DEGREE, (east - west) * squeeze), (high - 2 * edge) / Math.max(200 / DEGREE, north - south));
  const short = n => Math.round(n * 10) / 10;
  return {x: p => short(wide / 2 + (p.lng - lng) * squeeze * scale), y: p => short(high / 2 - (p.lat - lat) * scale), metre: scale / DEGREE};
}

// bar is a round length in metres that is some 40 to 130 units long.
export const bar = metre => [50, 100, 200, 500, 1000, 2000, 5000, 10000, 20000, 50000].find(m => m * metre > 40) || 100000;

// away is how many metres it is from a place to another, as the crow flies, and which of eight ways: 0 north, 2 east, 4 south, 6 west.
export function away(from, to) {
  const north = (to.lat - from.lat) * DEGREE, east = (to.lng - from.lng) * DEGREE * Math.cos((from.lat + to.lat) / 2 * Math.PI / 180);
  return {metres: Math.hypot(north, east), way: (Math.round(Math.atan2(east, north) / Math.PI * 4) + 8) % 8};
}

// nearest is the one of some marks {x, y} that a tap means, none when all are further than a thumb is wide.
export function nearest(marks, x, y, thumb) {
  let best, least = thumb;
  for (const m of marks) {
    const d = Math.hypot(m.x - x, m.y - y);
    if (d < least) [best, least] = [m, d];
  }
  return best;
}
