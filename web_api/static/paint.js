// The page: the paper's ink goes to the service while it is wet, and its answers come back here.

import { Pad } from "./pad.js";
import { askHealth, askSteps, LiveReader, readPicture, readStrokes, Refusal } from "./service.js";
import { barsOf, percent } from "./bars.js";

const GAP_MS = 50; // between two questions
const SETTLED_MS = 1200; // after which a drawing counts as finished
const SPOKEN_MS = 500; // after which an answer is read aloud
const RETRY_MS = 2000;

const part = (id) => document.getElementById(id);
const pad = new Pad(part("pad"), part("pen"));
const reader = new LiveReader({ gap: GAP_MS, show: showAnswer, fail: showFailure });
const rows = makeBars();
const emptyPaper = {
  numeral: "",
  headline: part("headline").textContent,
  detail: part("detail").textContent,
};
let shown = []; // the ink that is shown: strokes, or a picture file
let settling = 0;
let speaking = 0;
let retrying = 0;

// Ink

pad.addEventListener("ink", () => {
  readAlong();
  updateTools();
});

pad.addEventListener("changed", () => {
  updateTools();
  if (pad.isEmpty) showNothing();
  else readAlong();
});

/** Read the ink as it is now, and once more, no longer as a draft, when the hand has come to rest. */
function readAlong() {
  shown = pad.strokes;
  reader.read(() => readStrokes(pad.strokes, { draft: true }));
  clearTimeout(settling);
  settling = setTimeout(() => {
    if (!pad.isEmpty) reader.read(() => readStrokes(pad.strokes, { draft: false }));
  }, SETTLED_MS);
}

function openPicture(file) {
  if (!pad.isEmpty) pad.clear();
  clearTimeout(settling);
  reader.forget();
  shown = file;
  reader.read(() => readPicture(file));
}

// Answers

function showAnswer(answer, milliseconds) {
  clearTimeout(retrying);
  showWords(answer.words);
  showBars(barsOf(answer));
  part("bars").classList.toggle("read", !answer.blank);
  showPictures(answer.digits ?? [answer]);
  part("explain").disabled = false;
  part("speed").textContent = `answered in ${milliseconds.toFixed(0)} ms`;
}

/** Show up to ten bars; a number's further digits are told by the numeral alone. */
function showBars(bars) {
  rows.forEach(({ item, name, fill, share }, index) => {
    const bar = bars[index];
    item.classList.toggle("unused", !bar);
    item.classList.toggle("leading", bar?.leading ?? false);
    item.classList.toggle("muted", bar?.muted ?? false);
    if (!bar) return;
    name.textContent = bar.name;
    const least = bar.muted ? "0px" : "2px";
    fill.style.width = bar.share === null ? "0" : `max(${least}, ${100 * bar.share}%)`;
    share.textContent = bar.share === null || bar.muted ? "" : percent(bar.share);
  });
}

function showPictures(digits) {
  const urls = digits.map(({ image }) => image).filter(Boolean);
  while (part("preview").children.length > urls.length) part("preview").lastChild.remove();
  urls.forEach((url, index) => {
    const picture = part("preview").children[index] ?? document.createElement("img");
    picture.src = url;
    picture.alt = "28 by 28 pixels that the network saw";
    if (!picture.isConnected) part("preview").append(picture);
  });
  part("preview").classList.toggle("several", urls.length > 1);
}

function showFailure(error) {
  const refused = error instanceof Refusal;
  showWords({
    numeral: "",
    headline: refused ? "The service will not read this" : "The service does not answer",
    detail: refused ? error.message : "It is asked again in a moment.",
  });
  clearTimeout(retrying);
  if (!refused && !pad.isEmpty) retrying = setTimeout(readAlong, RETRY_MS);
}

function showNothing() {
  clearTimeout(settling);
  clearTimeout(retrying);
  reader.forget();
  shown = [];
  showWords(emptyPaper);
  showBars(barsOf({ is_digit: false }));
  showPictures([]);
  part("bars").classList.remove("read");
  part("explain").disabled = true;
  part("speed").textContent = "";
}

function showWords({ numeral, headline, detail }) {
  part("numeral").textContent = numeral;
  part("numeral").classList.toggle("long", numeral.length > 1);
  part("numeral").classList.toggle("longer", numeral.length > 4);
  part("headline").textContent = headline;
  part("detail").textContent = detail;
  clearTimeout(speaking);
  speaking = setTimeout(() => {
    part("spoken").textContent = [numeral, headline, detail].filter(Boolean).join(". ");
  }, SPOKEN_MS);
}

function makeBars() {
  return Array.from({ length: 10 }, (_, digit) => {
    const item = document.createElement("li");
    const [name, track, fill, share] = ["digit", "track", "fill", "share"].map((kind) => {
      const element = document.createElement("span");
      element.className = kind;
      return element;
    });
    name.textContent = digit;
    track.append(fill);
    item.append(name, track, share);
    part("bars").append(item);
    return { item, name, fill, share };
  });
}

// Tools

function updateTools() {
  part("undo").disabled = !pad.canUndo;
  part("redo").disabled = !pad.canRedo;
  part("clear").disabled = pad.isEmpty;
}

part("undo").addEventListener("click", () => pad.undo());
part("redo").addEventListener("click", () => pad.redo());
part("clear").addEventListener("click", () => {
  pad.clear();
  part("pad").focus({ focusVisible: false });
});
part("open").addEventListener("click", () => part("file").click());
part("file").addEventListener("change", () => {
  if (part("file").files.length) openPicture(part("file").files[0]);
  part("file").value = "";
});

document.addEventListener("keydown", (event) => {
  if (part("steps").open) return;
  const command = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (command && key === "z") event.shiftKey ? pad.redo() : pad.undo();
  else if (command && key === "y") pad.redo();
  else if ((key === "delete" || key === "escape") && !pad.isEmpty) pad.clear();
  else return;
  event.preventDefault();
});

document.addEventListener("paste", (event) => {
  const file = pictureOf(event.clipboardData);
  if (file) openPicture(file);
});
document.addEventListener("dragover", (event) => {
  event.preventDefault();
  part("paper").classList.add("dropping");
});
document.addEventListener("dragleave", () => part("paper").classList.remove("dropping"));
document.addEventListener("drop", (event) => {
  event.preventDefault();
  part("paper").classList.remove("dropping");
  const file = pictureOf(event.dataTransfer);
  if (file) openPicture(file);
});

function pictureOf(transfer) {
  return [...(transfer?.files ?? [])].find((file) => file.type.startsWith("image/"));
}

// How it got there

part("explain").addEventListener("click", async () => {
  try {
    const { steps } = await askSteps(shown);
    part("step-list").replaceChildren(...steps.map(describeStep));
    part("steps").showModal();
  } catch (error) {
    showFailure(error);
  }
});
part("close-steps").addEventListener("click", () => part("steps").close());
part("steps").addEventListener("click", (event) => {
  if (event.target === part("steps")) part("steps").close(); // beside the dialog
});

function describeStep({ title, image, statistics }) {
  const item = document.createElement("li");
  const picture = document.createElement("img");
  picture.src = image;
  picture.alt = title;
  picture.classList.toggle("small", statistics.width < 100);
  const words = document.createElement("p");
  words.textContent = title;
  const figures = document.createElement("p");
  figures.className = "figures";
  figures.textContent =
    `${statistics.width} × ${statistics.height} · mean ${statistics.mean.toFixed(0)} of 255`;
  item.append(picture, words, figures);
  return item;
}

askHealth()
  .then(({ model }) => {
    part("model").textContent = `${model.name} · ${model.version}`;
  })
  .catch(() => {
    part("model").textContent = "The service does not answer.";
  });
