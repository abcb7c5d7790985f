/// What a load's receipt warns about although no rule was broken.
struct ValueNotes: Equatable {
    /// Accepted dates with a time that named no zone and were read as UTC.
    var timesWithoutZone = 0
}
