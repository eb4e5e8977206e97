-- Histograms with the wall time (UTC) at which their interval began.
-- needs: bronze/histograms, silver/runs
create view silver.histograms as
select
  h.run,
  h.scenario,
  h.step,
  h.kind,
  h.outcome,
  h.phase,
  h.group_path,
  cast(h.tags as json) as tags,
  h.begin_ns,
  h.length_ns,
  make_timestamp((r.started_epoch_ns + h.begin_ns) // 1000) as wall_time,
  h.histogram
from bronze.histograms as h
join silver.runs as r on r.file_id = h.file_id;
