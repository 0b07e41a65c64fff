// Figures and bars of an answer. Its words come with it from the service.

const NEARLY_ALL = 0.9995;

/** Write a share to a tenth of a percent; no network is ever wholly sure. */
export function percent(share) {
  return share >= NEARLY_ALL ? "> 99.9 %" : `${(100 * share).toFixed(1)} %`;
}

/**
 * The bars: one for each digit that it might be, or for each digit of a number. What is taken for
 * no digit has muted ones without figures, which would contradict the answer.
 */
export function barsOf(answer) {
  if (answer.digits) {
    return answer.digits.map(({ digit, is_digit, confidence, not_a_digit }) => ({
      name: is_digit ? String(digit) : "?",
      share: is_digit ? confidence : 1 - not_a_digit,
      leading: is_digit,
      muted: !is_digit,
    }));
  }
  return Array.from({ length: 10 }, (_, digit) => ({
    name: String(digit),
    share: answer.probabilities?.[digit] ?? null,
    leading: answer.is_digit && digit === answer.digit,
    muted: !answer.is_digit,
  }));
}
