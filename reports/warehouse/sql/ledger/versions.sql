-- Versions of the data, each a set of files, settings and SQL that can be named again. A version that comes out once more keeps its name.
create table ledger.versions (
  number integer not null,
  version varchar not null,
  fingerprint varchar not null,
  made_at timestamp not null
);
