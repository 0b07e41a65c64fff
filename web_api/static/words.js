// What Inkling says about an answer, in the window's own words.

const NAMES = [
  "a zero", "a one", "a two", "a three", "a four",
  "a five", "a six", "a seven", "an eight", "a nine",
];
const CERTAIN = 0.95;
const LIKELY = 0.8;
const LEANING = 0.55;
const NEARLY_ALL = 0.9995;

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

/** Write a share to a tenth of a percent; no network is ever wholly sure. */
export function percent(share) {
  return share >= NEARLY_ALL ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
}

/** Put an answer into words, humbler the less sure the network is. */
export function describe(answer) {
  if (answer.blank) return NOTHING_FOUND;
  if (answer.digits) return describeNumber(answer);
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

function describeNumber({ number, digits, confidence }) {
  if (number.includes("?")) {
    const read = digits.filter(({ is_digit }) => is_digit).length;
    return {
      numeral: number,
      headline: "Not all of it looks like digits",
      detail: `${read} of ${digits.length} were read`,
    };
  }
  let headline = "Not sure of every digit";
  if (confidence >= CERTAIN) headline = "Quite sure of every digit";
  else if (confidence >= LIKELY) headline = "Fairly sure of every digit";
  return { numeral: number, headline, detail: `${percent(confidence)} that all are right` };
}

function headline(confidence, name, other) {
  if (confidence >= CERTAIN) return `Quite sure it is ${name}`;
  if (confidence >= LIKELY) return `It looks like ${name}`;
  if (confidence >= LEANING) return `Probably ${name}, perhaps ${other}`;
  return `Hard to say: ${name}, or ${other}`;
}

/** The bars: one for each digit that it might be, or for each digit of a number. */
export function barsOf(answer) {
  if (answer.digits) {
    return answer.digits.map(({ digit, is_digit, confidence, not_a_digit }) => ({
      name: is_digit ? String(digit) : "?",
      share: is_digit ? confidence : 1 - not_a_digit,
      leading: is_digit,
    }));
  }
  return Array.from({ length: 10 }, (_, digit) => ({
    name: String(digit),
    share: answer.probabilities?.[digit] ?? null,
    leading: answer.is_digit && digit === answer.digit,
  }));
}
