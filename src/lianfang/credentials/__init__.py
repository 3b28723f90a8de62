"""What a signed code says, by which key, until when; reading other issuers' certificates."""
