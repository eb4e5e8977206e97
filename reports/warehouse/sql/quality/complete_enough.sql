-- Every column has a value in most records: the share that the setting quality.min_completeness says (0.9) or more.
-- Columns of events are left out: most of them belong to some types of event only.
-- severity: soft
-- owner: data
-- needs: bronze/settings, bronze/column_statistics
select
  dataset,
  null as file_id,
  null as line,
  column_name,
  (given + unreadable) || ' of ' || row_count || ' records have a value' as example
from bronze.column_statistics
where version = getvariable('version')
  and dataset <> 'events'
  and given + unreadable < row_count * coalesce(
    (select cast(value as double) from bronze.settings where name = 'quality.min_completeness'), 0.9
  );
