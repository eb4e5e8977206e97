-- The settings that each version was made with.
create table ledger.version_settings (
  version varchar not null,
  name varchar not null,
  value varchar not null
);
