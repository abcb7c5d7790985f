/// One hired employee, as numbers into the lists of `SamplePeople` and `SampleCompany`; the id comes from the record's
/// place.
struct SampleEmployee {
    /// What a name has besides a given and a family name.
    enum Extra {
        case nothing
        /// A second family name, by number, after a hyphen.
        case secondFamily(Int)
        /// By number, in quotes before the family name.
        case nickname(Int)
        /// By number, after a comma.
        case suffix(Int)
    }

    var given: Int
    var family: Int
    var extra: Extra
    var hired: SampleCalendar.Moment
    var departmentID: Int
    var jobID: Int
}

/// Makes employees up, one after another. Each takes three numbers, so that the n-th is the same whatever becomes of
/// the others.
struct SampleEmployeeSource {
    /// How many jobs a department mostly hires for.
    private static let homeJobs = 21

    private var random: SampleRandom
    private let calendar: SampleCalendar
    private let departments = WeightedChoice(SampleCompany.departments.map(\.weight))
    private let firstJobs = SampleCompany.departments.map(\.firstJob)
    private let jobCount = SampleCompany.jobs.count
    private let givenCount = SamplePeople.given.count
    private let familyCount = SamplePeople.family.count

    init(seed: UInt64, calendar: SampleCalendar) {
        random = SampleRandom(seed: seed, stream: 1)
        self.calendar = calendar
    }

    @inline(__always)
    mutating func next() -> SampleEmployee {
        let name = random.next()
        let hired = calendar.moment(for: random.next())
        let work = random.next()
        let department = departments.outcome(for: work)
        return SampleEmployee(
            given: Self.scale(name & 0xFFFF, to: givenCount),
            family: Self.scale((name >> 16) & 0xFFFF, to: familyCount),
            extra: extra(for: name >> 32),
            hired: hired,
            departmentID: department + 1,
            jobID: job(in: department, for: work >> 12) + 1)
    }

    /// One in 32 has two family names, one in 256 has a nickname and one in 256 a suffix, so that quoting occurs.
    @inline(__always)
    private func extra(for bits: UInt64) -> SampleEmployee.Extra {
        let choice = (bits >> 8) & 0xFFFF
        switch bits & 0xFF {
        case 0..<8: return .secondFamily(Self.scale(choice, to: familyCount))
        case 8: return .nickname(Self.scale(choice, to: SamplePeople.nickname.count))
        case 9: return .suffix(Self.scale(choice, to: SamplePeople.suffix.count))
        default: return .nothing
        }
    }

    /// Seven of eight hires are for one of the department's own jobs, the others for any.
    @inline(__always)
    private func job(in department: Int, for bits: UInt64) -> Int {
        let choice = (bits >> 3) & 0xFFFF
        if bits & 7 == 0 { return Self.scale(choice, to: jobCount) }
        return (firstJobs[department] &+ Self.scale(choice, to: Self.homeJobs)) % jobCount
    }

    /// Maps 16 pseudo-random bits to `0..<count`.
    @inline(__always)
    private static func scale(_ bits: UInt64, to count: Int) -> Int {
        Int(truncatingIfNeeded: (bits &* UInt64(truncatingIfNeeded: count)) >> 16)
    }
}
