-- Loads and their sums per day and table.
SELECT CAST(`started_at` AS DATE) AS `day`,
       `table_name`,
       SUM(`state` = 'done') AS `loads`,
       SUM(`state` <> 'done') AS `failed`,
       SUM(CASE `state` WHEN 'done' THEN `records_read` ELSE 0 END) AS `records`,
       SUM(CASE `state` WHEN 'done' THEN `inserted` ELSE 0 END) AS `inserted`,
       SUM(CASE `state` WHEN 'done' THEN `updated` ELSE 0 END) AS `updated`,
       SUM(CASE `state` WHEN 'done' THEN `unchanged` ELSE 0 END) AS `unchanged`,
       SUM(CASE `state` WHEN 'done' THEN `rejected` ELSE 0 END) AS `rejected`
  FROM `wharf_loads`
 WHERE `started_at` >= :begin
   AND (`started_at` < :end OR :end IS NULL)
   AND `finished_at` IS NOT NULL
   AND `source` <> 'undo'
   AND `undone_by` IS NULL
   AND NOT `dry_run`
 GROUP BY CAST(`started_at` AS DATE), `table_name`
