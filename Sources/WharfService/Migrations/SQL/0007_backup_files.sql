-- Files in the bucket that are being written: what a killed process leaves of them is removed.

CREATE TABLE IF NOT EXISTS `wharf_backup_files` (
    `file` VARCHAR(400) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'name in the bucket',
    `instance_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'whose process writes it',
    `started_at` DATETIME(6) NOT NULL COMMENT 'UTC',
    PRIMARY KEY (`file`),
    KEY `wharf_backup_files_by_instance` (`instance_id`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'backups that are being written';
