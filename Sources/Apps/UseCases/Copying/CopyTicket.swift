import Domain
import Ports

/// A copy as a job carries it, and as the mail at its end is told of it: numbers, names, and why it was refused.
struct CopyTicket: Hashable, Sendable {
    enum End: Hashable, Sendable {
        case done(CopyResult)
        /// The rules said no by the time the job ran.
        case refused(String)
        /// It failed as often as it was tried.
        case failed
    }

    var person: PersonID
    var order: CopyOrder
    var end: End?
    /// Whether those who run the site are told instead of the person.
    var isForCurators = false

    static let mailKind = "panels.copied_email"
    private static let reviewsKind = "panels.background_copy_reviews"
    static let kinds = EntityKind.allCases.map { entityKind($0) } + [reviewsKind]

    private static func entityKind(_ kind: EntityKind) -> String { "panels.background_copy_\(kind.rawValue)" }

    var job: NewJob {
        switch order {
        case .entity(let address, _, _): NewJob(Self.entityKind(address.kind), arguments: arguments)
        case .reviews: NewJob(Self.reviewsKind, arguments: arguments)
        }
    }

    /// The mail about the end, which a copy has only once.
    func mail(_ end: End, key: String, forCurators: Bool = false) -> NewJob {
        var ticket = self
        ticket.end = end
        ticket.isForCurators = forCurators
        return NewJob(Self.mailKind, arguments: ticket.arguments, onceKey: forCurators ? "\(key)/curators" : key)
    }

    /// The key of a job's result.
    static func key(of job: TakenJob) -> String { "copy/\(job.id)" }

    // MARK: JSON

    private var arguments: String {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.key("user_id")
        json.int(person.rawValue)
        json.key("source")
        json.int(order.source.rawValue)
        json.key("targets")
        json.ints(order.targets.map(\.rawValue))
        if case .entity(let address, _, let people) = order {
            json.key("entity_type")
            json.string(address.kind.rawValue)
            json.key("entity_name")
            json.string(address.name)
            json.key("reviewers")
            json.ints(people.map(\.rawValue).sorted())
        }
        write(end, &json)
        if isForCurators {
            json.key("for_curators")
            json.bool(true)
        }
        json.endObject()
        return String(decoding: json.bytes, as: UTF8.self)
    }

    private func write(_ end: End?, _ json: inout JSONWriter) {
        switch end {
        case nil: return
        case .done(let result):
            json.key("done")
            json.ints([result.panels, result.added, result.reviews])
        case .refused(let reason):
            json.key("refused")
            json.string(reason)
        case .failed:
            json.key("failed")
            json.bool(true)
        }
    }

    init(person: PersonID, order: CopyOrder) {
        self.person = person
        self.order = order
    }

    init(_ arguments: String) throws {
        var (numbers, texts) = ([String: [Int]](), [String: String]())
        var scanner = JSONScanner(Array(arguments.utf8))
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "user_id", "source": numbers[key] = [try scanner.int()]
            case "targets", "reviewers", "done":
                var list: [Int] = []
                try scanner.array { (scanner) throws(JSONError) in list.append(try scanner.int()) }
                numbers[key] = list
            case "entity_type", "entity_name", "refused": texts[key] = try scanner.string()
            case "failed", "for_curators": numbers[key] = try scanner.bool() ? [1] : nil
            default: try scanner.skipValue()
            }
        }
        guard let person = numbers["user_id"]?.first, let source = numbers["source"]?.first,
            let targets = numbers["targets"]?.map({ PanelID($0) })
        else { throw JobFailure.permanent("a copy without its panels: \(arguments)") }
        self.person = PersonID(person)
        if let name = texts["entity_name"] {
            guard let kind = texts["entity_type"].flatMap(EntityKind.init(rawValue:)) else {
                throw JobFailure.permanent("a copy of no known kind of entity: \(arguments)")
            }
            order = .entity(
                EntityAddress(panel: PanelID(source), kind: kind, name: name), to: targets,
                reviewsOf: Set((numbers["reviewers"] ?? []).map { PersonID($0) }))
        } else {
            guard let target = targets.first else { throw JobFailure.permanent("a copy to nowhere: \(arguments)") }
            order = .reviews(from: PanelID(source), to: target)
        }
        if let done = numbers["done"], done.count == 3 {
            end = .done(CopyResult(panels: done[0], added: done[1], reviews: done[2]))
        } else if let reason = texts["refused"] {
            end = .refused(reason)
        } else if numbers["failed"] != nil {
            end = .failed
        }
        isForCurators = numbers["for_curators"] != nil
    }
}
