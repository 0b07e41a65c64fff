// The service behind the page: predictions, the steps of the normalisation, health.

/** What the service said about a request that it could not answer. */
export class Refusal extends Error {}

/** Read strokes. A draft is ink that is still being drawn. */
export function readStrokes(strokes, { draft }) {
  return post(`predict?image=true&draft=${draft}`, "application/json", JSON.stringify({ strokes }));
}

/** Read an image file. */
export function readPicture(file) {
  return post("predict?image=true", file.type, file);
}

/** Ask how the network's picture came about; `ink` is strokes or an image file. */
export function askSteps(ink) {
  return ink instanceof Blob
    ? post("debug-image", ink.type, ink)
    : post("debug-image", "application/json", JSON.stringify({ strokes: ink }));
}

export async function askHealth() {
  return answerOf(await fetch("health-check"));
}

async function post(path, type, body) {
  return answerOf(await fetch(path, { method: "POST", headers: { "content-type": type }, body }));
}

async function answerOf(response) {
  const answer = await response.json();
  if (!response.ok) throw new Refusal(answer.detail);
  return answer;
}

/**
 * Reads the latest ink, one request at a time and none sooner than `gap` milliseconds after the
 * last: what is drawn while an answer is under way goes out together.
 */
export class LiveReader {
  #gap;
  #show;
  #fail;
  #waiting = null;
  #busy = false;
  #paper = 0;

  constructor({ gap, show, fail }) {
    this.#gap = gap;
    this.#show = show;
    this.#fail = fail;
  }

  read(ask) {
    this.#waiting = ask;
    if (!this.#busy) this.#work();
  }

  /** Begin a new paper: answers about the old one are shown no more. */
  forget() {
    this.#waiting = null;
    this.#paper++;
  }

  async #work() {
    this.#busy = true;
    while (this.#waiting) {
      const ask = this.#waiting;
      const paper = this.#paper;
      this.#waiting = null;
      const began = performance.now();
      try {
        const answer = await ask();
        if (paper === this.#paper) this.#show(answer, performance.now() - began);
      } catch (error) {
        if (paper === this.#paper) this.#fail(error);
      }
      const rest = this.#gap - (performance.now() - began);
      if (rest > 0) await new Promise((resume) => setTimeout(resume, rest));
    }
    this.#busy = false;
  }
}
