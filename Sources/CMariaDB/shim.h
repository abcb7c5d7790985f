#pragma once
#include <mysql.h>
#include <errmsg.h>
#include <mysqld_error.h>

/* `mariadb_get_infov` is variadic, which Swift cannot call. The status flags of the server's last answer, for
   `SERVER_STATUS_IN_TRANS`; 0 when there is no connection. */
static inline unsigned int wharf_server_status(MYSQL *mysql) {
    unsigned int status = 0;
    return mariadb_get_infov(mysql, MARIADB_CONNECTION_SERVER_STATUS, &status) ? 0 : status;
}
