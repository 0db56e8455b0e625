"""Channel live codes: a QR code per place, that greets, labels, routes and counts whoever comes by it."""
