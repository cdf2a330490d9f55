"""Wiring only: settings, addresses, server, logs."""
