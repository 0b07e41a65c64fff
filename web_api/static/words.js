// What Inkling says about an answer, in the window's own words.

const NAMES = [
  "a zero", "a one", "a two", "a three", "a four",
  "a five", "a six", "a seven", "an eight", "a nine",
];
const CERTAIN = 0.95;
const LIKELY = 0.8;
const LEANING = 0.55;

export const EMPTY_PAPER = {
  numeral: "",
  headline: "What will it be?",
  detail: "Draw a digit. Inkling reads along while you write.",
};
const NOTHING_FOUND = {
  numeral: "",
  headline: "There is no ink in this picture",
  detail: "A digit should stand out from its paper.",
};

export function percent(share) {
  return `${(100 * share).toFixed(1)} %`;
}

/** Put an answer into words, humbler the less sure the network is. */
export function describe(answer) {
  if (answer.blank) return NOTHING_FOUND;
  const name = NAMES[answer.digit];
  if (!answer.is_digit) {
    return {
      numeral: "",
      headline: "That does not look like a digit",
      detail: `If it is one, it might be ${name}.`,
    };
  }
  return {
    numeral: String(answer.digit),
    headline: headline(answer.confidence, name, NAMES[answer.runner_up]),
    detail: `${percent(answer.confidence)} · next would be ${answer.runner_up}`,
  };
}

function headline(confidence, name, other) {
  if (confidence >= CERTAIN) return `Quite sure it is ${name}`;
  if (confidence >= LIKELY) return `It looks like ${name}`;
  if (confidence >= LEANING) return `Probably ${name}`;
  return `Perhaps ${name}, perhaps ${other}`;
}
