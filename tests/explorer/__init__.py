"""Tests of the explorer. A package, so that its conftest.py does not stand in the way of the one above."""
