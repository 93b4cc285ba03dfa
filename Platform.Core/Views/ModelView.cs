using Platform.Core.Registry;

namespace Platform.Core.Views;

/// <summary>A registered model with its versions (1 first), where its aliases point now, and how they moved (newest first).</summary>
public sealed record ModelView(
    string Name, IReadOnlyList<ModelVersionRegistered> Versions, IReadOnlyDictionary<string, int> Aliases, IReadOnlyList<AliasMoved> History);
