-- Transactions whose amount is far above the others.
-- Over transactions of every status. Above the mean: more than three deviations (of a sample) above the mean. Robust: more than
-- 3 * 1.4826 MAD above the median, MAD being the median of the distances to the median, which a few huge amounts do not move. Where all
-- amounts are equal, or only one is known, nothing is an anomaly; where half of them are equal, the robust variant finds nothing.
-- Mean and deviation come out of floating point with six decimals, are compared so, and shown with two, half to even; rates are in percent
-- of all transactions with two decimals. The lists have the 100 highest amounts, then by id; the counts are of all.
-- needs: gold/highest_amounts, gold/spreads, gold/outliers
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
select
  h.transaction_id,
  h."at" as "timestamp",
  h.customer_id,
  h.merchant_id,
  h.amount,
  cast(divided(h.amount - s.mean, s.deviation, 2) as decimal(18, 2)) as deviations
from highest_amounts as h
join spreads as s on s.dataset = 'transactions' and s.column_name = 'amount'
where s.deviation > 0 and h.amount > s.mean + 3 * s.deviation
order by h.amount desc, h.transaction_id;
-- result: robust_anomalies rows
select
  h.transaction_id,
  h."at" as "timestamp",
  h.customer_id,
  h.merchant_id,
  h.amount
from highest_amounts as h
join spreads as s on s.dataset = 'transactions' and s.column_name = 'amount'
where s.mad > 0 and h.amount > s.median + 3 * 1.4826 * s.mad
order by h.amount desc, h.transaction_id;
-- result: insights texts
select cast(count(*) as varchar) || ' transactions are more than three standard deviations above the mean' as insight
from outliers as o
join spreads as s on s.dataset = o.dataset and s.column_name = o.column_name
where o.dataset = 'transactions' and o.column_name = 'amount' and o.rule = 'z' and o.value > s.mean
having count(*) > 0;
