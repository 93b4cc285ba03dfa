using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>What a promotion, or a request to move an alias, has done.</summary>
/// <param name="Model">The model after it.</param>
/// <param name="Version">The version that it was about; null where an alias was taken away.</param>
/// <param name="IsNew">The version was registered by it.</param>
/// <param name="Alias">The alias that was asked for; null for none.</param>
/// <param name="Moved">Its move; null if it pointed there before.</param>
public sealed record PromotionDone(ModelView Model, int? Version, bool IsNew, string? Alias, AliasMoved? Moved)
{
    /// <summary>The same in a sentence.</summary>
    public string Words => (IsNew, Alias, Moved) switch
    {
        (true, _, _) => $"{Model.Name} has version {Version} now.",
        (_, { } alias, not null) => Version is null ? $"{alias} points to no version now." : $"{alias} points to version {Version} now.",
        (_, { } alias, _) => Version is null ? $"Nothing has changed: {alias} points to no version." : $"Nothing has changed: {alias} points to version {Version} already.",
        _ => $"Nothing has changed: the trial is version {Version} of {Model.Name} already.",
    };
}
