-- The records that are looked at closely: all of them up to 100,000, above that about as many, the same ones each time.
-- needs: bronze/current_files
-- The variable `dataset` names the table in bronze.
set variable kept_rows = (
  select coalesce(sum(rows_kept), 0)
  from bronze.files
  where dataset = getvariable('dataset') and file_id in (select file_id from bronze.current_files)
);
create or replace temp table sampled as
select *
from query_table('bronze.' || getvariable('dataset'))
where file_id in (select file_id from bronze.current_files)
  and hash(file_id, line) % greatest(1, cast(getvariable('kept_rows') // 100000 as ubigint)) = 0;
