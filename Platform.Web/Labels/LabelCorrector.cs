using Platform.Core;
using Platform.Core.Commands;
using Platform.Core.Labels;
using Platform.Web.Api;
using Training.Core.Data;
using Training.Core.Data.Labels;

namespace Platform.Web.Labels;

/// <summary>The one way to correct labels, for REST and pages: compares with the data set as it is, and writes one event with the new version's digest.</summary>
public sealed class LabelCorrector(LabelledDatasets datasets, PlatformCommands commands, TimeProvider time)
{
    private const int Attempts = 5; // others may correct at the same time

    /// <summary>Makes the next version of a data set's labels. Rows that have the wanted label already are left out.</summary>
    /// <param name="commandId">If given, a repeat with the same id changes nothing and answers the first version.</param>
    /// <exception cref="NotFoundException">There is no such data set.</exception>
    /// <exception cref="InvalidInputException">A row or label does not fit, or nothing would change.</exception>
    /// <exception cref="RuleViolation">A row's label is not the one that was seen, the content is another, or a bound is passed.</exception>
    public async Task<LabelsCorrected> CorrectAsync(
        string data, IReadOnlyList<WantedLabel> wanted, string by, string reason, string? commandId = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(wanted);
        for (var attempt = 1; ; attempt++)
        {
            var known = await datasets.VersionsAsync(data, cancellation);
            if (known.AnswerTo(commandId) is { } first)
                return first;
            var published = await datasets.OpenAsync(data, version: 0, cancellation);
            var (corrected, changes) = await Task.Run(() => Compare(published, known, wanted), cancellation);
            try
            {
                var command = new CorrectLabels(data, known.Version, published.Digest, corrected.Digest, changes, by, reason, time.GetUtcNow(), commandId);
                var after = await commands.ApplyAsync(command, cancellation);
                return after.AnswerTo(commandId) ?? after.Versions[known.Version];
            }
            catch (RuleViolation) when (attempt < Attempts)
            {
                if ((await datasets.VersionsAsync(data, cancellation)).Version == known.Version)
                    throw; // nobody else was faster: the rules refuse it
            }
        }
    }

    private static (Dataset Corrected, IReadOnlyList<LabelChange> Changes) Compare(Dataset published, DatasetLabels known, IReadOnlyList<WantedLabel> wanted)
    {
        Dataset corrected;
        try
        {
            // The wanted rows first, and each once: an error names its place among them.
            var rows = wanted.Select(want => (want.Part, want.Row)).ToHashSet();
            LabelCorrection[] all =
            [
                .. wanted.Select(want => new LabelCorrection(LabelledDatasets.Of(want.Part), want.Row, want.Label)),
                .. known.Current.Where(label => !rows.Contains(label.Key)).Select(label => new LabelCorrection(LabelledDatasets.Of(label.Key.Part), label.Key.Row, label.Value)),
            ];
            corrected = published.WithLabels(known.Version + 1, all);
        }
        catch (LabelException wrong)
        {
            throw new InvalidInputException(wrong.At is { } at ? $"corrections[{at}]" : "corrections", wrong.Message);
        }

        LabelChange[] changes = [.. wanted.Select(want => Change(published, corrected, known, want)).Where(change => change.From != change.To)];
        return changes.Length > 0
            ? (corrected, changes)
            : throw new InvalidInputException("corrections", "change nothing: every row named has its label already.");
    }

    private static LabelChange Change(Dataset published, Dataset corrected, DatasetLabels known, WantedLabel want)
    {
        var part = LabelledDatasets.Of(want.Part);
        var from = known.Current.TryGetValue((want.Part, want.Row), out var label) ? label : published.LabelOf(part, want.Row);
        return want.From is null || want.From == from
            ? new LabelChange(want.Part, want.Row, from, corrected.LabelOf(part, want.Row))
            : throw new RuleViolation($"{want.Part.ToString().ToLowerInvariant()} row {want.Row}: the change begins at '{want.From}', but the label is '{from}'. Look at the row again.");
    }
}
