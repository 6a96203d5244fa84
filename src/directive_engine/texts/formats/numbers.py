"""Numbers → how Word and browsers write them: 十二, ⑫, xii, l."""

from collections.abc import Callable
from typing import Final

_DIGITS: Final = "零一二三四五六七八九"
_FORMAL: Final = "零壹贰叁肆伍陆柒捌玖"
_STEMS: Final = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES: Final = "子丑寅卯辰巳午未申酉戌亥"
_ROMAN: Final = (
    *((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc")),
    *((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i")),
)
_LETTERS: Final = 26
_LIMIT: Final = 10_000
_CIRCLED: Final = 20
_TEENS: Final = range(10, 20)


def write_number(number: int, form: str) -> str:
    """Write `number` in a form of Word's; one without a way to write it, or unknown, as digits."""
    writer = _WRITERS.get(form)
    if form == "none":
        return ""
    return writer(number) if writer and 0 < number < _LIMIT else str(number)


def _counting(number: int, digits: str = _DIGITS, units: str = "千百十") -> str:
    text, is_gap = "", False
    for place, unit in ((1000, units[0]), (100, units[1]), (10, units[2]), (1, "")):
        digit, number = divmod(number, place)
        if digit:
            text += (digits[0] if is_gap and text else "") + digits[digit] + unit
        is_gap = not digit
    return text


def _spoken(number: int) -> str:
    return _counting(number).removeprefix("一") if number in _TEENS else _counting(number)


def _formal(number: int) -> str:
    return _counting(number, _FORMAL, "仟佰拾")


def _digit_by_digit(number: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))


def _letter(number: int) -> str:
    repeats, letter = divmod(number - 1, _LETTERS)
    return chr(ord("a") + letter) * (repeats + 1)


def _roman(number: int) -> str:
    text = ""
    for value, sign in _ROMAN:
        text += sign * (number // value)
        number %= value
    return text


def _from(first: str, *, up_to: int = _CIRCLED) -> Callable[[int], str]:
    """Return a writer for characters that follow each other from `first` on."""
    return lambda number: chr(ord(first) + number - 1) if number <= up_to else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)]


def _full_width(number: int) -> str:
    return "".join(chr(ord("０") + int(digit)) for digit in str(number))


_WRITERS: Final[dict[str, Callable[[int], str]]] = {
    **dict.fromkeys(
        (
            *("chineseCounting", "chineseCountingThousand", "japaneseCounting"),
            *("taiwaneseCounting", "taiwaneseCountingThousand", "koreanCounting"),
        ),
        _spoken,
    ),
    **dict.fromkeys(("ideographDigital", "japaneseDigitalTenThousand"), _digit_by_digit),
    **dict.fromkeys(("chineseLegalSimplified", "ideographLegalTraditional"), _formal),
    **dict.fromkeys(("decimalEnclosedCircle", "decimalEnclosedCircleChinese"), _from("①")),
    "decimalEnclosedParen": _from("⑴"),
    "decimalEnclosedFullstop": _from("⒈"),
    "ideographEnclosedCircle": _from("㊀", up_to=10),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "decimalFullWidth": _full_width,
    "decimalFullWidth2": _full_width,
    "decimalZero": lambda number: f"{number:02d}",
    "lowerLetter": _letter,
    "upperLetter": lambda number: _letter(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
