-- Which files each version is made of.
create table ledger.version_files (
  version varchar not null,
  file_id integer not null
);
