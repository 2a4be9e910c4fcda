"""File formats: from a name to files, from bytes to numbered rows, from rows to records.

    files       which files a name means: a file, a folder, a hub id
    readers     one file to its rows, by its kind
    packing     gzip, zstd and zip, with a bound on what comes out
    encoding    bytes to UTF-8: UTF-16, the Russian and the Western eight-bit pages
    lines, arrays    JSON Lines; JSON arrays, single objects, SQuAD
    tables, sheets, columns    CSV and TSV; XLSX; Parquet
    documents   text, Markdown, HTML, PDF, DOCX
    hub         data sets by their id
    shapes      one row, in any of the field's usual shapes, to records

Everything wrong with a row is a `RowError`: a problem and a remedy, without the place, which
the reader adds. A file that cannot be read on is a `FileError`.
"""
