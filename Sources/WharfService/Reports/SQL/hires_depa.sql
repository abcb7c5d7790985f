-- Hires of one year per department, of all departments: one without hires counts as 0. Which of them are above the mean
-- is decided by exact numbers afterwards.
SELECT `departments`.`id`,
       `departments`.`department`,
       COALESCE(`counted`.`hired`, 0) AS `hired`,
       ROUND(
           CAST(SUM(COALESCE(`counted`.`hired`, 0)) OVER () AS DECIMAL(30, 8)) / COUNT(*) OVER (), 4) AS `mean_hired`
  FROM `departments`
  LEFT JOIN (SELECT `department_id`, COUNT(*) AS `hired`
               FROM `hired_employees`
              WHERE `datetime` >= :begin
                AND (`datetime` < :end OR :end IS NULL)
              GROUP BY `department_id`) AS `counted` ON `counted`.`department_id` = `departments`.`id`
