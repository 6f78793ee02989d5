package post

// Token is the secret of a link that several mails must carry, each time the
// same: 43 characters of base64url, worked out from the vault's key and a name
// for the link ("animation/ID/since"). The store keeps the hash alone, and
// nobody without the key can work it out again.
func (o *Office) Token(name string) (raw, hash string) { return o.vault.Link(name) }
