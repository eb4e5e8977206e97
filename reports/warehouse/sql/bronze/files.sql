-- Every file that was ever loaded. Source is its folder (of event segments: the data folder), times are UTC. Rows read = rows + rejects.
create table bronze.files (
  file_id integer not null,
  dataset varchar not null,
  path varchar not null,
  source varchar not null,
  format varchar not null,
  sha256 varchar not null,
  bytes bigint not null,
  modified_ns bigint not null,
  rows_kept bigint not null,
  rejects bigint not null,
  loaded_at timestamp not null
);
