using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Search;

namespace Platform.Core.Experiments;

/// <summary>Writes a spec as a sweep file: one line a key, options, choices and parameters in flow style.</summary>
internal static partial class SweepFileWriter
{
    public static string Write(SweepSpec spec)
    {
        ArgumentNullException.ThrowIfNull(spec);
        var yaml = new StringBuilder();
        Line("name", Text(spec.Name));
        Line("data", Text(spec.Data));
        Line("epochs", Whole(spec.Epochs));
        Line("trials", Whole(spec.Trials));
        Line("parallelism", Whole(spec.Parallelism));
        if (spec.Lag is { } lag)
            Line("lag", Whole(lag));
        Line("seed", Whole(spec.Seed));
        Line("device", Text(spec.Device));
        Line("priority", Whole(spec.Priority));
        if (spec.FurtherObjectives.Count == 0)
            Line("objective", Objective(spec.Objective));
        else
            Line("objectives", $"[{string.Join(", ", spec.FurtherObjectives.Prepend(spec.Objective).Select(Objective))}]");
        if (spec.Constraints.Count > 0)
            Line("constraints", $"[{string.Join(", ", spec.Constraints.Select(c => Flow([("metric", Text(c.Metric)), (c.AtMost ? "at_most" : "at_least", SweepFileNumber.Write(c.Bound))])))}]");
        Line("sampler", Component(spec.Sampler));
        Line("pruner", Component(spec.Pruner));
        if (spec.Stop is { } stop)
            Line("stop", Flow(Stop(stop)));
        if (spec.WarmStart.Count > 0)
            Line("warm_start", List(spec.WarmStart));
        if (spec.PastResults.Count > 0)
            Line("past_results", $"[{string.Join(", ", spec.PastResults.Select(past => Flow([("name", Text(past.Name)), ("table", Text(past.Table))])))}]");
        if (spec.Fixed.Count > 0)
            Line("fixed", Flow(spec.Fixed.Select(field => (Text(field.Key), Value(field.Value)))));
        yaml.Append("space:\n");
        var space = (JsonObject)spec.ParseSpace().ToJson();
        foreach (var parameter in space["parameters"]!.AsArray().Select(parameter => parameter!.AsObject()))
            yaml.Append("  ").Append(Text((string)parameter["name"]!)).Append(": ").Append(Flow(parameter.Where(field => field.Key != "name").Select(Member))).Append('\n');
        foreach (var part in space.Where(part => part.Key != "parameters").Select(Member))
            yaml.Append("  ").Append(part.Key).Append(": ").Append(part.Value).Append('\n');
        return yaml.ToString();

        void Line(string key, string value) => yaml.Append(key).Append(": ").Append(value).Append('\n');
    }

    private static string Objective(Objective objective) =>
        Flow([("metric", Text(objective.Metric)), ("direction", SweepFileReader.Word(objective.Direction))]);

    private static IEnumerable<(string, string)> Stop(StopRules stop)
    {
        if (stop.WallClockSeconds is { } seconds)
            yield return ("wall_clock", SweepFileNumber.Write(seconds));
        if (stop.Target is { } target)
            yield return ("target", SweepFileNumber.Write(target));
        if (stop.NoImprovement is { } trials)
            yield return ("no_improvement", Whole(trials));
    }

    private static string Component(ComponentChoice choice) => choice.Options.Count == 0
        ? Text(choice.Name)
        : Flow(choice.Options.Select(option => (Text(option.Key), Value(option.Value))).Prepend(("name", Text(choice.Name))));

    private static (string Key, string Value) Member(KeyValuePair<string, JsonNode?> member) => (Text(member.Key), Json(member.Value!));

    private static string Json(JsonNode node) => node switch
    {
        JsonObject map => Flow(map.Select(Member)),
        JsonArray list => "[" + string.Join(", ", list.Select(item => Json(item!))) + "]",
        _ when node.GetValueKind() == JsonValueKind.String => Text(node.GetValue<string>()),
        _ => Value(SweepFileNumber.Resolve(node.ToJsonString())!),
    };

    private static string Flow(IEnumerable<(string Key, string Value)> members) => "{" + string.Join(", ", members.Select(m => $"{m.Key}: {m.Value}")) + "}";

    private static string List(IEnumerable<object> values) => "[" + string.Join(", ", values.Select(Value)) + "]";

    private static string Value(object value) => value switch
    {
        double real => SweepFileNumber.Write(real),
        long whole => Whole(whole),
        bool flag => flag ? "true" : "false",
        var text => Text((string)text),
    };

    private static string Whole(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Plain where YAML reads the same text back; otherwise double-quoted.</summary>
    public static string Text(string text)
    {
        if (Plain().IsMatch(text) && SweepFileNumber.Resolve(text) is string)
            return text;
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\')
                quoted.Append('\\').Append(c);
            else if (char.IsControl(c) || c is '\u2028' or '\u2029' or '\ufeff')
                quoted.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            else
                quoted.Append(c);
        }

        return quoted.Append('"').ToString();
    }

    [GeneratedRegex(@"^[A-Za-z_]([A-Za-z0-9_./-]| (?=[A-Za-z0-9_]))*\z", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Plain();
}
