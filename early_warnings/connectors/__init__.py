"""Sources of air outside of the office. A strange answer raises; nothing is ever filled in."""
