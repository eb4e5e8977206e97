-- Few records of each file are rejects: not more than the share that the setting quality.max_reject_rate says (0.05).
-- severity: soft
-- owner: data
-- needs: bronze/settings, bronze/files, bronze/current_files
select dataset, file_id, null as line, '' as column_name, rejects || ' of ' || (rows_kept + rejects) || ' records' as example
from bronze.files
where file_id in (select file_id from bronze.current_files)
  and rejects > (rows_kept + rejects) * coalesce(
    (select cast(value as double) from bronze.settings where name = 'quality.max_reject_rate'), 0.05
  );
