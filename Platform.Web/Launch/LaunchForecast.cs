using Platform.Core.Experiments;
using Platform.Core.Views;
using Search;

namespace Platform.Web.Launch;

/// <summary>How long a sweep will take and what it will cost, judged by past trials of like settings: the same data, device, model family and number of training rows. Pure.</summary>
/// <param name="Trials">Past trials that it rests on.</param>
/// <param name="SecondsAnEpoch">The median of theirs; of several families their mean.</param>
/// <param name="Duration">From the launch to the end if slots are free and nothing is pruned.</param>
/// <param name="SlotTime">What all slots together work for it.</param>
/// <param name="Unknown">Families without past trials, which are taken to be as fast as the others.</param>
public sealed record LaunchForecast(int Trials, double SecondsAnEpoch, TimeSpan Duration, TimeSpan SlotTime, IReadOnlyList<string> Unknown)
{
    /// <summary>The forecast; null if there are no past trials of like settings.</summary>
    /// <param name="past">Past trials on the same data and device.</param>
    /// <param name="slots">Slots that can train it; at least one is assumed.</param>
    public static LaunchForecast? Of(SweepSpec spec, IReadOnlyList<TrialPace> past, int slots)
    {
        ArgumentNullException.ThrowIfNull(spec);
        ArgumentNullException.ThrowIfNull(past);
        var rows = spec.Fixed.GetValueOrDefault("train_samples") is long given ? given : 0;
        var families = Families(spec).Select(family => (Family: family, Like: past.Where(p => p.Model == family && p.TrainSamples == rows).ToList())).ToList();
        var known = families.Where(f => f.Like.Count > 0).ToList();
        if (known.Count == 0)
            return null;
        var seconds = known.Average(f => Median([.. f.Like.Select(p => p.SecondsAnEpoch)]));
        var lanes = Math.Clamp(spec.Parallelism, 1, Math.Max(1, slots));
        var rounds = Math.Ceiling((double)spec.Trials / lanes); // no trial is shared between lanes
        return new LaunchForecast(
            known.Sum(f => f.Like.Count), seconds, Time(seconds * spec.Epochs * rounds), Time(seconds * spec.Epochs * spec.Trials), [.. families.Except(known).Select(f => f.Family)]);

        static TimeSpan Time(double seconds) => TimeSpan.FromSeconds(Math.Min(seconds, TimeSpan.MaxValue.TotalSeconds / 2));
    }

    private static IReadOnlyList<string> Families(SweepSpec spec) => spec.ParseSpace().Parameters.FirstOrDefault(p => p.Name == "model") switch
    {
        ChoiceParameter choice => [.. choice.Choices.OfType<string>()],
        FrozenParameter { Value: string one } => [one],
        _ => [spec.Fixed.GetValueOrDefault("model") as string ?? ParameterDraft.Text(Training.Core.TrainingFields.Get("model").Default)],
    };

    private static double Median(double[] values)
    {
        Array.Sort(values);
        return values.Length % 2 == 1 ? values[values.Length / 2] : (values[values.Length / 2 - 1] + values[values.Length / 2]) / 2;
    }
}
