"""The world outside: files, formats, clock and keys, each behind one small module."""
