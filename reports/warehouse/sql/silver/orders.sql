-- Orders of files, each once and whole: those without id, time, customer or total are left out unless the settings give them one, and so
-- are those below zero. Status is in lower case. As long as bronze, so a view.
-- needs: bronze/functions, bronze/orders, bronze/files, bronze/current_files, silver/left_out, silver/spellings, silver/missing_values
create view silver.orders as
with current_files as (
  select
    f.file_id,
    any_value(f.source) as source,
    max(m.fill) filter (where m.column_name = 'customer_id') as customer_id,
    max(m.fill) filter (where m.column_name = 'mobile_number') as mobile_number,
    max(m.fill) filter (where m.column_name = 'items') as items,
    cast(max(m.fill) filter (where m.column_name = 'total_amount') as decimal(18, 2)) as total,
    max(m.fill) filter (where m.column_name = 'status') as status
  from bronze.files as f
  join silver.missing_values as m on m.dataset = 'orders'
  where f.file_id in (select file_id from bronze.current_files)
  group by f.file_id
)
select
  f.source,
  o.order_id,
  coalesce(o.customer_id, f.customer_id) as customer_id,
  dialled(coalesce(o.mobile_number, f.mobile_number)) as mobile_number,
  o.order_date_time as ordered_at,
  coalesce(o.total_amount, f.total) as total,
  coalesce(s.spelling, o.status, f.status) as status,
  coalesce(o.items, f.items) as items,
  o.file_id,
  o.line
from bronze.orders as o
join current_files as f on f.file_id = o.file_id
anti join (select file_id, line from silver.left_out where dataset = 'orders') as l on l.file_id = o.file_id and l.line = o.line
left join silver.spellings as s
  on s.dataset = 'orders' and s.column_name = 'status' and s.spelling <> s.came and s.came = o.status;
