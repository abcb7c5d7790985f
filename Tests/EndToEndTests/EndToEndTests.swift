import Testing

/// All suites of the module, one test after the other: they share one stack and its tables.
@Suite(
    .serialized, .enabled(if: Stack.program != nil, "WHARF_BIN names no program; `make test` sets it"), .cleanTables)
enum EndToEndTests {}
