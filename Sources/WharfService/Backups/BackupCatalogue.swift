import Bucket

/// A backup with what is known of it.
struct CataloguedBackup: Sendable, Hashable {
    let manifest: BackupManifest
    let proofs: BackupProofs

    var name: BackupName { manifest.name }
}

/// The backups in the bucket. The bucket itself is the catalogue, so that it survives the loss of the database.
struct BackupCatalogue: Sendable {
    /// A part of the list, newest first.
    struct Page: Sendable {
        var backups: [CataloguedBackup] = []
        /// Never restored or counted; an operator must see them.
        var damaged: [BackupDamage] = []
        /// Where the next page goes on, by `before`; nothing at the end.
        var next: LoadIdentifier?
    }

    let bucket: Bucket

    // MARK: Reading

    /// - Parameters:
    ///   - table: by its own name; all tables without it.
    ///   - before: only older ones.
    ///   - limit: most backups, damaged ones included.
    func page(table: String? = nil, before: LoadIdentifier? = nil, limit: Int) throws -> Page {
        let listing = try listing()
        let stem = table.map(BackupName.stem)
        let names = listing.backups.filter { name in
            (stem == nil || name.stem == stem) && before.map { name.id < $0 } ?? true
        }
        var page = Page()
        for name in names.prefix(limit) { try add(name, in: listing, to: &page) }
        if names.count > limit { page.next = names[limit - 1].id }
        return page
    }

    /// All backups, damaged ones beside them.
    func all() throws -> Page { try page(limit: .max) }

    /// - Returns: `nil` where there is none with this identifier.
    /// - Throws: `BackupDamage`.
    func find(_ id: LoadIdentifier) throws -> CataloguedBackup? {
        let listing = try listing()
        guard let name = listing.backups.first(where: { $0.id == id }) else { return nil }
        return try backup(name, in: listing)
    }

    /// The newest backup of a table that somebody asked for and nothing speaks against: its manifest is whole, its file
    /// is there, and its last proof did not fail. Those that a restore took are found by their identifier only.
    ///
    /// - Throws: `BucketError`, also when a newer manifest cannot be read just now: an older backup is no substitute.
    func newest(of table: String) throws -> CataloguedBackup? {
        let listing = try listing()
        let stem = BackupName.stem(table)
        for name in listing.backups where name.stem == stem {
            if let backup = try goodBackup(name, in: listing), backup.manifest.kind == .backup { return backup }
        }
        return nil
    }

    /// The good backups of the newest complete set, by table.
    func newestSet() throws -> [CataloguedBackup]? {
        let listing = try listing()
        var sets = BackupSets()
        for name in listing.backups {
            // A set is not younger than any of its backups: what follows belongs to sets that are older still.
            if let newest = sets.newest, name.id.milliseconds < newest.milliseconds { break }
            if let backup = try goodBackup(name, in: listing) { sets.add(backup) }
        }
        return sets.newest.flatMap { sets.members(of: $0) }
    }

    /// The good backups of a set, by table; `nil` when one is missing.
    func set(_ id: LoadIdentifier) throws -> [CataloguedBackup]? {
        let listing = try listing()
        var sets = BackupSets()
        for name in listing.backups where name.id.milliseconds >= id.milliseconds {
            if let backup = try goodBackup(name, in: listing), backup.manifest.set == id { sets.add(backup) }
        }
        return sets.members(of: id)
    }

    /// What is known of a backup from its proofs.
    func proofs(of name: BackupName) throws -> BackupProofs { try proofs(of: name, in: listing()) }

    // MARK: Writing

    /// The identifier of a new backup or set, greater than those of all that there are: the newest is the one that was taken
    /// last, also where the clock was set back meanwhile.
    func nextIdentifier() throws -> LoadIdentifier { LoadIdentifier(after: try listing().backups.first?.id) }

    /// Makes a backup of a file that is in the bucket.
    func add(_ manifest: BackupManifest) throws { try bucket.write(manifest.name.manifest, manifest.encoded()) }

    func add(_ proof: BackupProof, to name: BackupName) throws {
        try bucket.write(name.proof(proof.id), proof.encoded())
    }

    /// Removes a backup, the manifest first: what a failure leaves is no backup, and is swept.
    func remove(_ name: BackupName) throws {
        let listing = try listing()
        try bucket.remove(name.manifest)
        try bucket.remove(name.file)
        for proof in listing.proofs[name] ?? [] { try bucket.remove(name.proof(proof)) }
    }

    // MARK: Parts

    func listing() throws(BucketError) -> BackupListing { BackupListing(try bucket.names()) }

    private func add(_ name: BackupName, in listing: BackupListing, to page: inout Page) throws {
        do {
            if let backup = try backup(name, in: listing) { page.backups.append(backup) }
        } catch let damage as BackupDamage {
            page.damaged.append(damage)
        } catch let error as BucketError {
            // After an upload that failed, a mount may list a file for minutes that nobody can read. The same error
            // comes from a store that is away.
            guard error.isOfOneFile else { throw error }
            try bucket.probe()
            page.damaged.append(BackupDamage(name: name, reason: .unreadable(error.description)))
        }
    }

    private func goodBackup(_ name: BackupName, in listing: BackupListing) throws -> CataloguedBackup? {
        do {
            let backup = try backup(name, in: listing)
            return backup?.proofs.isGood == true ? backup : nil
        } catch is BackupDamage {
            return nil
        }
    }

    /// - Returns: `nil` for one that was removed meanwhile.
    private func backup(_ name: BackupName, in listing: BackupListing) throws -> CataloguedBackup? {
        guard let bytes = try content(of: name.manifest, name) else { return nil }
        return CataloguedBackup(
            manifest: try manifest(bytes, of: name, in: listing), proofs: try proofs(of: name, in: listing))
    }

    private func manifest(
        _ bytes: [UInt8], of name: BackupName, in listing: BackupListing
    ) throws(BackupDamage) -> BackupManifest {
        do throws(BackupDamage.Reason) {
            let manifest = try BackupManifest(bytes, of: name)
            guard listing.files.contains(name) else { throw .noFile }
            return manifest
        } catch {
            throw BackupDamage(name: name, reason: error)
        }
    }

    private func proofs(of name: BackupName, in listing: BackupListing) throws -> BackupProofs {
        var proofs = BackupProofs()
        for id in listing.proofs[name] ?? [] {
            guard let proof = try proof(id, of: name) else { continue }
            proofs.last = proofs.last ?? proof
            if proof.passed, proof.level > proofs.best?.level ?? .file || proofs.best == nil { proofs.best = proof }
            if proofs.best?.level == .drill { break }
        }
        return proofs
    }

    /// - Returns: `nil` for one that proves nothing, now at least.
    private func proof(_ id: LoadIdentifier, of name: BackupName) throws -> BackupProof? {
        do {
            guard let bytes = try content(of: name.proof(id), name) else { return nil }
            return try BackupProof(bytes, of: name, id: id)
        } catch let error as BucketError {
            if error.isOfOneFile { return nil }
            throw error
        } catch {
            return nil
        }
    }

    /// The bytes of a small file; `nil` when it is not there any more.
    ///
    /// - Throws: `BackupDamage` when it is too large; any other `BucketError`.
    private func content(of fileName: String, _ name: BackupName) throws -> [UInt8]? {
        do throws(BucketError) {
            return try bucket.read(fileName, limit: SealedDocument.limitBytes)
        } catch {
            switch error.kind {
            case .missing: return nil
            case .tooLarge: throw BackupDamage(name: name, reason: .tooLarge)
            default: throw error
            }
        }
    }
}

extension BucketError {
    /// Whether other files may be read although this one cannot.
    var isOfOneFile: Bool { kind != .hung && kind != .busy && kind != .gone }
}
