/// How large a generated data set is.
public struct DataSetSize: Hashable, Sendable {
    public var panels: Int
    public var entities: Int
    public var reviews: Int
    /// Entities of panel 1. Panels 2, 3 and 4 have 10, 100 and 40, whatever the rest.
    public var largest: Int

    /// The size of a live national service.
    public init(panels: Int = 400, entities: Int = 35_000, reviews: Int = 60_000, largest: Int = 3_000) {
        self.panels = panels
        self.entities = entities
        self.reviews = reviews
        self.largest = largest
    }

    /// Why the numbers do not fit together, or nil.
    public var problem: String? {
        if panels < 10 { return "at least 10 panels are needed" }
        if largest < 100 { return "the largest panel needs at least 100 entities" }
        if entities < largest + 150 + panels { return "too few entities for the largest panel and \(panels) others" }
        if reviews < 0 { return "the number of reviews is negative" }
        return nil
    }

    /// Sizes of the ordinary panels: the four fixed ones, then many small and some large ones that add up.
    func sizes(_ random: inout SplitMix) -> [Int] {
        let others = panels - 4 - superPanels
        let weights = (0..<others).map { _ in 1 + random.int(0...9) * random.int(0...9) }
        let total = weights.reduce(0, +)
        let rest = entities - largest - 150
        var sizes = weights.map { max(1, rest * $0 / total) }
        sizes[0] += max(0, rest - sizes.reduce(0, +))
        return [largest, 10, 100, 40] + sizes.map { min($0, GenerateDataSet.genes - 1) }
    }

    /// One panel in fifty is a super panel.
    var superPanels: Int { max(1, panels / 50) }
}
