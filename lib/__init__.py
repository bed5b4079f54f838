"""GROUND: what every room stands on; topic by topic, and no word of any app."""
