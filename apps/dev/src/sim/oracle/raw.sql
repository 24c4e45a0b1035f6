-- Every entry that anybody holds, each once, known by its hash: main lines and branches alike.

CREATE TABLE raw (
  hash TEXT PRIMARY KEY,
  -- Hash of the entry before it; 64 zeros at an opening.
  prev TEXT NOT NULL,
  -- The chain's name; of an opening its own hash.
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  clock INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX raw_by_place ON raw (chain, seq);
CREATE INDEX raw_by_prev ON raw (prev);

-- Filled by standing.ts: the one entry of each place that stands, and whether it is folded.
CREATE TABLE standing (
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  hash TEXT NOT NULL,
  -- Why it is not folded ('clock', 'fence'), or null.
  suspense TEXT,
  PRIMARY KEY (chain, seq)
) STRICT, WITHOUT ROWID;
