/// The declaration of one environment variable: everything the reader, `check-config` and the documentation know.
struct Variable: Sendable {
    let name: String
    let kind: VariableKind
    /// Never printed.
    let isSecret: Bool
    /// Whether the file that `<name>_FILE` names may hold the value (`operations.md` 3.0, rule 5).
    let hasFile: Bool
    /// Whether "set but empty" has a meaning of its own (`operations.md` 3.0, rule 1).
    let emptyCounts: Bool
    /// Which commands read it; others ignore it, malformed or not.
    let users: Set<CommandKind>
    /// Modes in which it applies at all.
    let modes: Set<Mode>
    /// Whether it must be given in `aws` mode. Locally everything has a default.
    let isMandatory: Bool
    /// What counts when it is missing: per mode, because local mode has defaults for all (`operations.md` 2.3).
    let awsDefault: String?
    let localDefault: String?
    /// What counts when it is missing and no fixed text can say it, in words.
    let fallback: String?
    /// One line for the operator.
    let text: String

    init(
        _ name: String, _ kind: VariableKind, secret: Bool = false, hasFile: Bool = true, emptyCounts: Bool = false,
        for users: Set<CommandKind>, in modes: Set<Mode> = [.aws, .local], mandatory: Bool = false,
        default both: String? = nil, local: String? = nil, otherwise fallback: String? = nil, _ text: String
    ) {
        self.name = name
        self.kind = kind
        isSecret = secret
        self.hasFile = secret && hasFile
        self.emptyCounts = emptyCounts
        self.users = users
        self.modes = modes
        isMandatory = mandatory
        awsDefault = both
        localDefault = local ?? both
        self.fallback = fallback
        self.text = text
    }

    func defaultText(in mode: Mode) -> String? { mode == .aws ? awsDefault : localDefault }
}
