-- A histogram per run, series and interval: every kind (both latencies, their lower bounds, iteration, send lag), warm-up too.
-- needs: silver/histograms
create table fact_latency as
select run, scenario, step, kind, outcome, phase, begin_ns, length_ns, wall_time, histogram
from silver.histograms;
