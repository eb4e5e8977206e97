-- What stands for a missing value, by dataset and column: fill as text, NULL where the strategy is keep or drop, or nothing is there to go by.
-- A mean and a median (of an even number: the mean of the middle two) have two decimals, rounded half to even; of the values of the files
-- as they came, without those below zero. Of equally frequent values the smallest is the mode.
-- needs: bronze/functions, bronze/current_files, bronze/orders, bronze/transactions, silver/strategies, silver/spellings
create table silver.missing_values as
with amounts as (
  select s.dataset, s.column_name, s.strategy, o.total_amount as amount
  from bronze.orders as o
  join silver.strategies as s
    on s.dataset = 'orders' and s.column_name = 'total_amount' and s.strategy in ('mean', 'median', 'mode')
  where o.file_id in (select file_id from bronze.current_files) and o.total_amount >= 0
  union all
  select s.dataset, s.column_name, s.strategy, t.amount
  from bronze.transactions as t
  join silver.strategies as s
    on s.dataset = 'transactions' and s.column_name = 'amount' and s.strategy in ('mean', 'median', 'mode')
  where t.file_id in (select file_id from bronze.current_files) and t.amount >= 0
),
counted as (
  select dataset, column_name, strategy, amount, count(*) as records
  from amounts
  group by dataset, column_name, strategy, amount
),
placed as (
  select
    *,
    sum(records) over (partition by dataset order by amount) as up_to_here,
    sum(records) over (partition by dataset) as all_records,
    row_number() over (partition by dataset order by records desc, amount) as place
  from counted
),
figures as (
  select
    dataset,
    column_name,
    case strategy
      when 'mean' then cast(divided(sum(amount * records), sum(records), 2) as decimal(18, 2))
      when 'mode' then min(amount) filter (where place = 1)
      else cast(divided(
        min(amount) filter (where up_to_here * 2 >= all_records) + min(amount) filter (where up_to_here * 2 > all_records), 2, 2
      ) as decimal(18, 2))
    end as fill
  from placed
  group by dataset, column_name, strategy
),
words as (
  select dataset, column_name, spelling, row_number() over (partition by dataset, column_name order by sum(records) desc, spelling) as place
  from silver.spellings
  group by dataset, column_name, spelling
)
select
  s.dataset,
  s.column_name,
  s.strategy,
  case
    when s.strategy = 'constant' then s.constant
    when s.strategy = 'mode' and s.kind = 'word' then w.spelling
    else cast(f.fill as varchar)
  end as fill
from silver.strategies as s
left join figures as f on f.dataset = s.dataset and f.column_name = s.column_name
left join words as w on w.place = 1 and w.dataset = s.dataset and w.column_name = s.column_name;
