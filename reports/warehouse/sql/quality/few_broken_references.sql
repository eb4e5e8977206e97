-- Few records name a customer, merchant or order that is nowhere: not more than quality.max_broken_references says (0.05).
-- severity: soft
-- owner: data
-- needs: bronze/settings, bronze/column_statistics
select dataset, null as file_id, null as line, column_name, unresolved || ' of ' || given || ' name nobody' as example
from bronze.column_statistics
where version = getvariable('version')
  and unresolved > given * coalesce(
    (select cast(value as double) from bronze.settings where name = 'quality.max_broken_references'), 0.05
  );
