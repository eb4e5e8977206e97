-- The events of this version of the data, each once: typed, money below zero set to null.
-- An era counts the times that the city was set up anew.
-- needs: bronze/events, silver/event_logs, silver/duplicates
create view silver.events as
select
  l.source,
  cast(len(list_filter(l.resets, lambda reset: reset < e.seq)) as integer) as era,
  e.id,
  e.seq,
  e.type,
  e."at",
  e.recorded_at,
  e.trace,
  e.order_id,
  e.merchant_id,
  e.zone,
  e.customer_id,
  e.courier_id,
  case when e.total >= 0 then e.total end as total,
  case when e.amount >= 0 then e.amount end as amount,
  upper(e.currency) as currency,
  e.method,
  e.reason,
  e.ready_by,
  e.promised_at,
  case when e.stars between 1 and 5 then e.stars end as stars,
  e.words,
  e.lines,
  e.destination,
  e."position",
  e.positions,
  e.file_id,
  e.line
from bronze.events as e
join silver.event_logs as l on l.file_id = e.file_id
left join (select file_id, line from silver.duplicates where dataset = 'events') as d on d.file_id = e.file_id and d.line = e.line
where d.line is null;
