using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.Core.Registry;

/// <summary>
/// Gates as people write them, one a line: <c>test_accuracy >= 0.97</c>, <c>test_loss &lt;= 0.1</c>, <c>test_accuracy worsens &lt;= 0.002</c>,
/// <c>accuracy worsens &lt;= 0.01 in every group of sex</c>, <c>latency_p99_ms &lt;= 20</c>. Pure.
/// </summary>
public static partial class GateText
{
    /// <summary>The forms, for messages.</summary>
    public const string Forms = "'test_accuracy >= 0.97', 'test_loss <= 0.1', 'test_accuracy worsens <= 0.002' (against the version that has the alias), 'accuracy worsens <= 0.01 in every group', '… in every group of sex' or 'latency_p99_ms <= 20'";

    /// <summary>Most characters of a gate.</summary>
    public const int Longest = 600;

    /// <summary>The gate that a text names.</summary>
    /// <param name="field">The name of what was given, for the message.</param>
    /// <exception cref="InvalidInputException">It names none; the message shows the forms.</exception>
    public static PromotionGate Parse(string text, string field)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length > Longest || Pattern().Match(text.Trim()) is not { Success: true } match)
            throw new InvalidInputException(field, $"'{Short(text)}' is no gate; write {Forms}.");
        if (!double.TryParse(match.Groups["limit"].ValueSpan, NumberStyles.Float, CultureInfo.InvariantCulture, out var limit) || !double.IsFinite(limit))
            throw new InvalidInputException(field, $"'{Short(text)}' ends in no number; write one with a point, such as 0.97.");
        var (worsens, groups) = (match.Groups["worsens"].Success, match.Groups["groups"].Success);
        var column = match.Groups["column"] is { Success: true } named ? named.Value.Trim() : null;
        var atLeast = match.Groups["op"].Value is ">=" or "≥";
        var kind = (worsens, groups, atLeast) switch
        {
            (true, true, false) => GateKind.NoWorseByGroup,
            (true, false, false) => GateKind.NoWorse,
            (false, false, true) => GateKind.AtLeast,
            (false, false, false) => GateKind.AtMost,
            (true, _, true) => throw new InvalidInputException(field, $"'{Short(text)}': how much a measure worsens has a largest value; write <=."),
            (false, true, _) => throw new InvalidInputException(field, $"'{Short(text)}': groups are compared with those of the version that has the alias; write 'accuracy worsens <= 0.01 in every group'."),
        };
        var gate = new PromotionGate(kind, match.Groups["metric"].Value, limit, column);
        return GateRules.Problem(gate) is { } problem ? throw new InvalidInputException(field, $"'{Short(text)}': {problem}") : gate;
    }

    /// <summary>The gate as <see cref="Parse"/> reads it.</summary>
    public static string Format(PromotionGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        var limit = gate.Limit.ToString("R", CultureInfo.InvariantCulture);
        return gate.Kind switch
        {
            GateKind.AtLeast => $"{gate.Metric} >= {limit}",
            GateKind.AtMost => $"{gate.Metric} <= {limit}",
            GateKind.NoWorse => $"{gate.Metric} worsens <= {limit}",
            _ => $"{gate.Metric} worsens <= {limit} in every group{(gate.Column is { } column ? $" of {column}" : "")}",
        };
    }

    private static string Short(string text) => text.Length <= 60 ? text : text[..60] + "…";

    [GeneratedRegex(@"^(?<metric>[^\s<>=≤≥]{1,250})(?<worsens>\s+worsens)?\s*(?<op>>=|<=|≥|≤)\s*(?<limit>[^\s]{1,40})(?<groups>\s+in\s+every\s+group(\s+of\s+(?<column>.{1,250}))?)?\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Pattern();
}
