"""Judging what a training brought, and deciding what becomes of it."""
