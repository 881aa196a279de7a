"""Doors for the browser: warnings, proposals and consultations, air, the public pages."""
