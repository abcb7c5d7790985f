-- Hires of one year per department and job, by quarter.
--
-- Each quarter is a half-open range on the bare column, which the index (datetime, department_id, job_id) answers by
-- itself. Names are joined to the groups, not to the rows, and in this order: groups first.
SELECT `hired`.`department_id`,
       `departments`.`department`,
       `hired`.`job_id`,
       `jobs`.`job`,
       `hired`.`q1`,
       `hired`.`q2`,
       `hired`.`q3`,
       `hired`.`q4`
  FROM (SELECT `department_id`,
               `job_id`,
               SUM(CASE `quarter` WHEN 1 THEN `hires` ELSE 0 END) AS `q1`,
               SUM(CASE `quarter` WHEN 2 THEN `hires` ELSE 0 END) AS `q2`,
               SUM(CASE `quarter` WHEN 3 THEN `hires` ELSE 0 END) AS `q3`,
               SUM(CASE `quarter` WHEN 4 THEN `hires` ELSE 0 END) AS `q4`
          FROM (SELECT 1 AS `quarter`, `department_id`, `job_id`, COUNT(*) AS `hires`
                  FROM `hired_employees`
                 WHERE `datetime` >= :begin
                   AND `datetime` < :q2
                 GROUP BY `department_id`, `job_id`
                 UNION ALL
                SELECT 2 AS `quarter`, `department_id`, `job_id`, COUNT(*) AS `hires`
                  FROM `hired_employees`
                 WHERE `datetime` >= :q2
                   AND `datetime` < :q3
                 GROUP BY `department_id`, `job_id`
                 UNION ALL
                SELECT 3 AS `quarter`, `department_id`, `job_id`, COUNT(*) AS `hires`
                  FROM `hired_employees`
                 WHERE `datetime` >= :q3
                   AND `datetime` < :q4
                 GROUP BY `department_id`, `job_id`
                 UNION ALL
                SELECT 4 AS `quarter`, `department_id`, `job_id`, COUNT(*) AS `hires`
                  FROM `hired_employees`
                 WHERE `datetime` >= :q4
                   AND (`datetime` < :end OR :end IS NULL)
                 GROUP BY `department_id`, `job_id`) AS `by_quarter`
         GROUP BY `department_id`, `job_id`) AS `hired`
  STRAIGHT_JOIN `departments` ON `departments`.`id` = `hired`.`department_id`
  STRAIGHT_JOIN `jobs` ON `jobs`.`id` = `hired`.`job_id`
