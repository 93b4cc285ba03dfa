namespace Platform.Core.Registry;

/// <summary>What a registered model can be asked to do.</summary>
public abstract record ModelCommand
{
    private protected ModelCommand() { }
}

/// <summary>Makes a trial's best checkpoint the next version and, if <paramref name="Alias"/> is given, points the alias to it.</summary>
/// <param name="Confirmed">The user has seen that it is worse than the current champion and wants it all the same.</param>
public sealed record PromoteVersion(
    string Model, string TrialId, string ExperimentId, int Epoch, string Checkpoint, string DataName, string DataDigest,
    IReadOnlyDictionary<string, double> TestMetrics, string? Alias, bool Confirmed, string By, string Why, DateTimeOffset At) : ModelCommand
{
    /// <summary>The checkpoint that the trial started from; null if it started afresh.</summary>
    public string? StartDigest { get; init; }

    /// <inheritdoc cref="ModelVersionRegistered.Horizon"/>
    public int? Horizon { get; init; }

    /// <summary>Why the alias is to move even if the version does not pass the model's gates; null for not.</summary>
    public string? OverrideWhy { get; init; }

    /// <summary>What gates may ask about the version and the one that has the alias.</summary>
    public IReadOnlyList<VersionEvidence> Evidence { get; init; } = [];

    /// <summary>For what the evidence was collected; null where it is of no moment.</summary>
    public EvidenceBasis? EvidenceFor { get; init; }
}

public sealed record MoveAlias(string Alias, int? Version, bool Confirmed, string By, string Why, DateTimeOffset At) : ModelCommand
{
    /// <inheritdoc cref="RollBackAlias.From"/>
    public int? From { get; init; }

    /// <inheritdoc cref="PromoteVersion.OverrideWhy"/>
    public string? OverrideWhy { get; init; }

    /// <inheritdoc cref="PromoteVersion.Evidence"/>
    public IReadOnlyList<VersionEvidence> Evidence { get; init; } = [];

    /// <inheritdoc cref="PromoteVersion.EvidenceFor"/>
    public EvidenceBasis? EvidenceFor { get; init; }
}
