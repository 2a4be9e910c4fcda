"""File formats: bytes to text, text to numbered rows, rows to records.

    encoding    bytes to text: UTF-8, UTF-16, and the Russian eight-bit pages
    lines       JSON Lines and JSON arrays to numbered rows
    tables      CSV and TSV to numbered rows
    shapes      one row, in any of the field's usual shapes, to an Example or a Document

Everything wrong with a row is a `RowError`: a problem and a remedy, without the place, which
the reader adds.
"""
