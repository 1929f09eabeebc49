/// What the declaration of a variable says, in words for people.
extension Variable {
    /// What counts when it is missing, for both modes.
    var defaultWords: String {
        if let fallback, awsDefault == nil, localDefault == nil { return fallback }
        let aws = isMandatory ? "mandatory" : words(of: awsDefault, in: .aws)
        let local = words(of: localDefault, in: .local)
        if modes.count == 1 { return modes == [.aws] ? aws : local }
        let both = aws == local ? aws : "aws mode: \(aws); local mode: \(local)"
        return fallback.map { "\(both); \($0)" } ?? both
    }

    private func words(of text: String?, in mode: Mode) -> String {
        guard let text else { return "none" }
        return text.isEmpty ? "empty" : "`\(text)`"
    }

    /// Which commands read it.
    var userWords: String {
        if users == .everyCommand { return "all" }
        if users == .database { return "all with a database" }
        return CommandKind.allCases.filter { users.contains($0) }.map(\.words).joined(separator: ", ")
    }

    /// How it is written.
    var formatWords: String {
        var facts = [kind.name]
        if emptyCounts { facts.append("may be empty") }
        if hasFile { facts.append("or in a file") }
        return facts.joined(separator: "; ")
    }
}

extension CommandKind {
    /// For tables.
    var words: String {
        switch self {
        case .web: "web"
        case .worker: "worker"
        case .migrate: "migrate"
        case .data: "data commands"
        case .loaddata: "loaddata media:"
        case .collectstatic: "collectstatic"
        }
    }
}
