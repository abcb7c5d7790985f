/// A pair of programs that back `hired_employees` up and bring it back.
protocol BackupRival {
    var name: String { get }
    var restoreName: String { get }

    /// Backs the table up and returns the seconds that took.
    func backUp() throws -> Double

    /// Brings the table back and returns the seconds that took.
    func restore() throws -> Double
}
