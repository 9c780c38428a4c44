"""A working day of many raters on a virtual clock, with the truth known.

Read it in this order: ``people`` (their habits) judge ``items`` (with the truth), moved by the ``clock``; the
``driver`` takes each of them through the day; an ``office`` hands out work and takes judgments: the product's own
services on a throw-away ``database`` (``through_services``), or the same policies without a database (``in_memory``),
which is fast enough to try many settings. ``rules`` are Touchstone's and those of other tools; ``outcome`` says what
the day was worth.
"""
