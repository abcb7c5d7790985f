-- Loads that clients were promised by 202: they go on after a restart.

CREATE TABLE IF NOT EXISTS `wharf_promises` (
    `load_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'load that is promised',
    `request_load_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL
        COMMENT 'the first load of the same request: they are written together, parents first',
    `instance_id` CHAR(26) CHARACTER SET ascii COLLATE ascii_bin NOT NULL COMMENT 'whose spool has the file',
    `terms` LONGTEXT NOT NULL COMMENT 'JSON: how the file is read and written',
    PRIMARY KEY (`load_id`),
    KEY `wharf_promises_by_instance` (`instance_id`),
    CONSTRAINT `wharf_promises_load` FOREIGN KEY (`load_id`) REFERENCES `wharf_loads` (`id`) ON DELETE CASCADE
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'loads that go on after a restart';
