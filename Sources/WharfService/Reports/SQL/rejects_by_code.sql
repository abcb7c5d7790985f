-- Open rejects per table, code and day, from the receipts of the loads that kept them.
SELECT `loads`.`table_name`,
       `codes`.`code`,
       CAST(`loads`.`started_at` AS DATE) AS `day`,
       SUM(JSON_EXTRACT(`loads`.`details`, CONCAT('$.rejects_by_code."', `codes`.`code`, '"'))) AS `rejects`
  FROM `wharf_open_loads` AS `loads`
  JOIN JSON_TABLE(
           JSON_KEYS(`loads`.`details`, '$.rejects_by_code'),
           '$[*]' COLUMNS (`code` VARCHAR(64) PATH '$')) AS `codes`
 WHERE `loads`.`started_at` >= :begin
   AND (`loads`.`started_at` < :end OR :end IS NULL)
 GROUP BY `loads`.`table_name`, `codes`.`code`, CAST(`loads`.`started_at` AS DATE)
