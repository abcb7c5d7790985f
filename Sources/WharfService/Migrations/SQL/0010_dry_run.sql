-- Whether a load was a dry run, as a column that keys can have: reports and metrics ask for it of every load. Adding a column
-- to a table that has it is an error, so the dictionary is asked first.

SET @missing = (
    SELECT COUNT(*) = 0
      FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE()
       AND TABLE_NAME = 'wharf_loads'
       AND COLUMN_NAME = 'dry_run');
SET @statement = IF(@missing,
    'ALTER TABLE `wharf_loads`
         ADD COLUMN `dry_run` BOOLEAN
             AS (JSON_UNQUOTE(JSON_EXTRACT(`details`, ''$.options.dry_run'')) <=> ''true'') STORED
             COMMENT ''whether nothing was to be written'',
         ADD KEY `wharf_loads_by_file` (`file_sha256`, `table_name`, `dry_run`, `state`, `undone_by`),
         DROP KEY `wharf_loads_by_digest`,
         ADD KEY `wharf_loads_by_end`
             (`table_name`, `dry_run`, `state`, `undone_by`, `rejected`, `file_sha256`),
         DROP KEY `wharf_loads_by_rejects`',
    'DO 0');
PREPARE `add_column` FROM @statement;
EXECUTE `add_column`;
DEALLOCATE PREPARE `add_column`;

CREATE OR REPLACE SQL SECURITY INVOKER VIEW `wharf_open_loads` AS
SELECT `loads`.`id`, `loads`.`table_name`, `loads`.`started_at`, `loads`.`rejected`, `loads`.`details`
  FROM `wharf_loads` AS `loads`
 WHERE `loads`.`rejected` > 0
   AND `loads`.`state` = 'done'
   AND `loads`.`undone_by` IS NULL
   AND NOT `loads`.`dry_run`
   AND NOT EXISTS (
       SELECT 1
         FROM `wharf_loads` AS `later`
        WHERE `later`.`file_sha256` = `loads`.`file_sha256`
          AND `later`.`table_name` = `loads`.`table_name`
          AND `later`.`id` > `loads`.`id`
          AND `later`.`state` = 'done'
          AND `later`.`undone_by` IS NULL
          AND NOT `later`.`dry_run`);
