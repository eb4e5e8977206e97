-- The script's own metrics, warm-up left out: one row per run, metric, scenario, set of tags and tick; of trends, which have histograms, and interval.
-- needs: silver/metrics, gold/fact_latency
create view metrics as
select
  run, scenario, metric, kind, tags, begin_ns, length_ns, wall_time, samples, total, hits, last_value, last_ns, lowest, highest,
  null as histogram
from silver.metrics
where phase = 'main'
union all
select
  run,
  scenario,
  substring(kind from position(':' in kind) + 1) as metric,
  case when kind like 'time:%' then 'time' else 'trend' end as kind,
  tags,
  begin_ns,
  length_ns,
  wall_time,
  hdr_count(histogram) as samples,
  null as total,
  null as hits,
  null as last_value,
  null as last_ns,
  null as lowest,
  null as highest,
  histogram
from fact_latency
where phase = 'main' and (kind like 'time:%' or kind like 'trend:%');
