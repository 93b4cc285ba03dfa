using System.Globalization;
using Platform.Core.Trials;

namespace Platform.Silo.Reproductions;

/// <summary>Compares a reproduction with its original, every metric of every epoch, bit by bit. Pure.</summary>
public static class ReproductionJudge
{
    /// <param name="then">What the original was computed with; null if no attempt of it began.</param>
    /// <param name="now">What the reproduction was computed with.</param>
    /// <param name="at">The time of the verdict.</param>
    /// <param name="reason">Why the reproduction ended, if it did not complete.</param>
    public static RecordVerdict Compare(Trial original, Trial reproduction, RunEnvironment? then, RunEnvironment? now, DateTimeOffset at, string? reason = null)
    {
        ArgumentNullException.ThrowIfNull(original);
        ArgumentNullException.ThrowIfNull(reproduction);
        var differences = OfData(original, reproduction) + OfEnvironments(then, now);
        var compared = Math.Min(original.LastEpoch, reproduction.LastEpoch);
        for (var i = 0; i < compared; i++)
        {
            if (original.Epochs[i].FirstDifference(reproduction.Epochs[i]) is not var (metric, before, after))
                continue;
            var summary = string.Create(
                CultureInfo.InvariantCulture,
                $"Epoch {i + 1} is the first that differs: {metric} was {Show(before)}, now {Show(after)}{ByHowMuch(before, after)}.{differences}");
            return new RecordVerdict(original.Id, Identical: false, compared, i + 1, metric, before, after, summary, at);
        }
        if (compared < original.LastEpoch)
        {
            var equal = compared == 0 ? "." : "; those are identical to the last bit.";
            var why = reason is null ? "" : $" Why it ended: {reason}";
            var summary = string.Create(
                CultureInfo.InvariantCulture, $"The reproduction ended as {reproduction.Status.ToString().ToLowerInvariant()} after {compared} of {original.LastEpoch} epochs{equal}{why}");
            return new RecordVerdict(original.Id, Identical: false, compared, compared + 1, Metric: null, Original: null, Reproduced: null, summary + differences, at);
        }
        return new RecordVerdict(
            original.Id, Identical: true, compared, FirstDifferingEpoch: null, Metric: null, Original: null, Reproduced: null,
            $"All {compared} epochs are identical to the last bit.{differences}", at);
    }

    private static string Show(double? value) => value?.ToString("R", CultureInfo.InvariantCulture) ?? "absent";

    private static string ByHowMuch(double? before, double? after) =>
        before is { } a && after is { } b ? string.Create(CultureInfo.InvariantCulture, $" (by {b - a:G3})") : "";

    // Other data explain a difference sooner than anything else does.
    private static string OfData(Trial original, Trial reproduction) =>
        original.DataDigest is { } then && reproduction.DataDigest is { } now && then != now
            ? $" The data have changed: the original learnt from {then}, the reproduction from {now}."
            : "";

    private static string OfEnvironments(RunEnvironment? then, RunEnvironment? now)
    {
        if (then is null || now is null || then == now)
            return "";
        (string Name, string Then, string Now)[] parts =
        [
            ("code", then.CodeVersion, now.CodeVersion), ("libtorch", then.Libtorch, now.Libtorch), ("BLAS", then.Blas, now.Blas),
            ("threads", then.Threads.ToString(CultureInfo.InvariantCulture), now.Threads.ToString(CultureInfo.InvariantCulture)),
            ("device", then.Device, now.Device), ("CPU", then.Cpu, now.Cpu), ("system", then.Os, now.Os),
        ];
        return " The environments differ: " + string.Join("; ", parts.Where(p => p.Then != p.Now).Select(p => $"{p.Name} {p.Then} then, {p.Now} now")) + ".";
    }
}
