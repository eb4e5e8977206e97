-- Payments added up: one row per zone, method and status.
-- Those of files of transactions; where none are loaded, those of events. An attempt that was refunded counts with what was given back.
-- needs: gold/fact_transactions, gold/fact_payments
create table payment_totals as
select zone, cast(null as varchar) as method, status, count(*) as payments, coalesce(sum(amount), 0.00) as amount
from fact_transactions
group by 1, 2, 3
union all
select zone, method, status, count(*), coalesce(sum(case when status = 'refunded' then refunded_amount else amount end), 0.00)
from fact_payments
where not exists (select 1 from fact_transactions)
group by 1, 2, 3;
