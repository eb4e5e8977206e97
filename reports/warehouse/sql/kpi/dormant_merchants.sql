-- Merchants without transactions: those that never had one, and those that had none in the last days of the data.
-- A transaction is an attempt of any status. The window is the last `dormant.days` (30) days up to the newest transaction, its begin left
-- out and its end included. Who never had one is dormant in the window as well. The lists name at most 100 merchants each, the longest
-- silent first, then by id; the counts are of all. Rate: dormant merchants in percent of all, two decimals, 0.00 without merchants. Without
-- transactions all merchants are dormant. Only merchants of files of merchants are known.
-- needs: bronze/settings, gold/merchant_activity
-- result: row
with newest as (
  select
    max(last_at) as last_at,
    coalesce((select cast(value as integer) from bronze.settings where name = 'dormant.days'), 30) as window_days
  from merchant_activity
),
counted as (
  select
    count(*) as total_merchants,
    count(*) filter (where transactions = 0) as never_active,
    count(*) filter (where transactions = 0 or a.last_at <= newest.last_at - newest.window_days * interval '1' day) as dormant_in_window
  from merchant_activity as a
  cross join newest
)
select
  c.total_merchants,
  c.never_active,
  coalesce(cast(divided(100 * c.never_active, c.total_merchants, 2) as decimal(5, 2)), 0.00) as never_active_rate,
  newest.window_days,
  c.dormant_in_window,
  coalesce(cast(divided(100 * c.dormant_in_window, c.total_merchants, 2) as decimal(5, 2)), 0.00) as dormant_rate
from counted as c
cross join newest;
-- result: never_active_merchants rows
select merchant_id, category, zone
from merchant_activity
where transactions = 0
order by merchant_id
limit 100;
-- result: dormant_merchants rows
with newest as (
  select
    max(last_at) as last_at,
    coalesce((select cast(value as integer) from bronze.settings where name = 'dormant.days'), 30) as window_days
  from merchant_activity
)
select a.merchant_id, a.category, a.zone, a.transactions, cast(a.revenue as decimal(38, 2)) as revenue, a.last_at
from merchant_activity as a
cross join newest
where a.transactions > 0 and a.last_at <= newest.last_at - newest.window_days * interval '1' day
order by a.last_at, a.merchant_id
limit 100;
-- result: insights texts
select
  cast(count(*) filter (where transactions = 0) as varchar) || ' of ' || cast(count(*) as varchar) || ' merchants never had a transaction'
    as insight
from merchant_activity
having count(*) filter (where transactions = 0) > 0;
