/// The most memory that the responder held in the cases before. Comes last for that reason.
struct MemoryCase: BenchCase {
    let name = "memory"
    let summary = "peak resident memory of the responder, over all cases before"

    func run(on bench: Workbench) throws -> [Finding] {
        let now = try bench.stack().responder.peakMebibytes()
        let peaks = bench.peaks.isEmpty ? [(name: "idle", mebibytes: now)] : bench.peaks
        let parts = peaks.map { (name: "\($0.name), MiB", series: Series([$0.mebibytes])) }
        return [
            Finding(
                name: name, subject: "responder, VmHWM", unit: .mebibytes,
                figure: Series([Series(peaks.map(\.mebibytes)).most]), goal: .below(64), parts: parts)
        ]
    }
}
