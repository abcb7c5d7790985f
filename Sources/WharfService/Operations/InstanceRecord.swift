/// An instance as `wharf status` shows it.
struct InstanceRecord: Encodable {
    let id: String
    let host: String
    let pid: Int
    let startedAt: String
    /// Since its last sign of life, by the database's clock.
    let unseenSeconds: Int
    let isDead: Bool

    private enum CodingKeys: String, CodingKey {
        case id, host, pid
        case startedAt = "started_at"
        case unseenSeconds = "unseen_seconds"
        case isDead = "dead"
    }

    var line: String {
        "\(id) on \(host), process \(pid), since \(startedAt), seen \(max(0, unseenSeconds)) s ago"
            + (isDead ? ", taken for dead" : "")
    }
}
