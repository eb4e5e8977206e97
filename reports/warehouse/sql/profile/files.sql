-- The files of this version, and what became of their records.
-- needs: bronze/files, bronze/current_files
select dataset, path, rows_kept + rejects as rows_read, rows_kept, rejects
from bronze.files
where file_id in (select file_id from bronze.current_files)
order by dataset, path;
