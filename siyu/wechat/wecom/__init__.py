"""WeCom's wire: callback crypto, XML, error table, limits, shapes and a typed client. No database."""
