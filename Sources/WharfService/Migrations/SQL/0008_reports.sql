-- What reports read of the loads. Adding a key to a table that has it is an error, so the dictionary is asked first.

SET @missing = (
    SELECT COUNT(*) = 0
      FROM information_schema.STATISTICS
     WHERE TABLE_SCHEMA = DATABASE()
       AND TABLE_NAME = 'wharf_loads'
       AND INDEX_NAME = 'wharf_loads_by_time');
SET @statement = IF(@missing,
    'ALTER TABLE `wharf_loads`
         ADD KEY `wharf_loads_by_time` (`started_at`),
         ADD KEY `wharf_loads_by_rejects` (`table_name`, `rejected`)',
    'DO 0');
PREPARE `add_keys` FROM @statement;
EXECUTE `add_keys`;
DEALLOCATE PREPARE `add_keys`;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW `wharf_open_loads` AS
SELECT `loads`.`id`, `loads`.`table_name`, `loads`.`started_at`, `loads`.`rejected`, `loads`.`details`
  FROM `wharf_loads` AS `loads`
 WHERE `loads`.`rejected` > 0
   AND `loads`.`state` = 'done'
   AND JSON_UNQUOTE(JSON_EXTRACT(`loads`.`details`, '$.options.dry_run')) = 'false'
   AND NOT EXISTS (
       SELECT 1
         FROM `wharf_loads` AS `later`
        WHERE `later`.`file_sha256` = `loads`.`file_sha256`
          AND `later`.`table_name` = `loads`.`table_name`
          AND `later`.`id` > `loads`.`id`
          AND `later`.`state` = 'done'
          AND JSON_UNQUOTE(JSON_EXTRACT(`later`.`details`, '$.options.dry_run')) = 'false');
