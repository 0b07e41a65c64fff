"""Letters and signs of several scripts, as examples of what is no digit.

Letters that are a digit in somebody's hand are left out, since a network must not be taught to
refuse them:

- O, o, D, Q (0); I, l (1); Z, z (2); S, s (5); G, b (6); T, Y (7); B (8); a, g, q (9); y (4)
- of the Greek ones Λ (1 with a long flag), β, γ, θ (8), δ, σ (6), φ (slashed 0), Γ (7) and α (2)
"""

from nn_core.data.synthetic.skeleton import Skeleton, skeleton

__all__ = ["GREEK_SKELETONS", "LETTER_SKELETONS", "SCRIPT_SKELETONS"]

LETTER_SKELETONS: dict[str, tuple[Skeleton, ...]] = {
    "A": (
        skeleton("capital", 2, ("0,100 24,0^ 50,100", "10,62 42,62")),
        skeleton("round", 1, ("0,100 6,30 26,0 46,30 52,100", "2,56 50,56")),
    ),
    "C": (skeleton("capital", 1, "56,14 34,0 10,16 0,50 10,86 36,100 60,86"),),
    "D": (
        skeleton("small", 2, ("48,48 28,36 6,48 0,72 12,96 34,92 48,66", "50,0 50,100")),
        skeleton(
            "small in one stroke", 1, "46,46 24,38 4,54 2,82 18,98 38,84 48,42 52,0^ 52,60 60,100"
        ),
    ),
    "E": (
        skeleton("capital", 2, ("0,0 0,100^ 52,100", "0,0 50,0", "0,48 42,48")),
        skeleton("small", 2, "2,54 48,50 42,16 22,4 2,30 2,70 22,98 52,84"),
    ),
    "F": (
        skeleton("capital", 2, ("0,0 0,100", "0,0 50,0", "0,46 40,46")),
        skeleton("small", 1, ("50,10 38,0 24,12 22,50 22,100", "0,44 46,42")),
    ),
    "H": (
        skeleton("capital", 2, ("0,0 0,100", "56,0 56,100", "0,50 56,50")),
        skeleton("small", 2, "0,0 0,100^ 4,64 24,44 42,54 44,100"),
    ),
    "I": (skeleton("small, dotted", 1, ("0,46 0,100", "0,0 3,3")),),
    "J": (
        skeleton("barred", 1, ("14,0 62,0", "40,0 40,70 26,98 4,92")),
        skeleton("small, dotted", 1, ("24,32 24,88 10,110 -10,102", "24,0 27,3")),
    ),
    "K": (
        skeleton("capital", 2, ("0,0 0,100", "52,0 2,54^ 54,100")),
        skeleton("small", 1, ("0,0 0,100", "38,40 2,68^ 42,100")),
    ),
    "L": (skeleton("capital", 1, "0,0 0,100^ 52,98"),),
    "M": (
        skeleton("capital", 2, "0,100 6,0^ 34,66^ 62,0^ 70,100"),
        skeleton("small", 2, "0,30 0,100^ 4,50 18,34 30,46 30,100^ 34,50 48,34 60,46 62,100"),
    ),
    "N": (
        skeleton("capital", 2, "0,100 2,0^ 54,100^ 56,0"),
        skeleton("small", 2, "0,10 0,100^ 6,40 28,12 48,32 50,100"),
    ),
    "P": (
        skeleton("capital", 2, ("0,0 0,100", "0,4 34,0 54,16 50,40 28,52 0,50")),
        skeleton("in one stroke", 1, "0,100 2,4^ 34,0 54,16 48,42 24,52 2,48"),
    ),
    "R": (
        skeleton("capital", 2, ("0,0 0,100", "0,4 34,0 52,16 48,38 26,50 2,50^ 56,100")),
        skeleton("small", 1, "0,10 0,100^ 6,44 22,16 46,16"),
    ),
    "T": (skeleton("small", 1, ("20,0 20,80 30,98 48,92", "0,30 44,30")),),
    "U": (
        skeleton("capital", 2, "0,0 2,66 14,94 32,100 50,92 58,64 60,0"),
        skeleton("small", 1, "0,10 2,70 18,98 38,86 48,50 50,8^ 50,60 58,98"),
    ),
    "V": (skeleton("capital", 1, "0,0 28,100^ 56,0"),),
    "W": (
        skeleton("capital", 2, "0,0 16,100^ 36,24^ 56,100^ 74,0"),
        skeleton("small", 1, "0,10 6,80 20,98 34,70 36,30 38,70 52,98 66,70 70,8"),
    ),
    "X": (skeleton("capital", 1, ("0,0 56,100", "56,0 0,100")),),
}
"""For each Latin letter that is no digit in anybody's hand, its skeletons, capital and small."""

GREEK_SKELETONS: dict[str, tuple[Skeleton, ...]] = {
    "Δ": (skeleton("plain", 1, "40,0 0,96^ 84,96^ 42,0"),),
    "Σ": (skeleton("plain", 1, "60,4 2,0^ 36,48^ 0,98^ 64,96"),),
    "Ω": (skeleton("plain", 1, "0,98 22,96^ 6,70 0,40 18,8 42,0 66,8 84,40 78,70 62,96^ 84,98"),),
    "ε": (skeleton("plain", 1, "48,10 28,0 6,12 8,34 28,46^ 4,56 0,82 22,100 50,88"),),
    "λ": (skeleton("plain", 1, ("4,4 14,0 24,20 54,100", "30,40 0,100")),),
    "μ": (skeleton("plain", 1, ("0,10 -4,120", "0,10 2,66 18,84 40,70 46,10^ 46,66 58,82")),),
    "ξ": (skeleton("plain", 1, "44,0 8,6 10,24 40,28^ 4,38 2,62 30,76 44,88 36,108 18,106"),),
    "π": (skeleton("plain", 1, ("0,14 10,4 70,2", "20,6 18,60 8,98", "52,4 52,80 66,98")),),
    "ψ": (skeleton("plain", 1, ("0,10 4,50 26,66 50,50 56,8", "30,0 26,110")),),
    "ω": (skeleton("plain", 1, "16,10 0,50 12,92 32,88 42,50 52,88 74,92 84,50 66,10"),),
}
"""The Greek letters that are no digit in anybody's hand."""

SCRIPT_SKELETONS: dict[str, tuple[Skeleton, ...]] = {
    "Ж": (skeleton("plain", 1, ("0,0 34,50^ 0,100", "40,0 40,100", "80,0 46,50^ 80,100")),),
    "Ш": (skeleton("plain", 1, ("0,0 0,100^ 76,100^ 76,0", "38,0 38,100")),),
    "Ю": (
        skeleton(
            "plain",
            1,
            ("0,0 0,100", "0,50 30,50", "o 58,4 36,24 30,52 38,84 58,98 80,82 86,50 78,20"),
        ),
    ),
    "Я": (skeleton("plain", 1, ("56,0 56,100", "56,4 20,0 4,16 8,40 32,50 54,50^ 0,100")),),
    "中": (skeleton("plain", 1, ("4,24 4,66", "4,24 86,22^ 82,64", "6,62 84,62", "44,0 44,104")),),
    "大": (skeleton("plain", 1, ("0,32 90,30", "46,0 42,44 4,100", "44,36 60,70 92,98")),),
    "木": (
        skeleton(
            "plain", 1, ("0,30 84,28", "42,0 42,104", "40,32 24,62 0,86", "44,32 62,62 88,84")
        ),
    ),
    "田": (
        skeleton(
            "plain", 1, ("0,2 0,98", "0,2 82,0^ 82,98", "40,2 40,96", "2,48 80,48", "0,96 82,96")
        ),
    ),
    "א": (skeleton("plain", 1, ("0,4 70,98", "66,0 62,34 42,54", "8,98 10,66 26,44")),),
    "ש": (skeleton("plain", 1, ("0,10 8,70 34,98 64,84 74,8", "36,8 32,60 14,84")),),
}
"""A few letters and signs of other scripts."""
