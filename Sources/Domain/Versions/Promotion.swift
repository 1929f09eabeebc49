/// Why a panel cannot be promoted (`domain.md D24`).
public enum PromotionRefusal: Error, Hashable, Sendable {
    case noComment
    /// A super panel rises with its children only.
    case superPanel
}

extension PanelHeader {
    /// The header after a promotion: next major version, the note in front of the earlier ones (`domain.md 5.4`, D22).
    /// The status stays (D23).
    ///
    /// `author` is the reviewer name, with affiliation. White space alone is no comment.
    public func promoted(
        comment: String, by author: String, at moment: Instant
    ) throws(PromotionRefusal) -> PanelHeader {
        if isSuperPanel { throw .superPanel }
        if comment.allSatisfy(\.isWhitespace) { throw .noComment }
        var header = raised(by: .major, at: moment)
        let note = "\(moment.minuteUTC) \(author) promoted panel to \(header.version)\n\(comment)\n\n"
        header.versionComment = note + (versionComment ?? "")
        return header
    }
}
