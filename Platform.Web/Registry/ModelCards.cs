using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Erasures;
using Platform.Core.Registry;
using Platform.Core.Views;
using Platform.Web.Api;

namespace Platform.Web.Registry;

/// <summary>Collects the facts of model cards.</summary>
public sealed class ModelCards(PlatformViews views, PlatformCommands commands)
{
    /// <summary>Those of the version that is served: the champion, else the newest. Null where that came from outside, or there is none.</summary>
    public Task<ModelCardFacts?> FactsAsync(ModelView model, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        var served = model.Aliases.TryGetValue(ModelAlias.Champion, out var champion) ? model.Versions[champion - 1] : model.Live.LastOrDefault();
        return served is { Checkpoint.Length: > 0 } ? FactsAsync(served, cancellation) : Task.FromResult<ModelCardFacts?>(null);
    }

    /// <summary>Those of a version of the platform's own trials.</summary>
    public async Task<ModelCardFacts?> FactsAsync(ModelVersionRegistered version, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(version);
        var trial = await views.TrialAsync(version.TrialId, cancellation);
        return ModelCardFacts.Of(version, trial, trial is null ? null : (await commands.LoadTrialAsync(version.TrialId, cancellation)).Test);
    }

    /// <exception cref="InvalidInputException">The text is too long or cannot be stored.</exception>
    public static string Checked(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > ModelCardWritten.Longest)
            throw new InvalidInputException("text", $"has {text.Length} characters; give at most {ModelCardWritten.Longest}.");
        return text.Contains('\0', StringComparison.Ordinal) ? throw new InvalidInputException("text", "holds a null character; remove it.") : text;
    }
}
