-- The measures of every column of one version, between 0 and 1: docs/quality.md defines them.
-- needs: bronze/column_statistics
-- The variable `version` says which.
select
  dataset,
  column_name,
  kind,
  round((given + unreadable) / nullif(row_count, 0), 6) as completeness,
  round(1 - (unreadable + doubtful) / nullif(given + unreadable, 0), 6) as validity,
  round(case when repeated is not null then 1 - repeated / nullif(given, 0) else distinct_values / nullif(sampled, 0) end, 6) as uniqueness,
  round(coalesce(1 - unresolved / nullif(given, 0), usual_spelling / nullif(sampled, 0)), 6) as consistency,
  sampled < given as estimated,
  psi,
  against
from bronze.column_statistics
where version = getvariable('version')
order by dataset, position;
