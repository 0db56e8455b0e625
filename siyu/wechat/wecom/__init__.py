"""WeCom (企业微信) on the wire."""
