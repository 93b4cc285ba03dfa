using System.Globalization;
using System.Text;
using Platform.Core.Experiments;

namespace Platform.Web.Experiments;

/// <summary>The part of a sweep file that may change while a sweep runs, as text for <see cref="Api.SweepChanger"/>. Pure.</summary>
public static class SweepChangeText
{
    private const string SpaceKey = "\nspace:\n";

    /// <summary>The space alone, as under <c>space:</c> in the file.</summary>
    public static string SpaceOf(SweepSpec spec)
    {
        var yaml = SweepFile.ToYaml(spec);
        return yaml[(yaml.IndexOf(SpaceKey, StringComparison.Ordinal) + SpaceKey.Length)..];
    }

    /// <summary>A change to a space and budget; stop rules are the given ones and no others.</summary>
    /// <param name="space">As <see cref="SpaceOf"/> gives it; null leaves it as it is.</param>
    public static string Of(int trials, int epochs, int parallelism, StopRules? stop, string? space)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"trials: {trials}\nepochs: {epochs}\nparallelism: {parallelism}\n");
        if (stop is null)
            text.Append("stop:\n");
        else
            text.Append(CultureInfo.InvariantCulture, $"stop:\n  wall_clock: {stop.WallClockSeconds}\n  target: {stop.Target}\n  no_improvement: {stop.NoImprovement}\n"); // empty takes a rule away
        if (space is not null)
            text.Append(Space(space));
        return text.ToString();
    }

    /// <summary>A change of what differs from a spec and of nothing else, so that what is not touched stays as it is by then.</summary>
    /// <param name="seconds">The wall-clock rule; null for none.</param>
    /// <param name="space">As <see cref="SpaceOf"/> gives it.</param>
    public static string Differing(SweepSpec spec, int trials, int epochs, int parallelism, double? seconds, string space)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var text = new StringBuilder();
        if (trials != spec.Trials)
            text.Append(CultureInfo.InvariantCulture, $"trials: {trials}\n");
        if (epochs != spec.Epochs)
            text.Append(CultureInfo.InvariantCulture, $"epochs: {epochs}\n");
        if (parallelism != spec.Parallelism)
            text.Append(CultureInfo.InvariantCulture, $"parallelism: {parallelism}\n");
        if (seconds != spec.Stop?.WallClockSeconds)
            text.Append(CultureInfo.InvariantCulture, $"stop:\n  wall_clock: {seconds}\n");
        if (space != SpaceOf(spec))
            text.Append(Space(space));
        return text.Length == 0 ? "{}" : text.ToString();
    }

    /// <summary>The change that takes the newest change back; trials that have been proposed meanwhile stay.</summary>
    /// <param name="before">The spec before that change.</param>
    /// <param name="proposed">How many trials have been proposed.</param>
    public static string Back(SweepSpec before, int proposed)
    {
        ArgumentNullException.ThrowIfNull(before);
        return Of(Math.Max(before.Trials, proposed), before.Epochs, before.Parallelism, before.Stop, SpaceOf(before));
    }

    private static string Space(string space) =>
        $"space:\n{string.Join('\n', space.TrimEnd().Split('\n').Select(line => line.Length == 0 || line.StartsWith(' ') ? line : "  " + line))}\n";
}
