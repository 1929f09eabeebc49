import Domain
import Ports

/// An import as a job carries it, and as the mail at its end is told of it: numbers only. What the mail says stands in the list's
/// record.
struct PanelListTicket: Hashable, Sendable {
    var person: PersonID
    var list: Int
    /// Whether those who run the site are told instead of the person.
    var isForCurators = false

    static let kind = "panels.import_panel"
    static let mailKind = "panels.imported_panel_email"

    init(person: PersonID, list: Int) {
        self.person = person
        self.list = list
    }

    var job: NewJob { NewJob(Self.kind, arguments: arguments) }

    /// The mail about the end, which an import has only once.
    func mail(forCurators: Bool = false) -> NewJob {
        var ticket = self
        ticket.isForCurators = forCurators
        let key = "panel-list/\(list)"
        return NewJob(
            Self.mailKind, arguments: ticket.arguments, onceKey: forCurators ? "\(key)/curators" : key)
    }

    private var arguments: String {
        "{\"user_id\":\(person.rawValue),\"upload_id\":\(list),\"for_curators\":\(isForCurators)}"
    }

    init(_ arguments: String) throws {
        var numbers: [String: Int] = [:]
        var isForCurators = false
        var scanner = JSONScanner(Array(arguments.utf8))
        try scanner.object { (key, scanner) throws(JSONError) in
            switch key {
            case "user_id", "upload_id": numbers[key] = try scanner.int()
            case "for_curators": isForCurators = try scanner.bool()
            default: try scanner.skipValue()
            }
        }
        guard let person = numbers["user_id"], let list = numbers["upload_id"] else {
            throw JobFailure.permanent("an import without its list: \(arguments)")
        }
        self.init(person: PersonID(person), list: list)
        self.isForCurators = isForCurators
    }
}
