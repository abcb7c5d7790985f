-- Hires of one year per department, of all departments: one without hires counts as 0. Which of them are above the mean
-- is decided by exact numbers afterwards.
--
-- The index (datetime, department_id, job_id) answers the range by itself; names are joined to the groups, in this order.
SELECT `departments`.`id`,
       `departments`.`department`,
       `counted`.`hired`,
       ROUND(CAST(SUM(`counted`.`hired`) OVER () AS DECIMAL(30, 8)) / COUNT(*) OVER (), 4) AS `mean_hired`
  FROM (SELECT `department_id`, SUM(`hires`) AS `hired`
          FROM (SELECT `department_id`, COUNT(*) AS `hires`
                  FROM `hired_employees`
                 WHERE `datetime` >= :begin
                   AND (`datetime` < :end OR :end IS NULL)
                 GROUP BY `department_id`
                 UNION ALL
                SELECT `id`, 0
                  FROM `departments`) AS `hires_and_zeros`
         GROUP BY `department_id`) AS `counted`
  STRAIGHT_JOIN `departments` ON `departments`.`id` = `counted`.`department_id`
