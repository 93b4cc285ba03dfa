using System.Globalization;
using Quartz;

namespace Platform.Silo.Lanes;

/// <summary>The identity of a lane; also the name of its job and of its trigger in the scheduler, so that a lane never waits twice.</summary>
/// <param name="Subject">A sweep's identity for a sweep's lane, else a run's.</param>
/// <param name="Index">0-based within the sweep; 0 for a reproduction.</param>
public sealed record LaneKey(LaneKind Kind, string Subject, int Index)
{
    /// <summary>The job and trigger group of every lane.</summary>
    public const string Group = "lanes";

    public static LaneKey OfSweep(string experimentId, int index) => new(LaneKind.Sweep, experimentId, index);

    public static LaneKey OfReproduction(string trialId) => new(LaneKind.Reproduction, trialId, 0);

    public JobKey Job => new(ToString(), Group);

    public TriggerKey Trigger => new(ToString(), Group);

    /// <summary>Reads a job's name; null if it is not a lane's.</summary>
    public static LaneKey? TryParse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('.');
        return parts switch
        {
            ["lane", var subject, var index] when int.TryParse(index, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => OfSweep(subject, number),
            ["reproduce", var trialId] => OfReproduction(trialId),
            _ => null,
        };
    }

    public override string ToString() =>
        Kind == LaneKind.Sweep ? string.Create(CultureInfo.InvariantCulture, $"lane.{Subject}.{Index}") : $"reproduce.{Subject}";
}
