-- How much of what was paid is given back.
-- Of files of transactions, one an attempt; where none are loaded, of the payments that events tell of, one an order. Settled are those
-- captured and those refunded. Rates in percent of the settled, by number and by amount, two decimals, half to even, null where nothing
-- was settled; amounts in major units, whatever currencies there are. Failure rate: failed ones in percent of all. Zones by name, without
-- those that have nothing settled; what has no zone stands in the whole only.
-- needs: bronze/functions, gold/payment_totals
-- result: row
select
  cast(coalesce(sum(case when status = 'refunded' then payments end), 0) as bigint) as refunds,
  cast(coalesce(sum(case when status = 'refunded' then amount end), 0.00) as decimal(38, 2)) as refunded_amount,
  cast(divided(
    100 * sum(case when status = 'refunded' then payments else 0 end),
    sum(case when status in ('captured', 'refunded') then payments end), 2
  ) as decimal(5, 2)) as refund_rate,
  cast(divided(
    100 * sum(case when status = 'refunded' then amount else 0.00 end),
    sum(case when status in ('captured', 'refunded') then amount end), 2
  ) as decimal(5, 2)) as refunded_amount_rate,
  cast(coalesce(sum(payments), 0) as bigint) as payments,
  cast(coalesce(sum(case when status = 'failed' then payments end), 0) as bigint) as failed,
  cast(divided(100 * sum(case when status = 'failed' then payments else 0 end), sum(payments), 2) as decimal(5, 2)) as failure_rate
from payment_totals;
-- result: by_zone rows
select
  zone,
  cast(sum(case when status = 'refunded' then payments else 0 end) as bigint) as refunds,
  cast(sum(case when status = 'refunded' then amount else 0.00 end) as decimal(38, 2)) as refunded_amount,
  cast(divided(100 * sum(case when status = 'refunded' then payments else 0 end), sum(payments), 2) as decimal(5, 2)) as refund_rate
from payment_totals
where zone is not null and status in ('captured', 'refunded')
group by zone
order by zone;
-- result: insights texts
with settled as (
  select
    sum(case when status = 'refunded' then amount else 0.00 end) as refunded,
    sum(case when status = 'refunded' then payments else 0 end) as refunds,
    sum(amount) as amount
  from payment_totals
  where status in ('captured', 'refunded')
)
select cast(cast(divided(100 * refunded, amount, 2) as decimal(5, 2)) as varchar) || ' % of the money taken was given back, in '
  || cast(cast(refunds as bigint) as varchar) || ' refunds' as insight
from settled
where amount > 0 and refunds > 0;
