-- What takes a load back. Adding a column to a table that has it is an error, so the dictionary is asked first.

SET @missing = (
    SELECT COUNT(*) = 0
      FROM information_schema.COLUMNS
     WHERE TABLE_SCHEMA = DATABASE()
       AND TABLE_NAME = 'wharf_loads'
       AND COLUMN_NAME = 'undone_by');
SET @statement = IF(@missing,
    'ALTER TABLE `wharf_loads`
         ADD COLUMN `deleted` BIGINT UNSIGNED NOT NULL DEFAULT 0 COMMENT ''rows that an undo took out'',
         ADD COLUMN `undone_by` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NULL
             COMMENT ''load that took this one back; null: it stands''',
    'DO 0');
PREPARE `add_columns` FROM @statement;
EXECUTE `add_columns`;
DEALLOCATE PREPARE `add_columns`;

CREATE TABLE IF NOT EXISTS `wharf_undo` (
    `load_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'load that it takes back',
    `number` INT UNSIGNED NOT NULL COMMENT 'order of writing, from 1; 0: the terms',
    `kind` TINYINT UNSIGNED NOT NULL COMMENT '0: terms, JSON; 1: rows inserted; 2: rows updated',
    `row_count` INT UNSIGNED NOT NULL COMMENT 'rows of the table that it is about',
    `digest` VARBINARY(32) NOT NULL COMMENT 'SHA-256 of the rows as the load left them',
    `content` LONGBLOB NOT NULL COMMENT 'packed by zlib: the keys; of updated rows also the rows before',
    PRIMARY KEY (`load_id`, `number`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'how loads are taken back, for a set time';

CREATE OR REPLACE SQL SECURITY INVOKER VIEW `wharf_open_loads` AS
SELECT `loads`.`id`, `loads`.`table_name`, `loads`.`started_at`, `loads`.`rejected`, `loads`.`details`
  FROM `wharf_loads` AS `loads`
 WHERE `loads`.`rejected` > 0
   AND `loads`.`state` = 'done'
   AND `loads`.`undone_by` IS NULL
   AND JSON_UNQUOTE(JSON_EXTRACT(`loads`.`details`, '$.options.dry_run')) = 'false'
   AND NOT EXISTS (
       SELECT 1
         FROM `wharf_loads` AS `later`
        WHERE `later`.`file_sha256` = `loads`.`file_sha256`
          AND `later`.`table_name` = `loads`.`table_name`
          AND `later`.`id` > `loads`.`id`
          AND `later`.`state` = 'done'
          AND `later`.`undone_by` IS NULL
          AND JSON_UNQUOTE(JSON_EXTRACT(`later`.`details`, '$.options.dry_run')) = 'false');
