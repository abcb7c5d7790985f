/// A program that puts a file's rows into `hired_employees`, none of them broken.
protocol LoadRival {
    var name: String { get }

    /// Loads the file and returns the seconds that the program ran.
    func load(_ path: String) throws -> Double
}
