"""The wire to WeChat: clients, callback crypto, shapes, error tables, limits. No database here."""
