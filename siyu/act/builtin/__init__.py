"""The effects every installation knows, on top of WeCom's customer-contact API."""
