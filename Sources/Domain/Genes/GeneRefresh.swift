/// What a periodic refresh does to a base gene record (`domain.md 14.2`).
extension Gene {
    /// The record after an `update`: every field taken over; active exactly when there is Ensembl data (`domain.md D77`).
    /// A gene that gains Ensembl data becomes active again, which the original forgot.
    public func updated(with fresh: Gene) -> Gene {
        var gene = fresh
        gene.symbol = symbol
        gene.isActive = fresh.hasEnsembl
        return gene
    }

    /// The record after a change of symbol onto this existing gene: its Ensembl data stay where it has any
    /// (`domain.md D78`), and it is active unless neither record has any.
    public func takingOver(symbolChange fresh: Gene) -> Gene {
        var gene = fresh
        gene.symbol = symbol
        if hasEnsembl { gene.ensembl = ensembl }
        gene.isActive = gene.hasEnsembl
        return gene
    }

    /// Whether there is any Ensembl data. Old fixtures hold the string `"{}"` for none (`accounts-jobs-files.md 11`).
    public var hasEnsembl: Bool {
        ensembl.bytes.first == UInt8(ascii: "{") && ensembl.bytes != Array("{}".utf8)
    }
}
