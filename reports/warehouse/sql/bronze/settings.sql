-- What can be configured of the steps that follow, by name: docs/analytics.md lists them.
create table bronze.settings (
  name varchar not null,
  value varchar not null
);
