"""The pages, a module each: what they show as a dict, and their routes."""
