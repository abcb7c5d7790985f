/// The most memory that the responder ever held, over all that ran before. Comes last for that reason.
struct MemoryCase: BenchCase {
    let name = "memory"
    let summary = "peak resident memory of the responder"

    func run(on bench: Workbench) throws -> [Finding] {
        let peak = try bench.stack().responder.peakMebibytes()
        return [
            Finding(
                name: name, subject: "responder, VmHWM", unit: .mebibytes, figure: Series([peak]), goal: .below(64))
        ]
    }
}
