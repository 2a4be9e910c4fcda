"""The page that `lekalo check` writes: one self-contained HTML file about the data.

page      from checked data to the page's text and file
plots     its pictures, as inline SVG
words     its own words, and the terminal's, in English and Russian
"""
