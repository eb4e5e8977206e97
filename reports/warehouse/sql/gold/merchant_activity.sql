-- How active each merchant is: one row per merchant of the files of merchants. Attempts of every status are transactions.
-- needs: silver/merchants, gold/fact_transactions
create table merchant_activity as
select
  m.merchant_id,
  m.category,
  m.region,
  m.zone,
  coalesce(t.transactions, 0) as transactions,
  coalesce(t.revenue, 0.00) as revenue,
  t.first_at,
  t.last_at
from silver.merchants as m
left join (
  select
    merchant_id,
    count(*) as transactions,
    sum(case when is_revenue then amount else 0.00 end) as revenue,
    min("at") as first_at,
    max("at") as last_at
  from fact_transactions
  group by merchant_id
) as t on t.merchant_id = m.merchant_id;
