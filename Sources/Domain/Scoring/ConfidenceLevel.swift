/// The verdict on an entity: 3 green, 2 amber, 1 red, 0 no list (`domain.md 3.1`). Values above 3 occur in old data, are
/// kept as they are and read as green; none is ever written anew.
public struct ConfidenceLevel: RawRepresentable, Hashable, Comparable, Sendable {
    public let rawValue: Int

    /// Takes a stored value as it is.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Takes a value to be written: clamped into 0...3 (`domain.md D13`).
    public init(clamping value: Int) { rawValue = min(max(value, 0), 3) }

    public static let noList = Self(rawValue: 0)
    public static let red = Self(rawValue: 1)
    public static let amber = Self(rawValue: 2)
    public static let green = Self(rawValue: 3)

    public static func < (a: Self, b: Self) -> Bool { a.rawValue < b.rawValue }

    /// The colour by value alone, as the machine-readable level has it.
    public var colour: Colour {
        switch rawValue {
        case 3...: .green
        case 2: .amber
        case 1: .red
        default: .grey
        }
    }

    /// The colour that people see: a flagged entity is always grey (`domain.md D12`).
    public static func displayed(_ level: ConfidenceLevel?, flagged: Bool) -> Colour {
        flagged ? .grey : (level ?? .noList).colour
    }
}

/// The traffic light.
public enum Colour: String, CaseIterable, Sendable {
    case green
    case amber
    case red
    case grey

    /// Long name, also the text of logs (`domain.md 3.1`).
    public var longName: String {
        switch self {
        case .green: "Green List (high evidence)"
        case .amber: "Amber List (moderate evidence)"
        case .red: "Red List (low evidence)"
        case .grey: "No list"
        }
    }

    public var shortName: String {
        switch self {
        case .green: "Green"
        case .amber: "Amber"
        case .red: "Red"
        case .grey: "No list"
        }
    }

    /// Letter for dense tables, where colour must not stand alone.
    public var letter: String {
        switch self {
        case .green: "G"
        case .amber: "A"
        case .red: "R"
        case .grey: "-"
        }
    }

    /// Word of the legacy services.
    public var legacyWord: String {
        switch self {
        case .green: "HighEvidence"
        case .amber: "ModerateEvidence"
        case .red: "LowEvidence"
        case .grey: "NoList"
        }
    }

    /// The level that stands for this colour.
    public var level: ConfidenceLevel {
        switch self {
        case .green: .green
        case .amber: .amber
        case .red: .red
        case .grey: .noList
        }
    }
}
