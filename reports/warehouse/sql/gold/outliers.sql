-- Values far from the others: one row per value and rule that finds it so.
-- z: more than 3 deviations from the mean. robust: more than 3 * 1.4826 MAD from the median (for a normal distribution the same distance).
-- iqr: more than 1.5 times the distance of the quartiles beyond one of them. A rule whose measure is 0 finds nothing. Flagged, not removed.
-- needs: gold/spreads, gold/fact_transactions, silver/orders, gold/customer_features
create table outliers as
with bounds as (
  select dataset, column_name, 'z' as rule, mean - 3 * deviation as lower_bound, mean + 3 * deviation as upper_bound
  from spreads
  where deviation > 0
  union all
  select dataset, column_name, 'robust', median - 3 * 1.4826 * mad, median + 3 * 1.4826 * mad
  from spreads
  where mad > 0
  union all
  select
    dataset,
    column_name,
    'iqr',
    lower_quartile - 1.5 * (upper_quartile - lower_quartile),
    upper_quartile + 1.5 * (upper_quartile - lower_quartile)
  from spreads
  where upper_quartile > lower_quartile
),
nearest as (
  select dataset, column_name, max(lower_bound) as lower_bound, min(upper_bound) as upper_bound
  from bounds
  group by dataset, column_name
),
suspects as (
  select n.dataset, t.transaction_id as id, n.column_name, cast(t.amount as decimal(22, 4)) as value
  from fact_transactions as t
  join nearest as n on n.dataset = 'transactions' and n.column_name = 'amount'
  where t.amount < n.lower_bound or t.amount > n.upper_bound
  union all
  select n.dataset, o.order_id, n.column_name, o.total
  from silver.orders as o
  join nearest as n on n.dataset = 'orders' and n.column_name = 'total'
  where o.total < n.lower_bound or o.total > n.upper_bound
  union all
  select n.dataset, c.customer_id, n.column_name, c.spend
  from customer_features as c
  join nearest as n on n.dataset = 'customers' and n.column_name = 'spend'
  where c.spend < n.lower_bound or c.spend > n.upper_bound
  union all
  select n.dataset, c.customer_id, n.column_name, c.orders
  from customer_features as c
  join nearest as n on n.dataset = 'customers' and n.column_name = 'orders'
  where c.orders < n.lower_bound or c.orders > n.upper_bound
  union all
  select n.dataset, c.customer_id, n.column_name, c.mean_basket
  from customer_features as c
  join nearest as n on n.dataset = 'customers' and n.column_name = 'mean_basket'
  where c.mean_basket < n.lower_bound or c.mean_basket > n.upper_bound
)
select s.dataset, s.id, s.column_name, s.value, b.rule
from suspects as s
join bounds as b on b.dataset = s.dataset and b.column_name = s.column_name
where s.value < b.lower_bound or s.value > b.upper_bound;
