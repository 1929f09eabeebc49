import Domain

extension DemoPanels {
    static var repeats: DemoPanel {
        let dominant = ModeOfInheritance.monoallelicNotImprinted
        let entities: [Entity] = [
            .demo(
                repeat: "CAG", of: "HTT", .green, dominant, "Huntington disease, 143100", chromosome: "4",
                grch37: (3_076_604, 3_076_660), grch38: (3_074_877, 3_074_933), normal: 26, pathogenic: 40,
                pubs: ["8458085"]),
            .demo(
                repeat: "CGG", of: "FMR1", .green, .xLinkedMonoallelic, "Fragile X syndrome, 300624", chromosome: "X",
                grch37: (146_993_569, 146_993_628), grch38: (147_912_051, 147_912_110), normal: 44, pathogenic: 200,
                pubs: ["1710175"]),
            .demo(
                repeat: "CTG", of: "DMPK", .green, dominant, "Myotonic dystrophy 1, 160900", chromosome: "19",
                grch37: (46_273_463, 46_273_522), grch38: (45_770_205, 45_770_264), normal: 34, pathogenic: 50,
                pubs: ["1310900"]),
            .demo(
                repeat: "GAA", of: "FXN", .green, .biallelic, "Friedreich ataxia, 229300", chromosome: "9",
                grch37: (71_652_203, 71_652_220), grch38: (69_037_287, 69_037_304), normal: 33, pathogenic: 66,
                pubs: ["8596916"]),
            .demo(
                repeat: "CAG", of: "ATXN1", .green, dominant, "Spinocerebellar ataxia 1, 164400", chromosome: "6",
                grch37: (16_327_865, 16_327_954), grch38: (16_327_634, 16_327_723), normal: 35, pathogenic: 39,
                pubs: ["8358429"]),
            .demo(
                repeat: "CAG", of: "AR", .amber, .xLinkedBiallelic, "Spinal and bulbar muscular atrophy, 313200",
                chromosome: "X", grch37: (66_765_159, 66_765_227), grch38: (67_545_317, 67_545_385), normal: 34,
                pathogenic: 38, pubs: ["2062380"]),
            .demo(
                repeat: "GGGGCC", of: "C9orf72", .green, dominant,
                "Frontotemporal dementia and/or amyotrophic lateral sclerosis 1, 105550", chromosome: "9",
                grch37: (27_573_527, 27_573_544), grch38: (27_573_529, 27_573_546), normal: 24, pathogenic: 60,
                pubs: ["21944778", "21944779"]),
        ]
        return DemoPanel(
            id: 4, name: "Repeat expansion disorders", group: "Neurology and neurodevelopmental disorders",
            subGroup: "Neurodegenerative disorders",
            description: "Short tandem repeats whose expansion causes disease, with the sizes that count.",
            disorders: ["Trinucleotide repeat disorders"],
            states: [
                .init(version: Version(major: 0, minor: 1), day: 8, entities: Array(entities.prefix(4))),
                .init(version: Version(major: 0, minor: 2), day: 28, entities: entities),
            ],
            reviews: [
                .init(
                    entity: "HTT_CAG", by: DemoPeople.reviewer, rating: .green,
                    comment: "27 to 35 repeats are intermediate, 36 to 39 of reduced penetrance.",
                    publications: ["8458085"], day: 30)
            ])
    }

    static var copyNumber: DemoPanel {
        let di22 = "22q11.2 recurrent (DGS/VCFS) region (proximal, A-D) (includes TBX1)"
        let rcad = "17q12 recurrent (RCAD syndrome) region (includes HNF1B)"
        return DemoPanel(
            id: 5, name: "Recurrent copy number syndromes", group: "Neurology and neurodevelopmental disorders",
            description: "Recurrent deletions and duplications with a known clinical picture.",
            types: ["rare-disease-100k", "clingen-curated-genes"],
            states: [
                .init(
                    version: Version(major: 1, minor: 0), day: 9,
                    entities: [
                        .demo(
                            region: "ISCA-37446-Loss", "\(di22) Loss", .loss, .green,
                            "DiGeorge syndrome, 188400", chromosome: "22", grch38: (18_924_718, 21_111_383),
                            haploinsufficiency: .sufficient),
                        .demo(
                            region: "ISCA-37432-Loss", "\(rcad) Loss", .loss, .green,
                            "Renal cysts and diabetes syndrome, 137920", chromosome: "17",
                            grch38: (36_458_167, 37_854_616), haploinsufficiency: .sufficient),
                        .demo(
                            region: "ISCA-37432-Gain", "\(rcad) Gain", .gain, .amber,
                            "Chromosome 17q12 duplication syndrome, 614526", chromosome: "17",
                            grch38: (36_458_167, 37_854_616), triplosensitivity: .sufficient),
                    ])
            ],
            reviews: [
                .init(
                    entity: "ISCA-37432-Gain", by: DemoPeople.secondReviewer, rating: .amber,
                    comment: "Variable expressivity; also seen in unaffected parents.", day: 20)
            ])
    }

    static var mitochondrial: DemoPanel {
        DemoPanel(
            id: 7, name: "Mitochondrial disorders", group: "Metabolic disorders",
            description: "In preparation: mitochondrial DNA and nuclear genes.", status: .internal,
            states: [
                .init(
                    version: Version(major: 0, minor: 1), day: 70,
                    entities: [
                        .demo("MT-ND1", .green, .mitochondrial, "Leber hereditary optic neuropathy, 535000"),
                        .demo("MT-TL1", .green, .mitochondrial, "MELAS syndrome, 540000", pubs: ["2102678"]),
                        .demo(
                            "POLG", .green, .monoallelicAndBiallelic,
                            "Progressive external ophthalmoplegia, autosomal dominant 1, 157640", pubs: ["11431686"]),
                    ])
            ])
    }

    static var rasopathies: DemoPanel {
        let dominant = ModeOfInheritance.monoallelicNotImprinted
        let noonan = "Noonan syndrome"
        return DemoPanel(
            id: 10, name: "RASopathies", group: "Dysmorphic and congenital abnormality syndromes",
            description: "Disorders of the RAS-MAPK pathway.", disorders: ["Noonan syndrome", "Legius syndrome"],
            states: [
                .init(
                    version: Version(major: 2, minor: 3), day: 15,
                    entities: [
                        .demo("PTPN11", .green, dominant, "\(noonan) 1, 163950", pubs: ["11704759"]),
                        .demo("SOS1", .green, dominant, "\(noonan) 4, 610733", pubs: ["17143285"]),
                        .demo("RAF1", .green, dominant, "\(noonan) 5, 611553", pubs: ["17603483"]),
                        .demo("KRAS", .green, dominant, "\(noonan) 3, 609942"),
                        .demo("BRAF", .green, dominant, "Cardiofaciocutaneous syndrome, 115150"),
                        .demo("MAP2K1", .green, dominant, "Cardiofaciocutaneous syndrome 3, 615279"),
                        .demo("SHOC2", .green, dominant, "\(noonan)-like syndrome with loose anagen hair 1, 607721"),
                        .demo("LZTR1", .green, .monoallelicAndBiallelic, "\(noonan) 10, 616564"),
                        .demo("NF1", .green, dominant, "Neurofibromatosis, type 1, 162200", pubs: ["2134734"]),
                        .demo("SPRED1", .amber, dominant, "Legius syndrome, 611431"),
                    ])
            ])
    }
}
