// swift-tools-version: 6.2
import PackageDescription

/// What every target of ours is held to: Swift 6, explicit imports, no warning.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

/// `FaultPoint` holds threads in debug builds alone.
let faults = strict + [.define("WHARF_FAULTS", .when(configuration: .debug))]

let package = Package(
    name: "wharf",
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .systemLibrary(name: "CAvro", pkgConfig: "avro-c", providers: [.apt(["libavro-dev"])]),
        .systemLibrary(name: "CDescriptors"),
        .systemLibrary(name: "CFastCGI", pkgConfig: "fcgi", providers: [.apt(["libfcgi-dev"])]),
        .systemLibrary(name: "CISAL", pkgConfig: "libisal", providers: [.apt(["libisal-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CMariaDB", pkgConfig: "libmariadb", providers: [.apt(["libmariadb-dev"])]),
        .systemLibrary(name: "CSnappy", pkgConfig: "snappy", providers: [.apt(["libsnappy-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Avro", dependencies: ["CAvro", "CISAL", "CSnappy", "CZlib"], swiftSettings: strict),
        .target(name: "Threads", swiftSettings: strict),
        .target(name: "FastCGI", dependencies: ["CFastCGI", "Threads"], swiftSettings: strict),
        .target(name: "MariaDB", dependencies: ["CMariaDB"], swiftSettings: strict),
        .target(name: "CSV", swiftSettings: strict),
        .target(name: "JSON", swiftSettings: strict),
        .target(name: "Multipart", swiftSettings: strict),
        .target(
            name: "Bucket",
            dependencies: ["CDescriptors", "Threads", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(
            name: "WharfService",
            dependencies: [
                "CZlib", "Avro", "FastCGI", "MariaDB", "CSV", "JSON", "Multipart", "Bucket", "Threads",
                .product(name: "Crypto", package: "swift-crypto"),
                .product(name: "Logging", package: "swift-log"),
            ],
            resources: [.embedInCode("Migrations/SQL"), .embedInCode("Reports/SQL")],
            swiftSettings: faults),
        .executableTarget(
            name: "wharf",
            dependencies: [
                "CMalloc", "WharfService", "FastCGI", "MariaDB",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .executableTarget(
            name: "wharf-bench",
            dependencies: [
                "CAvro", "WharfService", "Avro", "CSV", "JSON", "MariaDB",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(name: "ObjectStore", path: "Tests/Support/ObjectStore", swiftSettings: strict),
        .testTarget(name: "AvroTests", dependencies: ["Avro"], swiftSettings: strict),
        .testTarget(name: "FastCGITests", dependencies: ["FastCGI"], swiftSettings: strict),
        .testTarget(name: "MariaDBTests", dependencies: ["MariaDB"], swiftSettings: strict),
        .testTarget(name: "CSVTests", dependencies: ["CSV"], swiftSettings: strict),
        .testTarget(name: "JSONTests", dependencies: ["JSON"], swiftSettings: strict),
        .testTarget(name: "MultipartTests", dependencies: ["Multipart"], swiftSettings: strict),
        .testTarget(
            name: "BucketTests",
            dependencies: ["Bucket", "ObjectStore", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .testTarget(
            name: "WharfServiceTests",
            dependencies: [
                "WharfService", "MariaDB", "CSV", "JSON", "Multipart", "Bucket", "ObjectStore",
                .product(name: "Crypto", package: "swift-crypto"), .product(name: "Logging", package: "swift-log"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "EndToEndTests", dependencies: ["WharfService", "MariaDB", "ObjectStore"], swiftSettings: strict),
    ]
)
