using System.Globalization;

namespace Platform.Core.Registry;

/// <summary>Evaluations for people. Pure.</summary>
public static class GateWords
{
    /// <summary>What the gate asks for.</summary>
    public static string Required(PromotionGate gate)
    {
        ArgumentNullException.ThrowIfNull(gate);
        return gate.Kind switch
        {
            GateKind.AtLeast => Text($"{gate.Metric} at least {gate.Limit}"),
            GateKind.AtMost when gate.Metric == PromotionGate.Latency => Text($"99 of 100 answers within {gate.Limit} ms"),
            GateKind.AtMost => Text($"{gate.Metric} at most {gate.Limit}"),
            GateKind.NoWorse => Text($"{gate.Metric} worse by at most {gate.Limit} than the version that has the alias"),
            _ => Text($"{gate.Metric} worse by at most {gate.Limit} in every group{(gate.Column is { } column ? $" of {column}" : "")}"),
        };
    }

    /// <summary>What it saw.</summary>
    public static string Seen(GateOutcome outcome)
    {
        ArgumentNullException.ThrowIfNull(outcome);
        var unit = outcome.Gate.Metric == PromotionGate.Latency ? " ms" : "";
        var value = outcome.Seen is { } seen ? Text($"{seen:0.######}{unit}") : "nothing";
        var beside = outcome is { Seen: { } own, Against: { } against }
            ? GateEvaluator.Worsening(outcome.Gate.Metric, own, against) is var worse && worse > 0
                ? Text($", against {against:0.######}: worse by {worse:0.######}")
                : Text($", against {against:0.######}: {(worse < 0 ? Text($"better by {-worse:0.######}") : "no worse")}")
            : "";
        return $"{value}{beside}{(outcome.Group is { } group ? $" ({group})" : "")}{(outcome.Note is { } note ? $"; {note}" : "")}";
    }

    /// <summary>Why an evaluation refuses, and what to do.</summary>
    public static string Refusal(PromotionEvaluated evaluation)
    {
        ArgumentNullException.ThrowIfNull(evaluation);
        var failed = evaluation.Outcomes.Where(outcome => !outcome.Passed).ToList();
        return Text($"Version {evaluation.Version} does not get the alias '{evaluation.Alias}': {failed.Count} of {evaluation.Outcomes.Count} gates not passed. ")
            + string.Join(" ", failed.Select(outcome => $"{Required(outcome.Gate)}: {Seen(outcome).TrimEnd('.')}."))
            + " Promote a better version, change the gates, or override them with a reason, which is written into the history.";
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
