using Search;

namespace Bench.Curves;

/// <summary>A pruner, alone or with a sampler, in the comparison on recorded sweeps.</summary>
/// <param name="Name">As the results call it.</param>
/// <param name="Pruner">The pruner's name in the catalogue.</param>
/// <param name="Sampler">The sampler's, or null for random orders of the recorded trials.</param>
/// <param name="MinEpochs">The pruner's <c>min_epochs</c>; null for its default.</param>
internal sealed record Contender(string Name, string Pruner, string? Sampler = null, int? MinEpochs = null)
{
    /// <summary>Everything compared: every pruner alone, every sampler alone, and pairs.</summary>
    public static IReadOnlyList<Contender> All { get; } =
    [
        new("median", "median"), new("percentile", "percentile"), new("successive_halving", "successive_halving"), new("asha", "asha"),
        new("asha from epoch 3", "asha", MinEpochs: 3), new("hyperband", "hyperband"), new("curve", "curve"),
        new("tpe alone", "none", "tpe"), new("asha and tpe", "asha", "tpe"), new("asha and bohb", "asha", "bohb"), new("hyperband and bohb", "hyperband", "bohb"),
        .. Pairs("gp"), .. Pairs("auto"),
    ];

    /// <summary>A pruner with these options, as a replay takes it.</summary>
    public IPruner CreatePruner() => Pruners.Create(Pruner, MinEpochs is { } epochs ? new Dictionary<string, object> { ["min_epochs"] = (long)epochs } : null);

    private static IEnumerable<Contender> Pairs(string sampler) =>
    [
        new($"{sampler} alone", "none", sampler), new($"median and {sampler}", "median", sampler), new($"asha and {sampler}", "asha", sampler),
        new($"asha from epoch 3 and {sampler}", "asha", sampler, 3), new($"hyperband and {sampler}", "hyperband", sampler), new($"curve and {sampler}", "curve", sampler),
    ];
}
