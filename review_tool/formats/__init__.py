"""Citation files: bytes in, records and problems out.

Each format is one file that ends in a `Format`, and one line in `registry.py`. A reader is given a `Source`, reads it
part by part and yields an `Entry` for each record it could read and a `Problem` for whatever was odd; a record it
could not read is a `Problem` with `refused` set, so that entries + refused are the records of the file.
What lives here imports the domain only, opens no file, knows no database and never raises on a bad record;
only `detect` refuses, when the bytes are no citation file at all.
"""

from review_tool.formats.format import Format
from review_tool.formats.registry import FORMATS
from review_tool.formats.sniff import detect
from review_tool.formats.source import Source

__all__ = ["FORMATS", "Format", "Source", "detect"]
