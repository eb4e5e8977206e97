-- How many findings of each kind there are, by dataset and column, and what was done about them.
-- needs: silver/findings
select dataset, column_name, kind, action, count(*) as findings
from silver.findings
group by dataset, column_name, kind, action
order by dataset, column_name, kind, action;
