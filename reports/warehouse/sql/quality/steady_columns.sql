-- No column has changed much since the version before: its population stability index is at most quality.max_drift (0.25).
-- severity: soft
-- owner: data
-- needs: bronze/settings, bronze/column_statistics
select dataset, null as file_id, null as line, column_name, 'index ' || round(psi, 4) || ' against version ' || against as example
from bronze.column_statistics
where version = getvariable('version')
  and psi > coalesce((select cast(value as double) from bronze.settings where name = 'quality.max_drift'), 0.25);
