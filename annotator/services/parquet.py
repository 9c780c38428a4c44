"""Parquet files, written and read in row groups, and tables of CSV."""

import io
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.csv as pc
import pyarrow.parquet as pq

from annotator.errors import InvalidInput
from annotator.said import say

ROW_GROUP = 20_000
#: Characters of text after which a row group ends, however few its rows: it lies in memory several times over.
ROW_GROUP_CHARS = 3_000_000
_MESSAGE = pa.struct([("role", pa.string()), ("content", pa.string())])
_TYPES = {
    "text": pa.string(),
    "moment": pa.string(),
    "whole": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "messages": pa.list_(_MESSAGE),
    "texts": pa.list_(pa.string()),
}


class NotParquet(InvalidInput):
    code = "not_parquet"


class ParquetTable:
    """A file being written: ``columns`` are names and kinds (text, moment, whole, number, flag, messages, texts).

    The bytes depend on the rows, the columns and the version of the library alone.
    """

    def __init__(self, path: Path, columns: Mapping[str, str]) -> None:
        self._schema = pa.schema([(name, _TYPES[kind]) for name, kind in columns.items()])
        self._writer = pq.ParquetWriter(path, self._schema, compression="zstd", compression_level=3)

    def write(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Append ``rows`` as one row group."""
        arrays = [pa.array([row[field.name] for row in rows], type=field.type) for field in self._schema]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=self._schema), row_group_size=len(rows) or 1)

    def write_table(self, table: pa.Table) -> None:
        """Append a table with the file's columns as one row group."""
        self._writer.write_table(table.cast(self._schema), row_group_size=table.num_rows or 1)

    def close(self) -> None:
        """Write the footer and close the file."""
        self._writer.close()


_READ = {"whole": pa.int64(), "number": pa.float64(), "text": pa.string(), "moment": pa.timestamp("us")}


def table_of_csv(data: bytes, columns: Mapping[str, str]) -> pa.Table:
    """The rows of CSV without a header: ``columns`` are names and kinds (whole, number, text, moment without a zone).

    An empty cell is null and an empty quoted one an empty text, as PostgreSQL writes them.
    """
    return pc.read_csv(
        io.BytesIO(data),
        read_options=pc.ReadOptions(column_names=list(columns), use_threads=False, block_size=max(len(data), 1)),
        parse_options=pc.ParseOptions(newlines_in_values=True),
        convert_options=pc.ConvertOptions(
            column_types={name: _READ[kind] for name, kind in columns.items()},
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=False,
        ),
    )


def parquet_rows(file: BinaryIO, *, batch: int = 1_000) -> Iterator[dict[str, Any]]:
    """Yield the rows in order, ``batch`` in memory at once. Raises ``NotParquet``."""
    try:
        opened = pq.ParquetFile(file)
    except (pa.ArrowInvalid, OSError) as error:
        raise NotParquet(say("The file is not a readable Parquet file: {error}", error=error)) from error
    for part in opened.iter_batches(batch_size=batch):
        yield from part.to_pylist()
