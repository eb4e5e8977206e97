-- A histogram per run, series and interval (phases and parts of Server-Timing: and minute), of every kind that latency.hlog holds, warm-up too.
-- needs: silver/histograms
create table fact_latency as
select run, scenario, step, kind, outcome, phase, group_path, tags, begin_ns, length_ns, wall_time, histogram
from silver.histograms;
