using System.Globalization;
using Search;

namespace Platform.Core.Experiments;

/// <summary>What may change while a sweep runs: its space and its budget. Everything else would make its trials incomparable. Pure.</summary>
public static class SweepChangeRules
{
    private const string Remedy = "Only space, epochs, trials, parallelism and stop can change while a sweep runs; for anything else launch a new sweep with this one under warm_start.";

    /// <summary>Every reason to refuse a change, none if it is allowed. Whether the new spec is a good one by itself is not looked at.</summary>
    /// <param name="was">The spec in force.</param>
    /// <param name="now">The wanted one.</param>
    /// <param name="proposed">How many trials have been proposed.</param>
    public static IReadOnlyList<FieldError> Check(SweepSpec was, SweepSpec now, int proposed)
    {
        ArgumentNullException.ThrowIfNull(was);
        ArgumentNullException.ThrowIfNull(now);
        var errors = new List<FieldError>();
        Keep("name", was.Name == now.Name);
        Keep("data", was.Data == now.Data);
        Keep("fixed", was.Fixed.Equals(now.Fixed));
        Keep("objective", was.Objective == now.Objective);
        Keep("objectives", was.FurtherObjectives.SequenceEqual(now.FurtherObjectives));
        Keep("constraints", was.Constraints.SequenceEqual(now.Constraints));
        Keep("sampler", was.Sampler == now.Sampler);
        Keep("pruner", was.Pruner == now.Pruner);
        Keep("seed", was.Seed == now.Seed);
        Keep("lag", was.Lag == now.Lag);
        Keep("device", was.Device == now.Device);
        Keep("warm_start", was.WarmStart.SequenceEqual(now.WarmStart, StringComparer.Ordinal));
        Keep("past_results", was.PastResults.SequenceEqual(now.PastResults));
        if (was.Priority != now.Priority)
            errors.Add(new FieldError("priority", "is changed by a command of its own, such as 'sweep priority'; leave it out here."));
        if (now.Trials < proposed)
            errors.Add(new FieldError("trials", string.Create(CultureInfo.InvariantCulture, $"is {now.Trials}, but {proposed} trials have been proposed; give at least {proposed}.")));
        if (was.Sampler.Name == "pbt" && was.Epochs != now.Epochs)
            errors.Add(new FieldError("epochs", "is the length of a segment of the population (sampler pbt), which goes on from checkpoints of whole segments; leave it as it is."));
        if (was.Epochs != now.Epochs && now.Fixed.GetValueOrDefault("data_growth") is "rungs" && !IsFullBefore(Math.Min(was.Epochs, now.Epochs), now.Fixed))
            errors.Add(new FieldError("epochs", "decides which rows the early epochs of a trial learn from (data_fraction that grows), so trials before and after the change could not be compared; leave it as it is, or launch a new sweep with 'full_from'."));
        return errors;

        void Keep(string field, bool isSame)
        {
            if (!isSame)
                errors.Add(new FieldError(field, $"differs from the sweep's. {Remedy}"));
        }
    }

    // Then the share of every epoch is the same for either length.
    private static bool IsFullBefore(int epochs, ParameterSet fixedFields) => fixedFields.GetValueOrDefault("data_full_from") is long from && from > 0 && from <= epochs;
}
