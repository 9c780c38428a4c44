"""Files that other tools wrote: one module per layout, each turning a record into the project's own JSONL shape."""

from annotator.services.importing.foreign.base import Layout, Reading
from annotator.services.importing.foreign.registry import UnknownLayout, all_layouts, layout_named

__all__ = ["Layout", "Reading", "UnknownLayout", "all_layouts", "layout_named"]
