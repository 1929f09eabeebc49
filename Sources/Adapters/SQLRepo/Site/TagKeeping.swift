import Domain
import Ports
import SQLCore

extension SQLRepository: VocabularyReader {
    public func vocabulary() async throws -> [Tag] {
        let tags = try await rows("SELECT id, name FROM tag") { Tag(id: try $0.int(0), name: try $0.text(1)) }
        return NameOrder.sorted(tags) { $0.name }
    }
}

extension SQLRepository: TagStore {
    public func tag(named name: String) async throws -> Tag {
        try await write { session in
            // Of two who add one name at once, both get the one tag.
            try session.execute("INSERT INTO tag (name) VALUES ($1) ON CONFLICT (name) DO NOTHING", [.text(name)])
            return Tag(id: try session.integer("SELECT id FROM tag WHERE name = $1", [.text(name)]), name: name)
        }
    }
}
