// @ts-check
// Where things are on a square map of the world (Web Mercator), and how a vector tile is read (Mapbox Vector Tile 2.1): as much of both
// as a map of grids needs.

/** @typedef {{ name: string, rings: number[][] }} Shape */

/** The side of a tile on the screen, in pixels. */
export const SIDE = 256;

/** @param {number} lng @param {number} lat @returns {[number, number]} from 0 to 1, from the west and from the north */
export function onMap(lng, lat) {
  const sine = Math.sin((lat * Math.PI) / 180);
  return [lng / 360 + 0.5, 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)];
}

/** @param {number} x @param {number} y @returns {[number, number]} degrees east and north */
export function onGround(x, y) {
  return [(x - 0.5) * 360, (Math.atan(Math.sinh(Math.PI * (1 - 2 * y))) * 180) / Math.PI];
}

/** @param {ArrayBuffer} bytes @returns {{ extent: number, shapes: Shape[] }} */
export function readTile(bytes) {
  /** @type {{ extent: number, shapes: Shape[] }} */
  let tile = { extent: 4096, shapes: [] };
  fields(new Uint8Array(bytes), (field, value) => {
    if (field === 3 && value instanceof Uint8Array) tile = readLayer(value);
  });
  return tile;
}

/** @param {Uint8Array} bytes */
function readLayer(bytes) {
  /** @type {string[]} */
  const keys = [];
  /** @type {string[]} */
  const values = [];
  /** @type {Uint8Array[]} */
  const features = [];
  let extent = 4096;
  fields(bytes, (field, value) => {
    if (value instanceof Uint8Array) {
      if (field === 2) features.push(value);
      if (field === 3) keys.push(text(value));
      if (field === 4) values.push(readValue(value));
    } else if (field === 5) extent = value;
  });
  return { extent, shapes: features.map((feature) => readFeature(feature, keys, values)) };
}

/** @param {Uint8Array} bytes @param {string[]} keys @param {string[]} values @returns {Shape} */
function readFeature(bytes, keys, values) {
  const shape = { name: "", rings: /** @type {number[][]} */ ([]) };
  fields(bytes, (field, value) => {
    if (!(value instanceof Uint8Array)) return;
    if (field === 2) {
      const tags = numbers(value);
      for (let at = 0; at + 1 < tags.length; at += 2) if (keys[tags[at]] === "name") shape.name = values[tags[at + 1]] ?? "";
    }
    if (field === 4) shape.rings = readRings(numbers(value));
  });
  return shape;
}

/** @param {number[]} commands @returns {number[][]} x, y, x, y, … of each ring */
function readRings(commands) {
  /** @type {number[][]} */
  const rings = [];
  let [x, y, at] = [0, 0, 0];
  while (at < commands.length) {
    const command = commands[at++];
    const [what, times] = [command & 7, command >> 3];
    if (what === 7) continue;
    if (what === 1) rings.push([]);
    for (let n = 0; n < times && at + 1 < commands.length; n++) {
      x += unzigzag(commands[at++]);
      y += unzigzag(commands[at++]);
      rings[rings.length - 1]?.push(x, y);
    }
  }
  return rings;
}

/** @param {number} n */
const unzigzag = (n) => (n >>> 1) ^ -(n & 1);

/** @param {Uint8Array} bytes */
const text = (bytes) => new TextDecoder().decode(bytes);

/** @param {Uint8Array} bytes */
function readValue(bytes) {
  let found = "";
  fields(bytes, (field, value) => {
    if (field === 1 && value instanceof Uint8Array) found = text(value);
  });
  return found;
}

/** @param {Uint8Array} bytes */
function numbers(bytes) {
  const found = [];
  for (let at = 0; at < bytes.length; ) {
    const [value, next] = varint(bytes, at);
    found.push(value);
    at = next;
  }
  return found;
}

/** The fields of a message (Protocol Buffers): numbers as they are, everything else as its bytes.
 * @param {Uint8Array} bytes @param {(field: number, value: number | Uint8Array) => void} each */
function fields(bytes, each) {
  for (let at = 0; at < bytes.length; ) {
    const [tag, after] = varint(bytes, at);
    at = after;
    const kind = tag & 7;
    if (kind === 0) {
      const [value, next] = varint(bytes, at);
      each(tag >> 3, value);
      at = next;
    } else if (kind === 2) {
      const [length, start] = varint(bytes, at);
      each(tag >> 3, bytes.subarray(start, start + length));
      at = start + length;
    } else if (kind === 1 || kind === 5) at += kind === 1 ? 8 : 4;
    else return;
  }
}

/** @param {Uint8Array} bytes @param {number} at @returns {[number, number]} the value, and where it ends */
function varint(bytes, at) {
  let [value, scale] = [0, 1];
  for (; at < bytes.length; scale *= 128) {
    const byte = bytes[at++];
    value += (byte & 127) * scale;
    if (byte < 128) break;
  }
  return [value, at];
}
