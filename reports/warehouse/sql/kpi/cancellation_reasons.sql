-- Why orders are cancelled and rejected, and how far they had come.
-- Of orders that events tell of. A reason is what was written, in lower case and with single blanks, email addresses and telephone numbers
-- masked; (none given) where nothing was. The twenty most frequent of each status stand alone, by number, then by name; the rest is
-- (other). Share in percent of all that were cancelled or rejected, two decimals, half to even. Stages are the last that the order had
-- reached: placed, paid, accepted, ready, assigned (a courier was on the way).
-- needs: bronze/functions, gold/order_ends
-- result: row
select
  cast(coalesce(sum(orders), 0) as bigint) as lost_orders,
  cast(coalesce(sum(case when status = 'cancelled' then orders end), 0) as bigint) as cancelled,
  cast(coalesce(sum(case when status = 'rejected' then orders end), 0) as bigint) as rejected
from order_ends;
-- result: reasons rows
with counted as (
  select status, reason, sum(orders) as orders from order_ends group by status, reason
),
placed as (
  select *, row_number() over (partition by status order by orders desc, reason) as place from counted
),
shown as (
  select status, case when place > 20 then '(other)' else reason end as reason, sum(orders) as orders, min(place) as place
  from placed
  group by 1, 2
)
select
  status,
  reason,
  cast(orders as bigint) as orders,
  cast(divided(100 * orders, sum(orders) over (), 2) as decimal(5, 2)) as share
from shown
order by status, place;
-- result: by_stage rows
select
  stage,
  cast(coalesce(sum(case when status = 'cancelled' then orders end), 0) as bigint) as cancelled,
  cast(coalesce(sum(case when status = 'rejected' then orders end), 0) as bigint) as rejected
from order_ends
group by stage
order by case stage when 'placed' then 1 when 'paid' then 2 when 'accepted' then 3 when 'ready' then 4 else 5 end;
-- result: insights texts
with counted as (
  select reason, sum(orders) as orders from order_ends group by reason
),
most_frequent as (
  select reason, orders from counted order by orders desc, reason limit 1
)
select cast(cast(divided(100 * orders, (select sum(orders) from counted), 0) as decimal(3, 0)) as varchar)
  || ' % of lost orders were lost for one reason: ' || reason as insight
from most_frequent
union all
select cast(cast(sum(orders) as bigint) as varchar) || ' orders were cancelled with a courier already on the way'
from order_ends
where status = 'cancelled' and stage = 'assigned'
having sum(orders) > 0;
