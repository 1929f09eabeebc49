/// How a version number rises (`domain.md 5.2`).
public enum VersionBump: Sendable {
    case minor
    case major
}

extension Version {
    /// The number after this one: minor numbers have no carry, so 0.9 is followed by 0.10 (`domain.md D14`).
    public func raised(by bump: VersionBump) -> Version {
        switch bump {
        case .minor: nextMinor
        case .major: nextMajor
        }
    }
}

extension PanelHeader {
    /// This header under the next version number, which begins at `moment` (`domain.md D14`, D17). Everything else stays.
    public func raised(by bump: VersionBump, at moment: Instant) -> PanelHeader {
        var header = self
        header.version = version.raised(by: bump)
        header.versionCreated = moment
        return header
    }
}
