using System.Text.Json;

namespace Search;

/// <summary>Reads the object of a tell line.</summary>
internal static class TellReader
{
    private static readonly string[] Fields = ["trial", "values", "state"];
    private static readonly string[] States = ["completed", "failed"];

    /// <summary>The trial's number and its value; null when the trial failed.</summary>
    public static (long Trial, double? Value) Read(JsonElement tell)
    {
        if (tell.ValueKind != JsonValueKind.Object)
            throw new AskTellException("tell: give an object such as {\"trial\":0,\"values\":[0.1]}.");
        if (tell.EnumerateObject().Select(property => property.Name).FirstOrDefault(name => !Fields.Contains(name, StringComparer.Ordinal)) is { } unknown)
            throw new AskTellException($"tell.{unknown}: is not a field{Nearest.Suggest(unknown, Fields)}.");
        if (!tell.TryGetProperty("trial", out var trial) || Scalar.Read(trial) is not long number)
            throw new AskTellException("tell.trial: is missing or not a whole number; give the number that ask answered.");
        var hasValues = tell.TryGetProperty("values", out var values);
        if (!Failed(tell))
            return (number, hasValues ? One(values) : throw new AskTellException("tell.values: is missing; give [value], or \"state\":\"failed\"."));
        return hasValues ? throw new AskTellException("tell.values: a failed trial has none; remove \"values\" or \"state\".") : (number, null);
    }

    private static bool Failed(JsonElement tell)
    {
        if (!tell.TryGetProperty("state", out var state))
            return false;
        if (state.ValueKind != JsonValueKind.String || !States.Contains(state.GetString(), StringComparer.Ordinal))
            throw new AskTellException($"tell.state: {state.GetRawText()} is not a state; give \"completed\" or \"failed\".");
        return state.ValueEquals("failed");
    }

    private static double One(JsonElement values)
    {
        if (values.ValueKind != JsonValueKind.Array || values.GetArrayLength() != 1)
            throw new AskTellException("tell.values: give a list of one number, as [0.1]; this search has one objective.");
        return Scalar.Read(values[0]) switch
        {
            double real => real,
            long whole => whole,
            _ => throw new AskTellException($"tell.values: {values[0].GetRawText()} is not a finite number; give one, or \"state\":\"failed\" instead of values."),
        };
    }
}
