"""Doing it: outbox, dispatcher, effect ledger, receipts."""
