/// An edit of an entity: for every field, whether it stays or what it becomes (`domain.md 7`).
public struct EntityEdit: Sendable {
    /// How lists and sources meet what is there.
    public enum Mode: Sendable {
        /// The edit form: what is given replaces what was.
        case replace
        /// An import: what is given is added.
        case append
    }

    public var mode: Mode = .replace
    public var flagged = FieldChange<Bool>.unchanged
    /// Names in order. In replace mode only sources that the form shows can go (`visibleSources`).
    public var sources = FieldChange<[String]>.unchanged
    public var modeOfInheritance = FieldChange<String>.unchanged
    public var modeOfPathogenicity = FieldChange<String?>.unchanged
    public var phenotypes = FieldChange<[String]>.unchanged
    public var publications = FieldChange<[String]>.unchanged
    public var transcript = FieldChange<[String]>.unchanged
    public var penetrance = FieldChange<String?>.unchanged
    public var tags = FieldChange<[String]>.unchanged
    /// The gene of a gene entity, or the one linked to an STR or region; nil takes the link away.
    public var gene = FieldChange<Gene?>.unchanged
    /// STRs and regions.
    public var name = FieldChange<String>.unchanged
    public var verboseName = FieldChange<String?>.unchanged
    public var chromosome = FieldChange<String>.unchanged
    public var grch37 = FieldChange<Coordinates?>.unchanged
    public var grch38 = FieldChange<Coordinates?>.unchanged
    public var repeatedSequence = FieldChange<String>.unchanged
    public var normalRepeats = FieldChange<Int>.unchanged
    public var pathogenicRepeats = FieldChange<Int>.unchanged
    public var typeOfVariants = FieldChange<String>.unchanged
    public var haploinsufficiencyScore = FieldChange<String?>.unchanged
    public var triplosensitivityScore = FieldChange<String?>.unchanged
    public var requiredOverlapPercentage = FieldChange<Int>.unchanged

    /// Sources that the form showed, so that leaving one out means to take it away. Others stay (`domain.md` BUG-3).
    public var visibleSources: Set<String> = Set(SourceName.offered)
    /// Where new sources may come from.
    public var sourceChoice = SourceChoice.offered

    public init(mode: Mode = .replace) { self.mode = mode }
}
