-- What a restored database's own books must say, besides having the rows: a line for each thing that is wrong. Belongs to the schema.
SELECT format('%s/%s: received %s, stored %s, duplicate %s, dead letters %s', topic, partition, received, stored, duplicate, dead_lettered)
  FROM ingest_ledger
 WHERE received <> stored + duplicate + dead_lettered;
