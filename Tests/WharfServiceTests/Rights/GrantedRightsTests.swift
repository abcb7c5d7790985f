import Testing

@testable import WharfService

struct GrantedRightsTests {
    /// A line of `SHOW GRANTS`; whether it gives `INSERT` on `my_db`, and on its table `t`.
    @Test(
        arguments: [
            ("GRANT INSERT ON `my_db`.* TO `u`@`%`", true, true),
            ("GRANT INSERT ON `my\\_db`.* TO `u`@`%`", true, true),
            ("GRANT INSERT ON `myxdb`.* TO `u`@`%`", false, false), ("GRANT INSERT ON `my%`.* TO `u`@`%`", true, true),
            ("GRANT INSERT ON `my\\%`.* TO `u`@`%`", false, false), ("GRANT INSERT ON `%`.* TO `u`@`%`", true, true),
            ("GRANT INSERT ON *.* TO `u`@`%` WITH GRANT OPTION", true, true),
            ("GRANT ALL PRIVILEGES ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*A'", true, true),
            ("GRANT ALL PRIVILEGES ON `my_db`.* TO `u`@`%`", true, true),
            ("GRANT SELECT, LOCK TABLES, INSERT ON `my_db`.* TO `u`@`%`", true, true),
            ("GRANT SELECT (`a`, `b`), INSERT ON `my_db`.`t` TO `u`@`%`", false, true),
            ("GRANT INSERT (`a`) ON `my_db`.`t` TO `u`@`%`", false, false),
            ("GRANT INSERT ON `my_db`.`x` TO `u`@`%`", false, false), ("GRANT USAGE ON *.* TO `u`@`%`", false, false),
            ("GRANT `INSERT` TO `u`@`%`", false, false), ("GRANT PROXY ON ''@'%' TO 'root'@'localhost'", false, false),
            ("GRANT EXECUTE ON FUNCTION `my_db`.`f` TO `u`@`%`", false, false),
            ("GRANT INSERT ON `my``db`.* TO `u`@`%`", false, false), ("", false, false),
            ("GRANT APPLICATION_PASSWORD_ADMIN,INSERT ON *.* TO `u`@`%`", true, true),
        ])
    func line_GivesWhatItSays(_ line: String, _ onAll: Bool, _ onTable: Bool) {
        let rights = GrantedRights([line])
        #expect(rights.holds("INSERT", on: "my_db") == onAll)
        #expect(rights.holds("INSERT", on: "my_db", table: "t") == onTable)
    }

    @Test func revokedRight_IsGone() {
        let rights = GrantedRights(["GRANT INSERT ON *.* TO `u`@`%`", "REVOKE INSERT ON `mysql`.* FROM `u`@`%`"])
        #expect(rights.holds("INSERT", on: "wharf"))
        #expect(!rights.holds("INSERT", on: "mysql"))
    }
}
