"""How Word writes numbers."""

import pytest

from directive_engine.texts.formats.numbers import write_number


@pytest.mark.parametrize(
    ("form", "number", "written"),
    [
        ("chineseCounting", 1, "一"),
        ("chineseCounting", 10, "十"),
        ("chineseCountingThousand", 19, "十九"),
        ("chineseCountingThousand", 20, "二十"),
        ("japaneseCounting", 105, "一百零五"),
        ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"),
        ("chineseLegalSimplified", 12, "壹拾贰"),
        ("ideographDigital", 10, "一〇"),
        ("ideographTraditional", 11, "甲"),
        ("ideographZodiac", 3, "寅"),
        ("decimalEnclosedCircleChinese", 20, "⑳"),
        ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"),
        ("decimalEnclosedFullstop", 1, "⒈"),
        ("decimalFullWidth", 12, "１２"),
        ("decimalZero", 7, "07"),
        ("upperLetter", 27, "AA"),
        ("lowerLetter", 2, "b"),
        ("lowerRoman", 14, "xiv"),
        ("upperRoman", 9, "IX"),
        ("none", 3, ""),
        ("decimal", 0, "0"),
        ("chineseCounting", 0, "0"),
        ("chineseCounting", 99_999, "99999"),
        ("of the future", 3, "3"),
    ],
)
def test_written(form: str, number: int, written: str) -> None:
    assert write_number(number, form) == written
