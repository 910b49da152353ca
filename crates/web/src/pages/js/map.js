// @ts-check
// A small map of the city's grids, to point at a place: its middle is the place. Moved by finger, mouse or keys; nothing comes from
// another server.

import { SIDE, onGround, onMap, readTile } from "./tiles.js";

/** @typedef {ReturnType<typeof readTile>} Tile */

const LEAST = 9;
const MOST = 18;
/** Tiles are asked for no finer than this, and drawn larger beyond it. */
const FINEST = 15;

export class GridMap {
  /** @type {Map<string, Tile | null>} */
  #tiles = new Map();
  #zoom = 14;
  /** @type {[number, number]} */
  #middle;
  #waiting = false;

  /** @param {HTMLCanvasElement} canvas @param {number} lng @param {number} lat @param {(lng: number, lat: number) => void} moved */
  constructor(canvas, lng, lat, moved) {
    this.canvas = canvas;
    this.moved = moved;
    this.#middle = onMap(lng, lat);
    this.#listen();
    new ResizeObserver(() => this.draw()).observe(canvas);
    this.draw();
  }

  /** @returns {[number, number]} degrees east and north of the middle */
  get place() {
    return onGround(...this.#middle);
  }

  /** @param {number} lng @param {number} lat */
  show(lng, lat) {
    this.#middle = onMap(lng, lat);
    this.#zoom = 16;
    this.#changed();
  }

  /** @param {number} steps */
  zoom(steps) {
    this.#zoom = Math.min(MOST, Math.max(LEAST, this.#zoom + steps));
    this.#changed();
  }

  /** @param {number} right @param {number} down in pixels */
  move(right, down) {
    const whole = SIDE * 2 ** this.#zoom;
    this.#middle = [this.#middle[0] + right / whole, this.#middle[1] + down / whole];
    this.#changed();
  }

  #changed() {
    this.moved(...this.place);
    this.draw();
  }

  #listen() {
    const canvas = this.canvas;
    /** @type {Map<number, [number, number]>} */
    const fingers = new Map();
    let dragged = 0;
    const spread = () => {
      const [a, b] = [...fingers.values()];
      return Math.hypot(a[0] - b[0], a[1] - b[1]);
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
      dragged = 0;
    });
    canvas.addEventListener("pointermove", (event) => {
      const before = fingers.get(event.pointerId);
      if (!before) return;
      const [right, down] = [before[0] - event.offsetX, before[1] - event.offsetY];
      const apart = fingers.size === 2 ? spread() : 0;
      fingers.set(event.pointerId, [event.offsetX, event.offsetY]);
      if (fingers.size === 2 && apart > 0) this.zoom(Math.log2(spread() / apart));
      else this.move(right, down);
      dragged += Math.abs(right) + Math.abs(down);
    });
    const lift = (/** @type {PointerEvent} */ event) => {
      const tapped = event.type === "pointerup" && fingers.size === 1 && dragged < 6;
      fingers.delete(event.pointerId);
      if (tapped) this.move(event.offsetX - canvas.clientWidth / 2, event.offsetY - canvas.clientHeight / 2);
    };
    canvas.addEventListener("pointerup", lift);
    canvas.addEventListener("pointercancel", lift);
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      this.zoom(event.deltaY < 0 ? 0.5 : -0.5);
    }, { passive: false });
    canvas.addEventListener("keydown", (event) => {
      const step = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] }[event.key];
      if (step) this.move(step[0], step[1]);
      else if (event.key === "+" || event.key === "=") this.zoom(1);
      else if (event.key === "-") this.zoom(-1);
      else return;
      event.preventDefault();
    });
  }

  draw() {
    if (this.#waiting) return;
    this.#waiting = true;
    requestAnimationFrame(() => {
      this.#waiting = false;
      this.#paint();
    });
  }

  #paint() {
    const { canvas } = this;
    const [wide, high] = [canvas.clientWidth, canvas.clientHeight];
    const pen = canvas.getContext("2d");
    if (!pen || !wide) return;
    const sharp = window.devicePixelRatio || 1;
    if (canvas.width !== Math.round(wide * sharp)) canvas.width = Math.round(wide * sharp);
    if (canvas.height !== Math.round(high * sharp)) canvas.height = Math.round(high * sharp);
    pen.setTransform(sharp, 0, 0, sharp, 0, 0);
    pen.clearRect(0, 0, wide, high);
    const look = getComputedStyle(canvas);
    const colours = { line: look.getPropertyValue("--edge"), fill: look.getPropertyValue("--tint"), ink: look.getPropertyValue("--ink"), mark: look.getPropertyValue("--alarm") };
    const z = Math.min(FINEST, Math.floor(this.#zoom));
    const side = SIDE * 2 ** (this.#zoom - z);
    const count = 2 ** z;
    const [left, top] = [this.#middle[0] * count * side - wide / 2, this.#middle[1] * count * side - high / 2];
    /** @type {Map<string, [number, number, number]>} */
    const names = new Map();
    for (let x = Math.floor(left / side); x * side < left + wide; x++)
      for (let y = Math.floor(top / side); y * side < top + high; y++) {
        const tile = this.#tile(z, x, y);
        if (tile) paint(pen, tile, x * side - left, y * side - top, side, colours, names);
      }
    if (this.#zoom >= 14.5) label(pen, names, colours.ink, look.fontFamily);
    cross(pen, wide / 2, high / 2, colours.mark);
  }

  /** @param {number} z @param {number} x @param {number} y */
  #tile(z, x, y) {
    const address = `/api/v1/grids/tiles/${z}/${x}/${y}`;
    const known = this.#tiles.get(address);
    if (known !== undefined) return known;
    this.#tiles.set(address, null);
    fetch(address)
      .then(async (answer) => {
        if (answer.status !== 200) return;
        this.#tiles.set(address, readTile(await answer.arrayBuffer()));
        this.draw();
      })
      // Without a line the map stays empty there and is asked for again when it is next drawn.
      .catch(() => this.#tiles.delete(address));
    return null;
  }
}

/** @param {CanvasRenderingContext2D} pen @param {Tile} tile @param {number} left @param {number} top @param {number} side
 * @param {{ line: string, fill: string }} colours @param {Map<string, [number, number, number]>} names */
function paint(pen, tile, left, top, side, colours, names) {
  const scale = side / tile.extent;
  pen.save();
  pen.beginPath();
  pen.rect(left, top, side, side);
  pen.clip();
  pen.strokeStyle = colours.line;
  pen.fillStyle = colours.fill;
  for (const shape of tile.shapes) {
    pen.beginPath();
    let [sumX, sumY, points] = [0, 0, 0];
    for (const ring of shape.rings) {
      for (let at = 0; at < ring.length; at += 2) {
        const [x, y] = [left + ring[at] * scale, top + ring[at + 1] * scale];
        if (at === 0) pen.moveTo(x, y);
        else pen.lineTo(x, y);
        (sumX += x), (sumY += y), points++;
      }
      pen.closePath();
    }
    pen.fill("evenodd");
    pen.stroke();
    const held = names.get(shape.name);
    if (shape.name && points && (!held || held[2] < points)) names.set(shape.name, [sumX / points, sumY / points, points]);
  }
  pen.restore();
}

/** @param {CanvasRenderingContext2D} pen @param {Map<string, [number, number, number]>} names @param {string} ink @param {string} family */
function label(pen, names, ink, family) {
  pen.fillStyle = ink;
  pen.font = `12px ${family}`;
  pen.textAlign = "center";
  for (const [name, [x, y]] of names) pen.fillText(name, x, y);
}

/** @param {CanvasRenderingContext2D} pen @param {number} x @param {number} y @param {string} colour */
function cross(pen, x, y, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = 3;
  pen.beginPath();
  pen.arc(x, y, 9, 0, 2 * Math.PI);
  for (const [dx, dy] of [[1, 0], [-1, 0], [0, 1], [0, -1]]) {
    pen.moveTo(x + 5 * dx, y + 5 * dy);
    pen.lineTo(x + 18 * dx, y + 18 * dy);
  }
  pen.stroke();
  pen.lineWidth = 1;
}
