-- How the words of columns that hold few different ones are spelt: every spelling that came, how often, and the one that stands for it.
-- Blanks are squeezed; of spellings equal but for case the most frequent over all datasets stands, of equally frequent ones the first in the
-- order of their bytes. A status is in lower case.
-- needs: bronze/functions, bronze/current_files, bronze/customers, bronze/merchants, bronze/orders, bronze/transactions, bronze/events
create table silver.spellings as
with came as (
  select 'customers' as dataset, 'region' as column_name, region as came, count(*) as records
  from bronze.customers where file_id in (select file_id from bronze.current_files) group by region
  union all
  select 'customers', 'city', city, count(*)
  from bronze.customers where file_id in (select file_id from bronze.current_files) group by city
  union all
  select 'customers', 'zone', zone, count(*)
  from bronze.customers where file_id in (select file_id from bronze.current_files) group by zone
  union all
  select 'merchants', 'category', category, count(*)
  from bronze.merchants where file_id in (select file_id from bronze.current_files) group by category
  union all
  select 'merchants', 'region', region, count(*)
  from bronze.merchants where file_id in (select file_id from bronze.current_files) group by region
  union all
  select 'merchants', 'city', city, count(*)
  from bronze.merchants where file_id in (select file_id from bronze.current_files) group by city
  union all
  select 'merchants', 'zone', zone, count(*)
  from bronze.merchants where file_id in (select file_id from bronze.current_files) group by zone
  union all
  select 'orders', 'status', status, count(*)
  from bronze.orders where file_id in (select file_id from bronze.current_files) group by status
  union all
  select 'transactions', 'category', category, count(*)
  from bronze.transactions where file_id in (select file_id from bronze.current_files) group by category
  union all
  select 'transactions', 'zone', zone, count(*)
  from bronze.transactions where file_id in (select file_id from bronze.current_files) group by zone
  union all
  select 'transactions', 'status', status, count(*)
  from bronze.transactions where file_id in (select file_id from bronze.current_files) group by status
  union all
  select 'events', 'zone', zone, count(*)
  from bronze.events where file_id in (select file_id from bronze.current_files) group by zone
),
tidy as (
  select dataset, column_name, came, records, case when column_name = 'status' then lower(tidied(came)) else tidied(came) end as word
  from came
  where came is not null
),
ranked as (
  select
    column_name,
    word,
    row_number() over (partition by column_name, lower(word) order by sum(records) desc, word) as place
  from tidy
  group by column_name, word
)
select t.dataset, t.column_name, t.came, r.word as spelling, t.records
from tidy as t
join ranked as r on r.place = 1 and r.column_name = t.column_name and lower(r.word) = lower(t.word);
