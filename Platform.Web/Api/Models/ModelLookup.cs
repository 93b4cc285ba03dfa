using System.Globalization;
using Platform.Core.Registry;
using Platform.Core.Views;

namespace Platform.Web.Api;

/// <summary>Finds the version that <c>name@alias</c> or <c>name@3</c> means now.</summary>
public sealed class ModelLookup(PlatformViews views)
{
    /// <exception cref="NotFoundException">No such model, alias or version.</exception>
    public async Task<ModelVersionRegistered> VersionAsync(string name, string aliasOrNumber, CancellationToken cancellation = default)
    {
        var model = await views.RequireModelAsync(name, cancellation);
        if (int.TryParse(aliasOrNumber, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return Served(VersionOf(model, number));
        if (ModelAlias.IsValid(aliasOrNumber) && model.Aliases.TryGetValue(aliasOrNumber, out var pointed))
            return Served(VersionOf(model, pointed));
        var aliases = model.Aliases.Count == 0 ? "it has none" : $"it has {string.Join(", ", model.Aliases.Keys.Order(StringComparer.Ordinal))}";
        throw new NotFoundException($"Model '{name}' has no such alias; {aliases}. A version's number works too, as {name}@1.");
    }

    /// <exception cref="NotFoundException">The model has no such version.</exception>
    public static ModelVersionRegistered VersionOf(ModelView model, int number)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Live.FirstOrDefault(v => v.Version == number)
            ?? throw new NotFoundException($"Model '{model.Name}' has no version {number}; it has {string.Join(", ", model.Live.Select(v => v.Version).TakeLast(20))}.");
    }

    /// <summary>The version itself, if the platform has its checkpoint.</summary>
    /// <exception cref="NotFoundException">It came from outside.</exception>
    public static ModelVersionRegistered Served(ModelVersionRegistered version)
    {
        ArgumentNullException.ThrowIfNull(version);
        return version.Checkpoint.Length > 0
            ? version
            : throw new NotFoundException($"Version {version.Version} of '{version.Model}' came from outside the platform: its files lie where its source says, and it is not served here.");
    }
}
