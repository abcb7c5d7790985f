-- The three tables that come with the service (design: ids are given by the file, every field is required).

CREATE TABLE IF NOT EXISTS `departments` (
    `id` INT UNSIGNED NOT NULL COMMENT 'given by the file, from 1',
    `department` VARCHAR(255) NOT NULL COMMENT 'name of the department',
    PRIMARY KEY (`id`),
    CONSTRAINT `departments_id_is_positive` CHECK (`id` > 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'departments of the company';

CREATE TABLE IF NOT EXISTS `jobs` (
    `id` INT UNSIGNED NOT NULL COMMENT 'given by the file, from 1',
    `job` VARCHAR(255) NOT NULL COMMENT 'title of the job',
    PRIMARY KEY (`id`),
    CONSTRAINT `jobs_id_is_positive` CHECK (`id` > 0)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'jobs that people are hired for';

-- The index on (datetime, department_id, job_id) answers both reports by itself; the others serve the foreign keys.
CREATE TABLE IF NOT EXISTS `hired_employees` (
    `id` INT UNSIGNED NOT NULL COMMENT 'given by the file, from 1',
    `name` VARCHAR(255) NOT NULL COMMENT 'name and surname',
    `datetime` DATETIME(6) NOT NULL COMMENT 'time of the hire, UTC',
    `department_id` INT UNSIGNED NOT NULL COMMENT 'department that hired',
    `job_id` INT UNSIGNED NOT NULL COMMENT 'job that the person was hired for',
    PRIMARY KEY (`id`),
    KEY `hired_employees_by_time` (`datetime`, `department_id`, `job_id`),
    KEY `hired_employees_by_department` (`department_id`),
    KEY `hired_employees_by_job` (`job_id`),
    CONSTRAINT `hired_employees_id_is_positive` CHECK (`id` > 0),
    CONSTRAINT `hired_employees_department` FOREIGN KEY (`department_id`) REFERENCES `departments` (`id`),
    CONSTRAINT `hired_employees_job` FOREIGN KEY (`job_id`) REFERENCES `jobs` (`id`)
) ENGINE = InnoDB CHARACTER SET utf8mb4 COLLATE utf8mb4_unicode_520_ci COMMENT = 'people hired';
