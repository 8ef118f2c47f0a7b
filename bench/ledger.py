"""A ledger as an office keeps it: hazards of many enterprises, some known to the zone, most new."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from rustpy_xlsxwriter import FastExcel

from anwei.demo import words
from anwei.foundation import credit_code

# Column of the file -> column of the rival's table.
COLUMNS = {
    "编号": "key",
    "企业名称": "enterprise",
    "统一社会信用代码": "credit_code",
    "地址": "address",
    "所属街道": "territory",
    "隐患描述": "description",
    "隐患部位": "place",
    "检查项目": "item",
    "隐患级别": "source_level",
    "发现方式": "capacity",
    "发现日期": "found_on",
    "整改期限": "due_on",
    "责任人": "responsible",
    "整改措施": "measures",
    "整改完成日期": "rectified_on",
    "复查日期": "closed_on",
    "状态": "status",
}
LAST = date(2026, 6, 30)
# One enterprise for so many hazards; the zone's own 1,500 come first.
PER_ENTERPRISE = 12


def written(folder: Path, rows: int) -> Path:
    """The ledger of so many rows, made once and kept: the same rows every time."""
    path = folder / f"ledger-{rows}.xlsx"
    if not path.exists():
        part = path.with_suffix(".part.xlsx")
        FastExcel(str(part)).sheet("隐患台账", _rows(rows)).save()
        part.replace(path)
    return path


def _rows(many: int) -> Iterator[dict[str, object]]:
    rng = random.Random(20260701)
    communities = [community.zh for _street, below in words.STREETS for community in below]
    sayings = [saying for each in words.SAYINGS.values() for saying in each]
    firms = max(20, many // PER_ENTERPRISE)
    for serial in range(1, many + 1):
        firm = rng.randrange(firms)
        saying = rng.choice(sayings)
        found = LAST - timedelta(days=rng.randrange(700))
        due = found + timedelta(days=rng.choice((5, 10, 15, 30)))
        done = found + timedelta(days=rng.randrange(1, 25))
        closed = rng.random() < 0.8
        body = f"91999900{firm:09d}"
        yield dict(
            zip(
                COLUMNS,
                (
                    f"L{serial:07d}",
                    f"{words.FIRM_HEADS[firm % len(words.FIRM_HEADS)].zh}第{firm + 1}厂",
                    body + credit_code.check_character(body),
                    f"{words.FIRM_HEADS[firm % 7].zh}路{firm % 300 + 1}号",
                    communities[firm % len(communities)],
                    f"{saying.text.zh}({serial % 9973})",
                    rng.choice(words.PLACES).zh,
                    saying.item.zh,
                    rng.choice(("一般隐患", "一般隐患", "一般隐患", "较大")),
                    "部门检查",
                    found,
                    due,
                    f"{rng.choice(words.FAMILY_NAMES).zh}{rng.choice(words.GIVEN_NAMES).zh}",
                    rng.choice(words.FIXES).zh,
                    done if closed else None,
                    done + timedelta(days=2) if closed else None,
                    "已整改" if closed else "整改中",
                ),
                strict=True,
            )
        )
