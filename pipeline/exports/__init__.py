"""The tables for other programs: a workbook, graphs. Read from the folder of a finished run, written beside it."""
