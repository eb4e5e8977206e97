-- One row: which tables of ledger and bronze this warehouse was made with, as the SHA-256 of their SQL.
create table ledger.layout (
  digest varchar not null
);
