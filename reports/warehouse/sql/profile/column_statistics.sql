-- Adds the statistics of the columns of one dataset in one version.
-- needs: bronze/column_statistics, silver/findings, silver/duplicates, silver/broken_references
-- The variables `dataset` and `version` say which; temp.sampled holds the records that are looked at closely.
insert into bronze.column_statistics
with described as (
  select
    column_name,
    column_index - 4 as position,
    case
      when data_type like 'TIMESTAMP%' then 'time'
      when data_type = 'VARCHAR' then 'text'
      else 'number'
    end as kind
  from duckdb_columns()
  where schema_name = 'bronze' and table_name = getvariable('dataset') and column_name not in ('file_id', 'line', 'key_hash')
),
kept as (
  select count(*) as row_count
  from query_table('bronze.' || getvariable('dataset'))
  where file_id in (select file_id from bronze.current_files)
),
given as (
  unpivot (
    select count(columns(* exclude (file_id, line, key_hash)))
    from query_table('bronze.' || getvariable('dataset'))
    where file_id in (select file_id from bronze.current_files)
  )
  on columns(*) into name column_name value given
),
found as (
  select
    column_name,
    count(*) filter (where kind in ('bad_date', 'bad_number', 'bad_json')) as unreadable,
    count(*) filter (where kind in ('negative_amount', 'mixed_encoding')) as doubtful,
    count(*) filter (where kind = 'duplicate') as repeated,
    count(*) filter (where kind = 'broken_reference') as unresolved
  from silver.findings
  where dataset = getvariable('dataset') and action <> 'rejected'
  group by column_name
),
-- Every value that was sampled, as text, with how often it is there.
looked_at as (
  select s.column_name, d.kind, s.value, count(*) as times
  from (
    unpivot (select cast(columns(* exclude (file_id, line, key_hash)) as varchar) from temp.sampled)
    on columns(*) into name column_name value value
  ) as s
  join described as d on d.column_name = s.column_name
  group by s.column_name, d.kind, s.value
),
numbered as (
  select
    column_name,
    value,
    times,
    case kind
      when 'time' then cast(hour(try_cast(value as timestamp)) as double)
      when 'number' then coalesce(try_cast(value as double), date_diff('day', date '1970-01-01', try_cast(value as date)))
    end as number,
    row_number() over (partition by column_name order by times desc, value) as place
  from looked_at
),
summed as (
  select
    column_name,
    sum(times) as sampled,
    count(*) as distinct_values,
    sum(number * times) / sum(times) as mean,
    list(value order by place) filter (where place <= 10) as frequent
  from numbered
  group by column_name
),
spelt as (
  select column_name, sum(usual) as usual_spelling
  from (select column_name, max(times) as usual from looked_at where kind = 'text' group by column_name, lower(trim(value)))
  group by column_name
),
deciles as (
  select n.column_name, quantile_disc(n.number, [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]) as edges
  from (select column_name, number, unnest(range(times)) from numbered where number is not null) as n
  group by n.column_name
),
columns_now as (
  select
    d.column_name,
    d.position,
    case when d.kind = 'text' and s.distinct_values <= 100 then 'category' else d.kind end as kind,
    coalesce(s.sampled, 0) as sampled,
    coalesce(s.distinct_values, 0) as distinct_values,
    s.mean,
    q.edges,
    case when d.kind = 'text' and s.distinct_values <= 100 then s.frequent end as labels
  from described as d
  left join summed as s on s.column_name = d.column_name
  left join deciles as q on q.column_name = d.column_name
),
-- This version's values, once in its own bins and once in those of the version before.
ruled as (
  select column_name, getvariable('version') as of_version, edges, labels, cast(null as double[]) as shares
  from columns_now
  where edges is not null or labels is not null
  union all
  select column_name, version, edges, labels, shares
  from bronze.column_statistics
  where dataset = getvariable('dataset')
    and version = (
      select max(version) from bronze.column_statistics where dataset = getvariable('dataset') and version < getvariable('version')
    )
    and (edges is not null or labels is not null)
),
binned as (
  select
    r.column_name,
    r.of_version,
    case
      when r.labels is not null then coalesce(list_position(r.labels, n.value), len(r.labels) + 1)
      else 1 + len(list_filter(r.edges, edge -> edge < n.number))
    end as bin,
    sum(n.times) as times
  from ruled as r
  join numbered as n on n.column_name = r.column_name
  group by all
),
bins as (
  select column_name, of_version, shares, unnest(range(1, coalesce(len(edges), len(labels)) + 2)) as bin
  from ruled
),
shared as (
  select
    b.column_name,
    b.of_version,
    b.bin,
    coalesce(n.times, 0) / s.sampled as share,
    b.shares[b.bin] as share_before
  from bins as b
  join summed as s on s.column_name = b.column_name
  left join binned as n on n.column_name = b.column_name and n.of_version = b.of_version and n.bin = b.bin
),
own as (
  select column_name, list(share order by bin) as shares
  from shared
  where of_version = getvariable('version')
  group by column_name
),
compared as (
  select
    column_name,
    of_version as against,
    sum((greatest(share, 0.0001) - greatest(share_before, 0.0001)) * ln(greatest(share, 0.0001) / greatest(share_before, 0.0001))) as psi
  from shared
  where of_version <> getvariable('version')
  group by column_name, of_version
)
select
  getvariable('version'),
  getvariable('dataset'),
  c.column_name,
  c.position,
  c.kind,
  kept.row_count,
  g.given,
  coalesce(f.unreadable, 0),
  coalesce(f.doubtful, 0),
  case when c.position = 0 then coalesce(f.repeated, 0) end,
  case
    when getvariable('dataset') || '.' || c.column_name
      in ('orders.customer_id', 'transactions.customer_id', 'transactions.merchant_id', 'events.order_id') then coalesce(f.unresolved, 0)
  end,
  c.sampled,
  c.distinct_values,
  case when c.kind = 'category' then w.usual_spelling end,
  c.mean,
  c.edges,
  c.labels,
  coalesce(o.shares, []),
  p.against,
  p.psi
from columns_now as c
cross join kept
join given as g on g.column_name = c.column_name
left join found as f on f.column_name = c.column_name
left join spelt as w on w.column_name = c.column_name
left join own as o on o.column_name = c.column_name
left join compared as p on p.column_name = c.column_name
order by c.position;
