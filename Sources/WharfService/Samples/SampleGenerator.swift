/// Makes up a company's data and writes it as the three files of the migration: `departments.csv`, `jobs.csv` and
/// `hired_employees.csv`, in the format that the migration's own files have.
///
/// Comma, CRLF also after the last record, UTF-8 without a byte order mark, a header line only if asked for, quotes
/// only where a field needs them. Ids rise from 1; one is skipped where a broken record has none of its own. Memory is
/// constant.
public struct SampleGenerator: Sendable {
    private let options: SampleOptions

    public init(_ options: SampleOptions) {
        self.options = options
    }

    /// Writes the three files; each takes its name only when all are complete, and a failure leaves none of them
    /// half-written.
    ///
    /// Files of these names are replaced. Nothing is forced to the disk.
    ///
    /// - Parameters:
    ///   - directory: created, with its parents, if need be; and removed again on failure if it was.
    ///   - progress: called on this thread with the records of `hired_employees.csv` so far, every
    ///     `progressIntervalRows` records.
    /// - Returns: what was written.
    /// - Throws: `SampleError` for the first system call that failed.
    public func write(
        to directory: String, progress: (Int) -> Void = { _ in }
    ) throws(SampleError) -> SampleSummary {
        let folder = try SampleFolder(directory)
        var buffer = RecordBuffer()
        var bytes = try writeNames(
            SampleCompany.departments.map(\.name), header: "id,department", to: folder.makeFile("departments.csv"),
            through: &buffer)
        bytes += try writeNames(
            SampleCompany.jobs, header: "id,job", to: folder.makeFile("jobs.csv"), through: &buffer)
        let file = try folder.makeFile("hired_employees.csv")
        let rejects = try writeHiredEmployees(to: file, through: &buffer, progress: progress)
        bytes += file.bytes
        try folder.publish()
        return SampleSummary(
            departments: SampleCompany.departments.count, jobs: SampleCompany.jobs.count,
            hiredEmployees: options.rows, bytes: bytes, rejectsByCode: rejects)
    }

    /// Writes `id,name` records and returns their bytes.
    private func writeNames(
        _ names: [String], header: StaticString, to file: SampleFile, through buffer: inout RecordBuffer
    ) throws(SampleError) -> Int {
        appendHeader(header, to: &buffer)
        for (index, name) in names.enumerated() {
            if buffer.isFull { try file.write(&buffer) }
            buffer.append(decimal: index + 1)
            buffer.append(UInt8(ascii: ","))
            buffer.append(field: name)
            buffer.endRecord()
        }
        try file.write(&buffer)
        return file.bytes
    }

    /// Writes the records of `hired_employees` and returns how many are broken, by rule.
    private func writeHiredEmployees(
        to file: SampleFile, through buffer: inout RecordBuffer, progress: (Int) -> Void
    ) throws(SampleError) -> [RejectCode: Int] {
        let calendar = SampleCalendar()
        let writer = HiredEmployeesWriter(calendar: calendar)
        var source = SampleEmployeeSource(seed: options.seed, calendar: calendar)
        var plan = SamplePlan(options)
        var earlier = EarlierIDs(seed: options.seed)
        var lastSoundID = 0
        appendHeader("id,name,datetime,department_id,job_id", to: &buffer)
        for id in 1..<(options.rows + 1) {
            if buffer.isFull { try file.write(&buffer) }
            let employee = source.next()
            if let defect = plan.next() {
                earlier.offer(lastSoundID)
                writer.append(employee, id: id, brokenBy: defect, earlierID: earlier.pick(), to: &buffer)
            } else {
                writer.append(employee, id: id, to: &buffer)
                lastSoundID = id
            }
            if id % options.progressIntervalRows == 0 { progress(id) }
        }
        try file.write(&buffer)
        return plan.rejectsByCode
    }

    private func appendHeader(_ header: StaticString, to buffer: inout RecordBuffer) {
        guard options.includesHeader else { return }
        buffer.append(header)
        buffer.endRecord()
    }
}
