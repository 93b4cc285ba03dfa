using Platform.Core.Registry;
using Platform.Core.Trials;
using Platform.Core.Views;
using Training.Core;

namespace Platform.Web.Registry;

/// <summary>A version with what is known of it, for a comparison.</summary>
/// <param name="Trial">Null for one from outside, or if the trial's contents were erased.</param>
/// <param name="Test">Of its checkpoint; null if there is none.</param>
public sealed record VersionSide(ModelVersionRegistered Version, IReadOnlyList<string> Aliases, TrialView? Trial, TestEvaluated? Test)
{
    private static readonly string[] PerToken = ["test_perplexity", "test_loss", "test_accuracy"];

    public int Number => Version.Version;

    /// <summary>Whether both were tested on the same data, and forecast equally far if they forecast: otherwise their measures cannot be compared.</summary>
    public bool SameRows(VersionSide other) =>
        other is { Version: var theirs } && Version.DataDigest.Length > 0 && Version.DataDigest == theirs.DataDigest && !Version.ForecastsOtherwise(theirs);

    /// <summary>Whether a measure of both can be compared: of language models, what counts tokens can only where both cut texts into the same ones.</summary>
    public bool SameUnit(VersionSide other, string name) => !PerToken.Contains(name, StringComparer.Ordinal) || Tokens is not { } own || other?.Tokens is not { } theirs || own == theirs;

    // Null of what is no language model, or where its settings are not known any more.
    private (string Tokenizer, long Vocabulary)? Tokens
    {
        get
        {
            if (Trial is not { } trial || Measure("test_perplexity") is null)
                return null;
            var tokenizer = trial.Fields.GetValueOrDefault("text.tokenizer") as string ?? (string)TrainingFields.Get("text.tokenizer").Default;
            return (tokenizer, tokenizer != "bpe" ? 0 : trial.Fields.GetValueOrDefault("text.vocabulary") as long? ?? (long)TrainingFields.Get("text.vocabulary").Default);
        }
    }

    /// <summary>A test measure; null if there is none.</summary>
    public double? Measure(string name) => Version.TestMetrics.TryGetValue(name, out var value) ? value : null;

    /// <summary>A measure of a group; null if there is none.</summary>
    public double? Group(string column, string value, string name) =>
        Test?.Groups?.FirstOrDefault(group => group.Column == column && group.Value == value) is { } found && found.Metrics.TryGetValue(name, out var measure) ? measure : null;
}
