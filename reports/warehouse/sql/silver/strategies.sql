-- What is done about a missing value, by dataset and column: the setting missing.DATASET.COLUMN, or what is usual.
-- kind says what may be chosen: fixed (nothing: an id or a time that cannot be made up), text (keep, drop, constant:TEXT), word (one of few:
-- mode as well), date (as text), amount (drop, mean, median, mode, constant:TEXT). A setting that is none of these ends the step. That a
-- required one is missing stands in bronze.faults.
-- needs: bronze/settings
create table silver.strategies as
with usual(dataset, column_name, kind, strategy, required) as (
  values
    ('customers', 'customer_id', 'fixed', 'drop', true),
    ('customers', 'customer_name', 'text', 'keep', false),
    ('customers', 'mobile_number', 'text', 'keep', false),
    ('customers', 'email', 'text', 'keep', false),
    ('customers', 'birth_date', 'date', 'keep', false),
    ('customers', 'signup_date', 'date', 'keep', false),
    ('customers', 'region', 'word', 'keep', true),
    ('customers', 'city', 'word', 'keep', false),
    ('customers', 'zone', 'word', 'keep', false),
    ('merchants', 'merchant_id', 'fixed', 'drop', true),
    ('merchants', 'merchant_name', 'text', 'keep', false),
    ('merchants', 'category', 'word', 'keep', false),
    ('merchants', 'region', 'word', 'keep', false),
    ('merchants', 'city', 'word', 'keep', false),
    ('merchants', 'zone', 'word', 'keep', false),
    ('merchants', 'joined_date', 'date', 'keep', false),
    ('orders', 'order_id', 'fixed', 'drop', true),
    ('orders', 'customer_id', 'text', 'drop', true),
    ('orders', 'mobile_number', 'text', 'keep', false),
    ('orders', 'order_date_time', 'fixed', 'drop', true),
    ('orders', 'items', 'text', 'keep', false),
    ('orders', 'total_amount', 'amount', 'drop', true),
    ('orders', 'status', 'word', 'keep', false),
    ('transactions', 'transaction_id', 'fixed', 'drop', true),
    ('transactions', 'timestamp', 'fixed', 'drop', true),
    ('transactions', 'customer_id', 'text', 'keep', false),
    ('transactions', 'merchant_id', 'text', 'keep', false),
    ('transactions', 'category', 'word', 'keep', false),
    ('transactions', 'zone', 'word', 'keep', false),
    ('transactions', 'amount', 'amount', 'drop', true),
    ('transactions', 'status', 'word', 'keep', false)
),
chosen as (
  select
    substring(name from 9) as place,
    case when value like 'constant:%' then 'constant' else value end as strategy,
    case when value like 'constant:%' then tidied(substring(value from 10)) end as constant
  from bronze.settings
  where name like 'missing.%'
),
matched as (
  select
    u.dataset,
    u.column_name,
    u.kind,
    u.required,
    coalesce(c.strategy, u.strategy) as strategy,
    c.constant,
    case
      when u.dataset is null then ' names no column that may be missing'
      when c.place is null then null
      when u.kind = 'fixed' then ' cannot be set: a record without it is always dropped'
      when c.strategy = 'constant' and c.constant is null then ' needs a text behind constant:'
      when c.strategy = 'constant' and u.kind = 'date' and try_cast(c.constant as date) is null then ' needs a date behind constant:'
      when c.strategy = 'constant' and u.kind = 'amount' and not coalesce(try_cast(c.constant as decimal(18, 2)) >= 0, false)
        then ' needs an amount of at least 0 behind constant:'
      when c.strategy in ('drop', 'constant')
        or (c.strategy = 'keep' and u.kind <> 'amount')
        or (c.strategy = 'mode' and u.kind in ('word', 'amount'))
        or (c.strategy in ('mean', 'median') and u.kind = 'amount')
        then null
      when u.kind = 'amount' then ' must be drop, mean, median, mode or constant:TEXT'
      when u.kind = 'word' then ' must be keep, drop, mode or constant:TEXT'
      else ' must be keep, drop or constant:TEXT'
    end as trouble,
    c.place
  from usual as u
  full join chosen as c on c.place = u.dataset || '.' || u.column_name
)
select
  dataset,
  column_name,
  kind,
  required,
  case when trouble is null then strategy else error('the setting missing.' || place || trouble) end as strategy,
  constant
from matched;
