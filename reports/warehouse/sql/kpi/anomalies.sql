-- Transactions whose amount is far above the others.
-- Over transactions of every status. Above the mean: more than three deviations (of a sample) above the mean. Robust: more than
-- 3 * 1.4826 MAD above the median, MAD being the median of the distances to the median, which a few huge amounts do not move. Where all
-- amounts are equal, or only one is known, nothing is an anomaly; where half of them are equal, the robust variant finds nothing.
-- Mean and deviation come out of floating point with six decimals, are compared so, and shown with two, half to even; rates are in percent
-- of all transactions with two decimals. The lists have the 100 highest amounts, then by id; the counts are of all.
-- needs: gold/fact_transactions, gold/spreads, gold/outliers
-- result: row
with known as (
  select
    coalesce(sum(known), 0) as transactions,
    coalesce(max(mean), 0) as mean,
    coalesce(max(deviation), 0) as deviation,
    coalesce(max(median), 0) as median,
    coalesce(max(mad), 0) as mad
  from spreads
  where dataset = 'transactions' and column_name = 'amount'
),
found as (
  select
    count(*) filter (where rule = 'z' and value > k.mean) as anomalies,
    count(*) filter (where rule = 'robust' and value > k.median) as robust_anomalies
  from outliers
  cross join known as k
  where dataset = 'transactions' and column_name = 'amount'
)
select
  cast(k.transactions as bigint) as total_transactions,
  cast(divided(k.mean, 1, 2) as decimal(18, 2)) as mean,
  cast(divided(k.deviation, 1, 2) as decimal(18, 2)) as standard_deviation,
  cast(divided(k.mean + 3 * k.deviation, 1, 2) as decimal(18, 2)) as upper_bound,
  f.anomalies as total_anomalies,
  coalesce(cast(divided(100 * f.anomalies, k.transactions, 2) as decimal(5, 2)), 0.00) as anomaly_rate,
  cast(divided(k.median, 1, 2) as decimal(18, 2)) as median,
  cast(divided(k.mad, 1, 2) as decimal(18, 2)) as median_absolute_deviation,
  cast(divided(k.median + 3 * 1.4826 * k.mad, 1, 2) as decimal(18, 2)) as robust_upper_bound,
  f.robust_anomalies as total_robust_anomalies,
  coalesce(cast(divided(100 * f.robust_anomalies, k.transactions, 2) as decimal(5, 2)), 0.00) as robust_anomaly_rate
from known as k
cross join found as f;
-- result: anomalies rows
with highest as (
  select o.id, o.value, s.mean, s.deviation
  from outliers as o
  join spreads as s on s.dataset = o.dataset and s.column_name = o.column_name
  where o.dataset = 'transactions' and o.column_name = 'amount' and o.rule = 'z' and o.value > s.mean
  order by o.value desc, o.id
  limit 100
)
select
  t.transaction_id,
  t."at" as "timestamp",
  t.customer_id,
  t.merchant_id,
  t.amount,
  cast(divided(h.value - h.mean, h.deviation, 2) as decimal(18, 2)) as deviations
from fact_transactions as t
join highest as h on h.id = t.transaction_id
order by t.amount desc, t.transaction_id;
-- result: robust_anomalies rows
with highest as (
  select o.id
  from outliers as o
  join spreads as s on s.dataset = o.dataset and s.column_name = o.column_name
  where o.dataset = 'transactions' and o.column_name = 'amount' and o.rule = 'robust' and o.value > s.median
  order by o.value desc, o.id
  limit 100
)
select
  t.transaction_id,
  t."at" as "timestamp",
  t.customer_id,
  t.merchant_id,
  t.amount
from fact_transactions as t
join highest as h on h.id = t.transaction_id
order by t.amount desc, t.transaction_id;
-- result: insights texts
select cast(count(*) as varchar) || ' transactions are more than three standard deviations above the mean' as insight
from outliers as o
join spreads as s on s.dataset = o.dataset and s.column_name = o.column_name
where o.dataset = 'transactions' and o.column_name = 'amount' and o.rule = 'z' and o.value > s.mean
having count(*) > 0;
