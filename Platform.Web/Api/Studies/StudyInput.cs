using System.Text.Json;
using Platform.Core;
using Platform.Core.Experiments;
using Platform.Core.OpenStudies;
using Search;

namespace Platform.Web.Api;

/// <summary>Checks the bodies of study requests; every error names the member and the remedy.</summary>
internal static class StudyInput
{
    private const int MostObjectives = 10;
    private const int MostPasts = 20;
    private const int MostConstraints = 100;
    private const long LargestSeed = (1L << 53) - 1;

    /// <exception cref="InvalidInputException">A member is wrong.</exception>
    /// <exception cref="SpaceException">The space, sampler or pruner is wrong.</exception>
    public static StudySpec Spec(StudyBody body)
    {
        var space = SearchSpace.Parse(body.Space);
        if (space.Parameters.Count == 0)
            throw new InvalidInputException("space", "is empty; give at least one parameter, such as {\"x\":{\"type\":\"float\",\"low\":0,\"high\":1}}.");
        var sampler = Component("sampler", body.Sampler, "auto");
        var pruner = Component("pruner", body.Pruner, "none");
        Samplers.Create(sampler.Name, sampler.Options);
        Pruners.Create(pruner.Name, pruner.Options);
        var directions = Directions(body);
        var past = Past(body.PastResults ?? [], space, directions);
        return new StudySpec(
            InputText.Check("name", body.Name ?? "", 200), JsonSerializer.SerializeToElement(space.ToJson()), sampler, pruner, directions,
            Bounded("seed", body.Seed ?? 1, 0, LargestSeed),
            body.Trials is { } trials ? (int)Bounded("trials", trials, 1, 1_000_000) : null, (int)Bounded("maxEpochs", body.MaxEpochs ?? 1, 1, 1_000_000))
        {
            PastResults = past,
        };
    }

    public static int Count(AskBody body) => (int)Bounded("count", body.Count, 1, 1_000);

    public static ReportValues Report(int trial, int reported, ReportBody body, string? command, DateTimeOffset at)
    {
        var values = Values(body.Value, body.Values) ?? throw new InvalidInputException("value", "is missing; give the epoch's value, or values for several epochs.");
        if (values.Count is 0 or > 10_000)
            throw new InvalidInputException("values", $"has {values.Count} numbers; give 1 to 10000.");
        return new ReportValues(trial, (int)Bounded("epoch", body.Epoch ?? reported + 1, 1, 1_000_000), values, at, command);
    }

    public static TellTrial Tell(int trial, StudySpec spec, TellBody body, DateTimeOffset at)
    {
        var outcome = (body.State ?? "completed") switch
        {
            "completed" => StudyOutcome.Completed,
            "pruned" => StudyOutcome.Pruned,
            "failed" => StudyOutcome.Failed,
            var other => throw new InvalidInputException("state", $"'{InputText.Check("state", other, 100)}' is not a state{Nearest.Suggest(other, ["completed", "pruned", "failed"])}; give completed, pruned or failed."),
        };
        var values = Values(body.Value, body.Values) ?? [];
        if (outcome == StudyOutcome.Failed && values.Count > 0)
            throw new InvalidInputException("values", "are given, but a failed trial has none; remove them, or the state.");
        if (values.Count != spec.Directions.Count && (outcome == StudyOutcome.Completed || values.Count > 0))
            throw new InvalidInputException(body.Value is null ? "values" : "value", $"holds {values.Count} numbers, but the study has {spec.Directions.Count} objectives; give one number an objective, or \"state\":\"failed\".");
        var constraints = body.Constraints ?? [];
        if (constraints.Count > MostConstraints)
            throw new InvalidInputException("constraints", $"has {constraints.Count} numbers; give at most {MostConstraints}.");
        Finite("constraints", constraints);
        return new TellTrial(trial, outcome, values, constraints, at);
    }

    private static PastResults[] Past(IReadOnlyList<PastResultsBody> given, SearchSpace space, IReadOnlyList<Direction> directions)
    {
        if (given.Count > 0 && directions.Count > 1)
            throw new InvalidInputException("pastResults", "are used with one objective only; leave them out, or give one direction.");
        if (given.Count > MostPasts || given.Sum(table => table.Table?.Length ?? 0) > PastResults.MostCharacters)
            throw new InvalidInputException("pastResults", FormattableString.Invariant($"are more than {MostPasts} tables or {PastResults.MostCharacters} characters; give the best and newest rows."));
        PastResults[] tables = [.. given.Select((table, i) => new PastResults(
            InputText.Check($"pastResults[{i}].name", table.Name ?? $"table {i + 1}", 200),
            table.Table ?? throw new InvalidInputException($"pastResults[{i}].table", "is missing; give CSV with a header, or JSON lines.")))];
        foreach (var table in tables)
            table.Read(space, directions[0]);
        return tables;
    }

    private static IReadOnlyList<double>? Values(double? value, IReadOnlyList<double>? values)
    {
        if (value is not null && values is not null)
            throw new InvalidInputException("values", "is given beside value; give one of the two.");
        var given = value is { } one ? [one] : values;
        Finite(value is null ? "values" : "value", given ?? []);
        return given;
    }

    // Named literals such as "NaN" are read as numbers, but no search can use them.
    private static void Finite(string member, IReadOnlyList<double> values)
    {
        for (var i = 0; i < values.Count; i++)
        {
            if (!double.IsFinite(values[i]))
                throw new InvalidInputException(member == "value" ? member : $"{member}[{i}]", "is not a finite number; give one, or tell the trial with \"state\":\"failed\".");
        }
    }

    private static IReadOnlyList<Direction> Directions(StudyBody body)
    {
        if (body.Direction is not null && body.Directions is not null)
            throw new InvalidInputException("directions", "is given beside direction; give one of the two.");
        if (body.Directions is not { } several)
            return [Read("direction", body.Direction ?? "minimize")];
        if (several.Count is 0 or > MostObjectives)
            throw new InvalidInputException("directions", $"has {several.Count} entries; give 1 to {MostObjectives}.");
        return [.. several.Select((direction, i) => Read($"directions[{i}]", direction))];

        static Direction Read(string member, string text) => text switch
        {
            "minimize" => Direction.Minimize,
            "maximize" => Direction.Maximize,
            _ => throw new InvalidInputException(member, $"is '{InputText.Check(member, text, 100)}'; give minimize or maximize."),
        };
    }

    private static ComponentChoice Component(string member, JsonElement? given, string fallback)
    {
        switch (given?.ValueKind)
        {
            case null or JsonValueKind.Null:
                return new ComponentChoice(fallback);
            case JsonValueKind.String:
                return new ComponentChoice(InputText.Check(member, given.Value.GetString()!, 100));
            case JsonValueKind.Object:
                break;
            default:
                throw new InvalidInputException(member, $"is neither a name nor an object; give \"{fallback}\", or {{\"name\":\"{fallback}\"}} with its options.");
        }

        if (!given.Value.TryGetProperty("name", out var name) || name.ValueKind != JsonValueKind.String)
            throw new InvalidInputException($"{member}.name", $"is missing; give a name such as {fallback}.");
        return new ComponentChoice(
            InputText.Check($"{member}.name", name.GetString()!, 100),
            new ParameterSet(given.Value.EnumerateObject().Where(option => option.Name != "name").Select(option => KeyValuePair.Create(option.Name, Option($"{member}.{option.Name}", option.Value)))));
    }

    private static object Option(string path, JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        JsonValueKind.String => InputText.Check(path, value.GetString()!, 100),
        JsonValueKind.Number when value.TryGetInt64(out var whole) => whole,
        JsonValueKind.Number when double.IsFinite(value.GetDouble()) => value.GetDouble(),
        _ => throw new InvalidInputException(InputText.Check("option", path, 200), "is not one number, text, true or false; give one."),
    };

    private static long Bounded(string member, long value, long low, long high) => value >= low && value <= high
        ? value
        : throw new InvalidInputException(member, FormattableString.Invariant($"is {value}; give a whole number from {low} to {high}."));
}
