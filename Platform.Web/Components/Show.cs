using System.Collections.Frozen;
using System.Globalization;
using Platform.Core.Experiments;
using Platform.Core.Tracking;
using Platform.Core.Trials;

namespace Platform.Web.Components;

/// <summary>Values as people read them.</summary>
public static class Show
{
    private const string None = "–";
    private const int Colours = 10; // of the palette that charts draw with

    // Written in capitals.
    private static readonly FrozenSet<string> Shortenings = FrozenSet.Create(StringComparer.Ordinal, "auc", "cpu", "f1", "gpu", "mae", "mape", "mse", "pr", "r2", "rmse", "roc");

    /// <summary>A metric or parameter: four significant digits, scientific where plain digits would mislead, a dash for nothing.</summary>
    public static string Number(double? value)
    {
        if (value is not { } number)
            return None;
        if (double.IsNaN(number))
            return "NaN";
        if (double.IsInfinity(number))
            return number > 0 ? "∞" : "−∞";
        var size = Math.Abs(number);
        var text = size != 0 && (size < 1e-3 || size >= 1e7)
            ? number.ToString("0.###e0", CultureInfo.InvariantCulture)
            : number.ToString(size >= 1000 ? "0.#" : "G4", CultureInfo.InvariantCulture);
        return text.Replace('-', '−');
    }

    /// <summary>A metric by its name: accuracies as percent with two decimals, seconds as a duration, everything else as a number.</summary>
    public static string Metric(string name, double? value) => value is { } v && double.IsFinite(v) && IsShare(name)
        ? (v * 100).ToString("0.00", CultureInfo.InvariantCulture) + " %"
        : value is { } seconds && double.IsFinite(seconds) && name.EndsWith("_seconds", StringComparison.Ordinal) ? Duration(TimeSpan.FromSeconds(seconds))
        : Number(value);

    /// <summary>The measure that sums a test up: the accuracy of classes, else the first error measure; a name is put before what is no accuracy.</summary>
    public static string TestMeasure(IReadOnlyDictionary<string, double> metrics)
    {
        var name = Core.Registry.TestMeasure.NameIn(metrics);
        return name is null or "test_accuracy" ? Metric("test_accuracy", name is null ? null : metrics[name]) : $"{Words(name["test_".Length..])} {Number(metrics[name])}";
    }

    /// <summary>A metric's name in words: <c>validation_accuracy</c> is "validation accuracy", <c>test_roc_auc</c> "test ROC AUC".</summary>
    public static string Words(string name) => string.Join(' ', name.Split('_').Select(word => Shortenings.Contains(word) ? word.ToUpperInvariant() : word));

    /// <summary>A metric's name in words as a heading: with a capital first.</summary>
    public static string Title(string name) => Words(name.Replace("_seconds", "_time", StringComparison.Ordinal)) is { Length: > 0 } words ? char.ToUpperInvariant(words[0]) + words[1..] : name;

    /// <summary>A parameter's value.</summary>
    public static string Parameter(object? value) => value switch
    {
        null => None,
        double d => Number(d),
        bool b => b ? "yes" : "no",
        long l => l.ToString(CultureInfo.InvariantCulture),
        _ => value.ToString() ?? "",
    };

    /// <summary>A duration to a sensible precision: 0.4 s, 12 s, 3 min 5 s, 2 h 10 min.</summary>
    public static string Duration(TimeSpan span) => span switch
    {
        { TotalSeconds: < 9.95 } => string.Create(CultureInfo.InvariantCulture, $"{Math.Max(0, span.TotalSeconds):0.0} s"),
        { TotalSeconds: < 59.5 } => string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0} s"),
        { TotalMinutes: < 1 } => "1 min 0 s", // rounded as a whole: no minute has sixty seconds
        { TotalHours: < 1 } => $"{span.Minutes} min {span.Seconds} s",
        { TotalDays: < 1 } => $"{span.Hours} h {span.Minutes} min",
        _ => $"{(int)span.TotalDays} d {span.Hours} h",
    };

    /// <summary>How long ago, in words; of what lies further back the date, as it is in the moment's own zone.</summary>
    public static string Ago(DateTimeOffset moment, DateTimeOffset now) => (now - moment) switch
    {
        { TotalDays: < -1 } => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), // a clock may be a little ahead, not a day
        { TotalSeconds: < 5 } => "just now",
        { TotalMinutes: < 1 } s => $"{(int)s.TotalSeconds} s ago",
        { TotalHours: < 1 } s => $"{(int)s.TotalMinutes} min ago",
        { TotalDays: < 1 } s => $"{(int)s.TotalHours} h ago",
        { TotalDays: < 30 } s => $"{(int)s.TotalDays} d ago",
        _ => moment.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
    };

    public static string Count(int count, string one, string? many = null) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:#,0} {(count == 1 ? one : many ?? one + "s")}");

    /// <summary>The first letters of a digest: enough to tell files apart by eye.</summary>
    public static string Digest(string? digest) => digest is null ? None : digest.Length <= 10 ? digest : digest[..10];

    /// <summary>The class of a line's mark in a legend, by its place: after ten colours lines are dashed.</summary>
    public static string Swatch(int place) => place < Colours ? $"swatch c{place}" : $"swatch c{place % Colours} dashed";

    public static string StatusClass(TrialStatus status) => status switch
    {
        TrialStatus.Running => "running",
        TrialStatus.Completed => "good",
        TrialStatus.Pruned => "warn",
        TrialStatus.Failed => "bad",
        _ => "",
    };

    public static string StatusClass(ExperimentStatus status) => status switch
    {
        ExperimentStatus.Running => "running",
        ExperimentStatus.Completed => "good",
        ExperimentStatus.Paused => "warn",
        _ => "",
    };

    public static string StatusClass(RunStatus status) => status switch
    {
        RunStatus.Running => "running",
        RunStatus.Finished => "good",
        RunStatus.Failed => "bad",
        RunStatus.Killed => "warn",
        _ => "",
    };

    public static string Status(RunStatus status) => status.ToString().ToLowerInvariant();

    public static string Status(TrialStatus status) => status switch
    {
        TrialStatus.Proposed => "waiting",
        _ => status.ToString().ToLowerInvariant(),
    };

    public static string Status(ExperimentStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>Whether a metric is read as percent.</summary>
    public static bool IsShare(string name) => name is not null && name.EndsWith("accuracy", StringComparison.Ordinal);
}
