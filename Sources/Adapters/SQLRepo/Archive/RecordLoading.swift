import Domain
import Ports
import SQLCore

/// Records that belong to no panel's archive.
extension SQLRepository {
    public func load(people: [Person], tokens: [ArchivedToken], groups: [ArchivedGroup]) async throws -> UpsertCounts {
        try await loadingRecords { session in
            try session.refuseOthers(people)
            try session.reserveIDs(upTo: people.map(\.id.rawValue).max() ?? 0, of: "person")
            let own = try session.ownCredentials(of: people.map(\.id))
            var counts = try PersonColumns.upsert.run(
                people.map { PersonColumns.values(own.kept(over: $0)) }, on: session)
            counts = counts + (try ProfileColumns.upsert.run(people.compactMap(ProfileColumns.values), on: session))
            let tokenTable = Upsert(table: "api_token", columns: ["person_id", "hash", "created"])
            counts =
                counts
                + (try tokenTable.run(
                    tokens.filter { !own.tokens.contains($0.owner) }.map {
                        [.int($0.owner.rawValue), .text($0.hash), .instant($0.created)]
                    }, on: session))
            return counts + (try session.load(groups))
        }
    }

    public func load(tags: [(id: Int, name: String)], types: [PanelType]) async throws -> UpsertCounts {
        try await loadingRecords { session in
            var tags = tags
            try session.number(&tags, \.id, known: \.name, in: "tag")
            var types = types
            try session.number(&types, \.id, known: \.slug, in: "panel_type")
            let loadedTags = try Upsert(table: "tag", columns: ["id", "name"]).run(
                tags.map { [.int($0.id), .text($0.name)] }, on: session)
            let loadedTypes = try Upsert(table: "panel_type", columns: ["id", "name", "slug", "description"]).run(
                types.map { [.int($0.id), .text($0.name), .text($0.slug), .text($0.description)] }, on: session)
            if loadedTypes.inserted + loadedTypes.changed > 0 {
                try session.raiseCounter("panel_type")
            }
            return loadedTags + loadedTypes
        }
    }

    public func load(activities: [Activity]) async throws -> UpsertCounts {
        try await loadingRecords { session in
            let imported = activities.filter { $0.event == Activity.imported }.map(\.id)
            let own = try session.rows(
                "SELECT id FROM activity WHERE id \(session.dialect.isAny("$1")) AND event <> $2 ORDER BY id LIMIT 1",
                [.integers(imported), .text(Activity.imported)]
            ) { try $0.int(0) }
            if let id = own.first { throw LoadFailure.taken("activity \(id) was written here") }
            var activities = activities
            try session.number(&activities, \.id, of: "activity")
            let counts = try Upsert(table: "activity", columns: ActivityColumns.stored).run(
                activities.map(ActivityColumns.values), on: session)
            if counts.inserted + counts.changed > 0 { try session.raiseCounter("activity") }
            return counts
        }
    }

    public func load(
        homeTexts: [HomeText], files: [FileRecord], assignments: [ArchivedAssignment]
    ) async throws -> UpsertCounts {
        try await loadingRecords { session in
            try session.reserveIDs(upTo: homeTexts.map(\.id).max() ?? 0, of: "home_text")
            try session.reserveIDs(upTo: assignments.map(\.id).max() ?? 0, of: "literature_assignment")
            let texts = try Upsert(table: "home_text", columns: SiteColumns.homeText).run(
                homeTexts.map(SiteColumns.values), on: session)
            let files = try Upsert(table: "file_record", columns: SiteColumns.file, keyColumns: 2).run(
                files.map(SiteColumns.values), on: session)
            let assignments = try Upsert(table: "literature_assignment", columns: SiteColumns.assignment).run(
                assignments.map(SiteColumns.values), on: session)
            return texts + files + assignments
        }
    }

    public func load(
        unattached: [UnattachedRecord], of kind: ArchiveCount, in range: Range<Int>
    ) async throws -> UpsertCounts {
        try await loadingRecords { session in
            let scope = Upsert.Scope(
                condition: "kind = $1 AND id >= $2 AND id < $3",
                arguments: [.text(kind.rawValue), .int(range.lowerBound), .int(range.upperBound)])
            let stored = try session.rows(
                "SELECT id FROM unattached_record WHERE \(scope.condition)", scope.arguments
            ) { try $0.int(0) }
            let gone = Set(stored).subtracting(unattached.map(\.id))
            for id in gone.sorted() {
                try session.execute(
                    "DELETE FROM unattached_record WHERE kind = $1 AND id = $2", [.text(kind.rawValue), .int(id)])
            }
            var counts = try Upsert(
                table: "unattached_record", columns: ["kind", "id", "record"], keyColumns: 2, scope: scope
            ).run(unattached.map { [.text($0.kind.rawValue), .int($0.id), .json($0.record)] }, on: session)
            counts.changed += gone.count
            return counts
        }
    }

    public func settle() async throws { try await write { try $0.executeScript("ANALYZE") } }

    /// A transaction whose refusals by the database say what they mean to an import.
    private func loadingRecords<T: Sendable>(
        _ body: @escaping @Sendable (any SQLSession) throws -> T
    ) async throws -> T {
        do { return try await database.write(body) } catch SQLError.uniqueViolation(let constraint) {
            throw LoadFailure.taken(constraint)
        } catch {
            throw Failures.typed(error)
        }
    }
}

extension SQLSession {
    /// Throws where an account of the same number or name is here that is another person's, such as one made before an
    /// import: it must not be overwritten. The moment of joining tells people apart who were only renamed.
    fileprivate func refuseOthers(_ people: [Person]) throws {
        let byID = Dictionary(people.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        let byName = Dictionary(people.map { ($0.username, $0.id) }, uniquingKeysWith: { first, _ in first })
        try query(
            "SELECT id, username, joined FROM person WHERE id \(dialect.isAny("$1")) OR username \(dialect.isAny("$2"))",
            [.integers(people.map(\.id.rawValue)), .texts(people.map(\.username))]
        ) { row in
            let (id, name) = (PersonID(try row.int(0)), try row.text(1))
            if let person = byID[id], person.username != name, person.joined != (try row.instant(2)) {
                throw LoadFailure.taken("account \(id.rawValue) is \(name) here and \(person.username) there")
            }
            if let other = byName[name], other != id, byID[id] == nil {
                throw LoadFailure.taken(
                    "the account name \(name) has the number \(id.rawValue) here and \(other.rawValue) there")
            }
        }
    }

    /// Groups are known by name; their members become exactly those given.
    fileprivate func load(_ groups: [ArchivedGroup]) throws -> UpsertCounts {
        var counts = UpsertCounts()
        for group in groups {
            let added = try execute(
                "INSERT INTO person_group (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", [.text(group.name)])
            let id = try integer("SELECT id FROM person_group WHERE name = $1", [.text(group.name)])
            let present = Set(
                try rows("SELECT person_id FROM person_group_member WHERE group_id = $1", [.int(id)]) {
                    PersonID(try $0.int(0))
                })
            let wanted = Set(group.members)
            for person in present.subtracting(wanted).sorted() {
                try execute(
                    "DELETE FROM person_group_member WHERE group_id = $1 AND person_id = $2", [.int(id), .id(person)])
            }
            for person in wanted.subtracting(present).sorted() {
                try execute(
                    "INSERT INTO person_group_member (group_id, person_id) VALUES ($1, $2)", [.int(id), .id(person)])
            }
            counts.inserted += added
            if added == 0 {
                counts.changed += present == wanted ? 0 : 1
                counts.unchanged += present == wanted ? 1 : 0
            }
        }
        return counts
    }

    /// Gives items without a number (0 or less) that of the stored one with the same name, or the next.
    fileprivate func number<T>(
        _ items: inout [T], _ id: WritableKeyPath<T, Int>, known name: KeyPath<T, String>, in table: String
    ) throws {
        let column = table == "tag" ? "name" : "slug"
        var stored: [String: Int] = [:]
        try query("SELECT \(column), id FROM \(table)", []) { stored[try $0.text(0)] = try $0.int(1) }
        for index in items.indices where items[index][keyPath: id] <= 0 {
            items[index][keyPath: id] = stored[items[index][keyPath: name]] ?? 0
        }
        try number(&items, id, of: table)
    }
}
