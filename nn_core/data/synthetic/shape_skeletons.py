"""Shapes, marks and small drawings, as examples of what is no digit.

Shapes that are a digit in somebody's hand are left out: circles, ovals and diamonds (0), single
strokes that stand upright or lean, parentheses and sickles (1), carets (1 with a flag), braces (3),
the hourglass and the ampersand (8).
"""

from nn_core.data.synthetic.skeleton import Skeleton, skeleton

__all__ = ["SHAPE_SKELETONS"]

_CIRCLE = "o 50,0 15,14 0,50 15,86 50,100 85,86 100,50 85,14"

SHAPE_SKELETONS: dict[str, tuple[Skeleton, ...]] = {
    "triangle": (
        skeleton("pointing up", 2, "50,0 0,90^ 100,90^ 52,0"),
        skeleton("right-angled", 1, "0,0 0,90^ 100,90^ 2,0"),
        skeleton("pointing down", 1, "0,0 100,0^ 50,90^ 0,2"),
    ),
    "square": (
        skeleton("in one stroke", 2, "0,0 0,90^ 90,90^ 90,0^ 2,0"),
        skeleton("in four strokes", 1, ("0,0 0,90", "0,0 90,0", "90,0 90,90", "0,90 90,90")),
    ),
    "crossed box": (
        skeleton("plain", 1, ("0,0 0,90^ 90,90^ 90,0^ 2,0", "0,0 90,90", "90,0 0,90")),
    ),
    "star": (
        skeleton("in one stroke", 2, "20,95 50,0^ 80,95^ 0,36^ 100,36^ 22,95"),
        skeleton(
            "outline",
            1,
            "50,0 62,36^ 100,36^ 70,58^ 81,94^ 50,72^ 19,94^ 30,58^ 0,36^ 38,36^ 50,0",
        ),
    ),
    "asterisk": (skeleton("plain", 1, ("50,0 50,100", "4,24 96,76", "96,24 4,76")),),
    "heart": (
        skeleton("plain", 1, "50,24 34,2 8,4 0,30 14,58 50,96^ 86,58 100,30 92,4 66,2 50,24"),
    ),
    "arrow": (
        skeleton("right", 2, ("0,40 100,40", "70,10 100,40^ 70,70")),
        skeleton("left", 1, ("100,40 0,40", "30,10 0,40^ 30,70")),
        skeleton("up", 1, ("40,100 40,0", "10,30 40,0^ 70,30")),
        skeleton("down", 1, ("40,0 40,100", "10,70 40,100^ 70,70")),
    ),
    "check mark": (skeleton("plain", 1, "0,50 28,90^ 100,0", "0,60 20,84^ 90,10"),),
    "cross": (skeleton("plain", 1, ("0,0 90,90", "90,0 0,90")),),
    "plus": (skeleton("plain", 1, ("45,0 45,90", "0,45 90,45")),),
    "hash": (skeleton("plain", 1, ("30,0 24,100", "70,0 64,100", "0,32 96,30", "0,68 94,66")),),
    "percent": (
        skeleton(
            "plain",
            1,
            (
                "90,0 10,100",
                "o 18,4 4,12 4,28 18,36 32,28 32,12",
                "o 82,64 68,72 68,88 82,96 96,88 96,72",
            ),
        ),
    ),
    "equals": (skeleton("plain", 1, ("0,0 80,0", "0,34 80,34")),),
    "division": (skeleton("plain", 1, ("0,40 90,40", "44,4 47,7", "44,74 47,77")),),
    "wave": (
        skeleton("two crests", 2, "0,30 20,0 40,20 60,44 80,14 100,0 120,24"),
        skeleton(
            "three crests", 1, "0,20 14,0 28,20 42,40 56,20 70,0 84,20 98,40 112,20 126,0 140,18"
        ),
    ),
    "spiral": (
        skeleton(
            "outwards",
            1,
            "50,50 56,40 66,48 60,64 42,64 34,44 48,26 "
            "72,30 84,54 70,82 38,86 14,60 20,22 54,4 92,20",
        ),
        skeleton(
            "inwards",
            1,
            "4,40 24,6 64,0 94,30 92,70 60,96 24,86 "
            "14,54 34,24 66,26 76,54 56,74 36,60 44,44 56,50",
        ),
    ),
    "house": (
        skeleton("in one stroke", 1, "0,100 0,44^ 44,0^ 88,44^ 88,100^ 2,100"),
        skeleton(
            "with a door",
            1,
            ("0,44 0,100^ 88,100^ 88,44", "-6,48 44,0^ 94,48", "36,100 36,66^ 54,66^ 54,100"),
        ),
    ),
    "smiley": (skeleton("plain", 1, (_CIRCLE, "32,34 33,42", "66,34 67,42", "26,62 50,80 74,62")),),
    "question mark": (skeleton("plain", 1, ("0,20 20,0 46,6 48,26 28,44 24,64", "24,94 26,97")),),
    "infinity": (
        skeleton(
            "plain", 1, "o 70,25 40,2 10,2 0,25 10,48 40,48 70,25 100,2 130,2 140,25 130,48 100,48"
        ),
    ),
    "dollar": (
        skeleton("plain", 1, ("54,14 28,6 4,20 14,42 44,54 52,78 28,92 0,82", "30,-12 26,112")),
    ),
    "at sign": (
        skeleton(
            "plain",
            1,
            "66,40 44,30 30,52 46,70 64,58 68,34 70,64 "
            "88,66 98,40 76,6 36,4 4,32 6,76 40,100 82,92",
        ),
    ),
    "lightning bolt": (skeleton("outline", 1, "50,0 0,56^ 34,56^ 16,104^ 72,40^ 38,40^ 52,0"),),
    "cloud": (
        skeleton(
            "plain",
            1,
            "20,60 2,54 0,36 18,28^ 26,6 50,0 66,16^ 88,14 98,32 88,46^ 100,58 84,68 20,66",
        ),
    ),
    "sun": (
        skeleton(
            "plain",
            1,
            (
                "o 50,30 36,36 30,50 36,64 50,70 64,64 70,50 64,36",
                "50,0 50,18",
                "50,82 50,100",
                "0,50 18,50",
                "82,50 100,50",
                "16,16 28,28",
                "72,72 84,84",
                "84,16 72,28",
                "16,84 28,72",
            ),
        ),
    ),
    "stick figure": (
        skeleton(
            "plain",
            1,
            (
                "o 30,0 20,5 16,14 20,23 30,28 40,23 44,14 40,5",
                "30,28 30,66",
                "0,42 60,42",
                "30,66 6,104",
                "30,66 54,104",
            ),
        ),
    ),
    "fish": (skeleton("plain", 1, "110,10 70,44 36,60 6,44 0,32 8,18 36,4 70,20 110,56^ 108,12"),),
    "envelope": (skeleton("plain", 1, ("0,0 0,64^ 100,64^ 100,0^ 2,0", "0,0 50,38^ 100,0")),),
    "flag": (skeleton("plain", 1, ("0,0 0,100", "0,4 70,8^ 66,46^ 0,44")),),
    "umbrella": (
        skeleton("plain", 1, ("0,46 14,12 48,0 82,12 96,46^ 0,46", "48,46 48,88 38,100 28,90")),
    ),
    "tree": (skeleton("plain", 1, ("44,0 4,70^ 84,70^ 46,0", "44,70 44,104")),),
    "flower": (
        skeleton(
            "plain",
            1,
            "50,40 30,12 50,0 70,12 52,40 80,24 98,40 80,58 "
            "54,46 74,78 52,94 36,78 48,48 18,62 2,42 20,26 48,42",
        ),
    ),
    "bracket": (
        skeleton("left", 1, "36,0 0,0^ 0,100^ 36,100"),
        skeleton("right", 1, "0,0 36,0^ 36,100^ 0,100"),
    ),
    "angle": (skeleton("left", 1, "70,0 0,36^ 70,72"), skeleton("right", 1, "0,0 70,36^ 0,72")),
    "arch": (
        skeleton("upwards", 1, "0,70 6,24 40,0 74,24 80,70"),
        skeleton("downwards", 1, "0,0 6,46 40,70 74,46 80,0"),
    ),
    "stairs": (skeleton("plain", 1, "0,90 0,60^ 30,60^ 30,30^ 60,30^ 60,0^ 92,0"),),
    "bow": (skeleton("plain", 1, "0,0 0,70^ 110,0^ 110,70^ 2,2"),),
    "ladder": (
        skeleton(
            "plain", 1, ("0,0 0,100", "44,0 44,100", "0,20 44,20", "0,50 44,50", "0,80 44,80")
        ),
    ),
    "target": (
        skeleton("plain", 1, (_CIRCLE, "o 50,30 36,36 30,50 36,64 50,70 64,64 70,50 64,36")),
    ),
}
"""For each shape its skeletons."""
