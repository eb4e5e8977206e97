-- Histograms with the wall time (UTC) at which their interval began.
-- needs: bronze/histograms, silver/runs
create view silver.histograms as
select
  run,
  scenario,
  step,
  kind,
  outcome,
  phase,
  begin_ns,
  length_ns,
  make_timestamp((started_epoch_ns + begin_ns) // 1000) as at,
  histogram
from bronze.histograms
join silver.runs using (run);
