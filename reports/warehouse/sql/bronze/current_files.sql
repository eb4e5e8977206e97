-- The files that this version of the data is made of.
create table bronze.current_files (
  file_id integer not null
);
