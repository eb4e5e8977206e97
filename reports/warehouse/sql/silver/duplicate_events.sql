-- The events that stand in their log already, by id: ids are unique within a source and between two resets of its city. The first stays.
-- needs: bronze/events, bronze/current_files, silver/event_logs
-- parts by: bronze/events
create table silver.duplicate_events (
  file_id integer not null,
  line bigint not null,
  first_file_id integer not null,
  first_line bigint not null
);

insert into silver.duplicate_events
with repeated as (
  select key_hash
  from bronze.events
  where file_id in (select file_id from bronze.current_files) and abs(key_hash % cast($parts as bigint)) = cast($part as bigint)
  group by key_hash
  having count(*) > 1
),
dated as (
  select e.file_id, e.line, e.id, l.source, len(list_filter(l.resets, lambda reset: reset < e.seq)) as era
  from bronze.events as e
  join repeated as r on r.key_hash = e.key_hash
  join silver.event_logs as l on l.file_id = e.file_id
  where e.id is not null
),
alike as (
  select
    file_id,
    line,
    first_value(file_id) over same_id as first_file_id,
    first_value(line) over same_id as first_line
  from dated
  window same_id as (partition by source, era, id order by file_id, line)
)
select file_id, line, first_file_id, first_line
from alike
where file_id <> first_file_id or line <> first_line;
