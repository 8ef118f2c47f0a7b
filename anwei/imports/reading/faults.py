"""What can be wrong with a file. The page turns `code` and `facts` into the reader's language."""

# Also the English words of the command line; anwei.imports.wording holds the translatable ones.
WORDS = {
    "empty": "The file is empty.",
    "too_large": "The file has {size} MB; at most {limit} MB are read.",
    "zip_bomb": "The file unpacks to far more than it should; it is not read.",
    "encrypted": "The workbook is protected by a password. Remove the password and save it again.",
    "broken": "The file is damaged and cannot be read.",
    "not_a_ledger": "This is {format}. Open it, save it as an Excel workbook (.xlsx), and bring that.",
    "unknown_format": "This kind of file is not read. Save it as an Excel workbook (.xlsx) or as CSV.",
    "encoding": "The text of this file is in no encoding that is read (UTF-8, GB18030, Windows-1252).",
    "no_header": "No row with column names was found in the first {rows} rows.",
    "no_table": "The workbook holds no table.",
    "too_many_rows": "The sheet has more than {limit} rows.",
    "too_many_columns": "The sheet has {columns} columns; at most {limit} are read.",
    "too_long_cell": "A cell near row {row} is too long: probably a quotation mark is missing there.",
}


class Unreadable(Exception):
    """This file or sheet cannot be read; `code` is a key of WORDS, `facts` fill its gaps."""

    def __init__(self, code: str, **facts: object) -> None:
        self.code = code
        self.facts = facts
        super().__init__(WORDS[code].format(**facts))
