-- Who may ask the API. The secret of a token is shown once, to whoever makes it, and is not kept.
CREATE TABLE api_tokens (
  id          text        NOT NULL,
  team        text        NOT NULL,
  scopes      text[]      NOT NULL,
  secret_hash bytea       NOT NULL,
  created_at  timestamptz NOT NULL,
  expires_at  timestamptz,
  revoked_at  timestamptz,
  CONSTRAINT api_tokens_pk PRIMARY KEY (id),
  CONSTRAINT api_tokens_id CHECK (id ~ '^[a-z0-9]{8}$'),
  CONSTRAINT api_tokens_team CHECK (team ~ '^\S(.{0,98}\S)?$'),
  CONSTRAINT api_tokens_scopes CHECK (cardinality(scopes) > 0 AND scopes <@ ARRAY['read', 'export', 'admin']),
  CONSTRAINT api_tokens_secret_hash CHECK (length(secret_hash) = 32),
  CONSTRAINT api_tokens_expires CHECK (expires_at > created_at)
);
COMMENT ON COLUMN api_tokens.id IS 'the public part of mr_<id>_<secret>: it finds the row and proves nothing';
COMMENT ON COLUMN api_tokens.scopes IS 'as they were given; export includes read, admin includes both';
COMMENT ON COLUMN api_tokens.secret_hash IS 'SHA-256 of the secret, which has 256 random bits: no salt and no slow hash would make it harder to guess';
COMMENT ON COLUMN api_tokens.expires_at IS 'from when it is refused; null: never';
COMMENT ON COLUMN api_tokens.revoked_at IS 'since when it is refused; null: it is not revoked. Rows stay, so that an id in an old log can be looked up';
