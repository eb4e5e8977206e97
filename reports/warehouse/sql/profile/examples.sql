-- The first three findings of each column, by file and line.
-- needs: silver/findings, bronze/files
select dataset, column_name, path, line, kind, reason, action
from (
  select
    f.dataset,
    f.column_name,
    b.path,
    f.line,
    f.kind,
    f.reason,
    f.action,
    row_number() over (partition by f.dataset, f.column_name order by f.file_id, f.line) as place
  from silver.findings as f
  join bronze.files as b on b.file_id = f.file_id
)
where place <= 3
order by dataset, column_name, place;
