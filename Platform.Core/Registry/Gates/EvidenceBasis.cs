namespace Platform.Core.Registry;

/// <summary>For what evidence was collected: it answers what the gates ask only as long as both stand.</summary>
/// <param name="Holder">The version that had the alias; null for none.</param>
/// <param name="GatesAt">When the gates were set; null for none.</param>
public sealed record EvidenceBasis(int? Holder, DateTimeOffset? GatesAt)
{
    /// <summary>As it stands for an alias.</summary>
    public static EvidenceBasis Of(RegisteredModel model, string alias)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new EvidenceBasis(model.Aliases.TryGetValue(alias, out var holder) ? holder : null, model.Gates?.At);
    }
}
