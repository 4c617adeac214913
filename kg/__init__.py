"""kg: who said what, about whom, when, and where it is written, from French news."""
