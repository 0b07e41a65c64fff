// The paper: strokes drawn with mouse, finger, pen or keyboard, in thousandths of the paper's side.

export const SIDE = 1000;
const LINE_WIDTH = 45;
const CLOSEST = 1.5;
const KEY_STEP = 8;
const KEY_SPEED = 0.45; // thousandths of the side each millisecond
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** Events: "ink" while a stroke grows, "changed" when strokes were added, taken back or cleared. */
export class Pad extends EventTarget {
  #canvas;
  #pen;
  #strokes = []; // never changed, always replaced, so that history may keep it
  #past = [];
  #future = [];
  #wet = null;
  #pointer = null;
  #place = [SIDE / 2, SIDE / 4];
  #arrows = new Set();
  #lastStep = 0;
  #dirty = false;

  constructor(canvas, pen) {
    super();
    this.#canvas = canvas;
    this.#pen = pen;
    canvas.addEventListener("pointerdown", (event) => this.#press(event));
    canvas.addEventListener("pointermove", (event) => this.#move(event));
    canvas.addEventListener("pointerup", (event) => this.#release(event));
    canvas.addEventListener("pointercancel", (event) => this.#release(event));
    canvas.addEventListener("keydown", (event) => this.#keyDown(event));
    canvas.addEventListener("keyup", (event) => this.#arrows.delete(event.key));
    canvas.addEventListener("blur", () => this.#leave());
    canvas.addEventListener("contextmenu", (event) => event.preventDefault());
    new ResizeObserver(() => this.#fit()).observe(canvas);
    document.addEventListener("appearance-changed", () => this.#repaint());
  }

  /** All strokes, the wet one among them. */
  get strokes() {
    return this.#wet ? [...this.#strokes, this.#wet] : this.#strokes;
  }

  get isEmpty() {
    return this.strokes.length === 0;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  undo() {
    if (this.#wet) this.#finish();
    if (!this.canUndo) return;
    this.#future.push(this.#strokes);
    this.#strokes = this.#past.pop();
    this.#changed();
  }

  redo() {
    if (!this.canRedo) return;
    this.#past.push(this.#strokes);
    this.#strokes = this.#future.pop();
    this.#changed();
  }

  clear() {
    this.#wet = null;
    this.#pointer = null;
    this.#replace([]);
    this.#showPen();
  }

  // Pointers: one at a time; a palm beside the pen, or a second finger, draws nothing.

  #press(event) {
    if (this.#pointer !== null || !event.isPrimary || event.button !== 0) return;
    event.preventDefault();
    this.#canvas.focus({ preventScroll: true, focusVisible: false });
    this.#canvas.setPointerCapture(event.pointerId);
    this.#pen.hidden = true;
    if (this.#wet) this.#finish();
    this.#pointer = event.pointerId;
    this.#begin(this.#placeOf(event));
  }

  #move(event) {
    if (event.pointerId !== this.#pointer) return;
    // The browser joins several moves into one event; each of them is ink.
    const moves = event.getCoalescedEvents?.() ?? [];
    for (const move of moves.length ? moves : [event]) this.#extend(this.#placeOf(move));
  }

  #release(event) {
    if (event.pointerId !== this.#pointer) return;
    this.#pointer = null;
    this.#finish();
  }

  #placeOf(event) {
    const box = this.#canvas.getBoundingClientRect();
    return [
      ((event.clientX - box.left) / box.width) * SIDE,
      ((event.clientY - box.top) / box.height) * SIDE,
    ];
  }

  // Keyboard: Space sets the pen down and lifts it, arrows move it; two of them together, aslant.

  #keyDown(event) {
    if (event.key === " ") {
      event.preventDefault();
      if (event.repeat) return;
      if (this.#wet) this.#finish();
      else this.#begin([...this.#place]);
      this.#showPen();
    } else if (event.key in ARROWS) {
      event.preventDefault();
      if (this.#arrows.has(event.key)) return;
      const first = this.#arrows.size === 0;
      this.#arrows.add(event.key);
      this.#step(KEY_STEP);
      if (first) {
        this.#lastStep = performance.now();
        requestAnimationFrame((now) => this.#glide(now));
      }
    }
  }

  #glide(now) {
    if (this.#arrows.size === 0) return;
    this.#step(Math.max(0, now - this.#lastStep) * KEY_SPEED);
    this.#lastStep = now;
    requestAnimationFrame((next) => this.#glide(next));
  }

  #step(distance) {
    for (const key of this.#arrows) {
      this.#place = this.#place.map((value, axis) =>
        Math.min(SIDE, Math.max(0, value + ARROWS[key][axis] * distance)),
      );
    }
    if (this.#wet) this.#extend(this.#place);
    this.#showPen();
  }

  #leave() {
    this.#arrows.clear();
    this.#pen.hidden = true;
    if (this.#wet && this.#pointer === null) this.#finish();
  }

  #showPen() {
    const box = this.#canvas.getBoundingClientRect();
    const [x, y] = this.#place.map((value) => (value / SIDE) * box.width);
    this.#pen.hidden = this.#pointer !== null || document.activeElement !== this.#canvas;
    this.#pen.style.transform = `translate(${x}px, ${y}px)`;
    this.#pen.classList.toggle("down", this.#wet !== null);
  }

  // Ink

  #begin(place) {
    this.#wet = [rounded(place)];
    this.#place = place;
    this.#repaint();
    this.dispatchEvent(new Event("ink"));
  }

  #extend(place) {
    const last = this.#wet.at(-1);
    if (Math.hypot(place[0] - last[0], place[1] - last[1]) < CLOSEST) return;
    this.#wet.push(rounded(place));
    this.#place = place;
    this.#repaint();
    this.dispatchEvent(new Event("ink"));
  }

  #finish() {
    const strokes = [...this.#strokes, this.#wet];
    this.#wet = null;
    this.#replace(strokes);
  }

  #replace(strokes) {
    this.#past.push(this.#strokes);
    this.#future = [];
    this.#strokes = strokes;
    this.#changed();
  }

  #changed() {
    this.#repaint();
    this.dispatchEvent(new Event("changed"));
  }

  #fit() {
    const side = Math.round(this.#canvas.clientWidth * window.devicePixelRatio);
    if (this.#canvas.width !== side) {
      this.#canvas.width = side;
      this.#canvas.height = side;
    }
    this.#paint();
  }

  #repaint() {
    if (this.#dirty) return;
    this.#dirty = true;
    requestAnimationFrame(() => this.#paint());
  }

  #paint() {
    this.#dirty = false;
    const context = this.#canvas.getContext("2d");
    const scale = this.#canvas.width / SIDE;
    context.setTransform(scale, 0, 0, scale, 0, 0);
    context.clearRect(0, 0, SIDE, SIDE);
    context.strokeStyle = context.fillStyle = getComputedStyle(this.#canvas).color;
    context.lineWidth = LINE_WIDTH;
    context.lineCap = context.lineJoin = "round";
    for (const stroke of this.strokes) drawStroke(context, stroke);
  }
}

function rounded([x, y]) {
  return [Math.round(x * 10) / 10, Math.round(y * 10) / 10];
}

/** A smooth line: curves from middle to middle of neighbouring points, bent by the points. */
function drawStroke(context, points) {
  context.beginPath();
  if (points.length === 1) {
    context.arc(...points[0], LINE_WIDTH / 2, 0, 2 * Math.PI);
    context.fill();
    return;
  }
  context.moveTo(...points[0]);
  for (let index = 1; index < points.length - 1; index++) {
    const [x, y] = points[index];
    const [nextX, nextY] = points[index + 1];
    context.quadraticCurveTo(x, y, (x + nextX) / 2, (y + nextY) / 2);
  }
  context.lineTo(...points.at(-1));
  context.stroke();
}
