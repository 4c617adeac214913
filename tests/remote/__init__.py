"""Tests of stores on servers, all on the loopback. A package, so that its conftest.py does not stand in the way."""
