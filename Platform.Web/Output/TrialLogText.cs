using System.Globalization;
using Platform.Core.Telemetry;

namespace Platform.Web.Output;

/// <summary>A silo's lines about a trial as text: time (UTC), level, what was said; further lines of the same message are indented.</summary>
public static class TrialLogText
{
    /// <summary>The event's lines, each with its end.</summary>
    public static string Of(TrialOutputLogged logged)
    {
        ArgumentNullException.ThrowIfNull(logged);
        var missing = logged.LeftOut == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"… {logged.LeftOut:N0} lines were left out: they came too fast …\n");
        return missing + string.Concat(logged.Lines.Select(Of));
    }

    private static string Of(OutputLine line) =>
        string.Create(CultureInfo.InvariantCulture, $"{line.At.UtcDateTime:yyyy-MM-dd HH:mm:ss.fff} {line.Level,-11} {line.Text.ReplaceLineEndings("\n    ")}\n");
}
