using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Search;

/// <summary>
/// A <see cref="Study"/> driven by JSON lines, for programs in any language. One line, one request, an object with one field:
/// <c>{"ask":n}</c> is answered by n lines <c>{"trial":0,"params":{...},"why":"..."}</c>; <c>{"tell":{"trial":0,"values":[0.1]}}</c>, with
/// <c>"state":"failed"</c> or <c>"pruned"</c> for a trial that did not complete and <c>"constraints":[...]</c> where there are some, by
/// <c>{"ok":true,"best":{"trial":0,"value":0.1}}</c> (best null before the first value; with several objectives the Pareto front as a list of
/// <c>{"trial":0,"values":[...]}</c>); <c>{"report":{"trial":0,"step":3,"value":0.4}}</c> by <c>{"ok":true}</c>;
/// <c>{"should_prune":{"trial":0}}</c> by <c>{"prune":false,"why":"..."}</c>; <c>{"add":{"params":{...},"values":[0.1]}}</c>, a result known from
/// elsewhere, by <c>{"ok":true,"trial":0,"best":...}</c>; <c>{"enqueue":{"params":{...}}}</c>, a point to propose next, by <c>{"ok":true}</c>. A line
/// that cannot be understood is answered by one line <c>{"error":"..."}</c> and changes nothing.
/// </summary>
public sealed class AskTellSession
{
    /// <summary>The answers are read by programs and people, not put into HTML: quotes and letters stay readable.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int LargestAsk = 10_000;
    private static readonly string[] Requests = ["ask", "tell", "report", "should_prune", "add", "enqueue"];
    private readonly Study _study;

    /// <summary>Answers for a study.</summary>
    public AskTellSession(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        _study = study;
    }

    /// <summary>Answers lines until the input ends. Empty lines are passed over; every answer is flushed before the next line is read.</summary>
    public void Run(TextReader input, TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(input);
        ArgumentNullException.ThrowIfNull(output);
        while (input.ReadLine() is { } line)
        {
            if (string.IsNullOrWhiteSpace(line))
                continue;
            foreach (var answer in Answer(line))
            {
                output.Write(answer);
                output.Write('\n');
            }

            output.Flush();
        }
    }

    /// <summary>The answers to one line: JSON objects without line breaks, at least one.</summary>
    public IReadOnlyList<string> Answer(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return Answer(document.RootElement);
        }
        catch (JsonException error)
        {
            return [Error($"not JSON: {error.Message} Give one object a line, such as {{\"ask\":1}}; a trial without a finite value is told as {{\"tell\":{{\"trial\":0,\"state\":\"failed\"}}}}.")];
        }
        catch (AskTellException error)
        {
            return [Error(error.Message)];
        }
    }

    private IReadOnlyList<string> Answer(JsonElement line)
    {
        const string Remedy = "give {\"ask\":1} or {\"tell\":{\"trial\":0,\"values\":[0.1]}}";
        if (line.ValueKind != JsonValueKind.Object || line.EnumerateObject().Count() != 1)
            throw new AskTellException($"a line is an object with one field; {Remedy}.");
        var (name, value) = line.EnumerateObject().Select(property => (property.Name, property.Value)).Single();
        try
        {
            return name switch
            {
                "ask" => Ask(value),
                "tell" => [Tell(value)],
                "report" => [Report(value)],
                "should_prune" => [ShouldPrune(value)],
                "add" => [Add(value)],
                "enqueue" => [Enqueue(value)],
                _ => throw new AskTellException($"'{name}' is not understood{Nearest.Suggest(name, Requests)}; {Remedy}."),
            };
        }
        catch (StudyException error)
        {
            throw new AskTellException(string.Equals(error.Field, name, StringComparison.Ordinal) || error.Field == "ask" ? error.Message : $"{name}.{error.Message}");
        }
    }

    private IReadOnlyList<string> Ask(JsonElement value)
    {
        if (Scalar.Read(value) is not (long and >= 1 and <= LargestAsk and var count))
            throw new AskTellException(FormattableString.Invariant($"ask: {value.GetRawText()} is not a number of trials; give a whole number from 1 to {LargestAsk}."));
        return [.. _study.Ask((int)count).Select(asked => Write(json =>
        {
            json.WriteNumber("trial", asked.Trial);
            json.WritePropertyName("params");
            JsonSerializer.Serialize(json, asked.Parameters);
            json.WriteString("why", asked.Why);
        }))];
    }

    private string Tell(JsonElement value)
    {
        var tell = new AskTellReader("tell", value, ["trial", "values", "state", "constraints"], "{\"trial\":0,\"values\":[0.1]}");
        var (trial, state, values) = (tell.Trial(), tell.State(), tell.Numbers("values"));
        if (state == TrialState.Completed && values is null)
            throw new AskTellException("tell.values: is missing; give [value], or \"state\":\"failed\".");
        if (state == TrialState.Failed && values is not null)
            throw new AskTellException("tell.values: a failed trial has none; remove \"values\" or \"state\".");
        _study.Tell(trial, state, values ?? [], tell.Numbers("constraints"));
        return Write(json =>
        {
            json.WriteBoolean("ok", true);
            WriteBest(json);
        });
    }

    private string Report(JsonElement value)
    {
        var report = new AskTellReader("report", value, ["trial", "step", "value"], "{\"trial\":0,\"step\":1,\"value\":0.4}");
        _study.Report(report.Trial(), report.Step(), report.Value());
        return Write(json => json.WriteBoolean("ok", true));
    }

    private string ShouldPrune(JsonElement value)
    {
        var verdict = _study.ShouldPrune(new AskTellReader("should_prune", value, ["trial"], "{\"trial\":0}").Trial());
        return Write(json =>
        {
            json.WriteBoolean("prune", verdict.Prune);
            json.WriteString("why", verdict.Why);
        });
    }

    private string Add(JsonElement value)
    {
        var add = new AskTellReader("add", value, ["params", "values", "constraints"], "{\"params\":{\"lr\":0.01},\"values\":[0.1]}");
        var added = _study.Add(add.Parameters(), add.Numbers("values") ?? throw new AskTellException("add.values: is missing; give [value]."), add.Numbers("constraints"));
        return Write(json =>
        {
            json.WriteBoolean("ok", true);
            json.WriteNumber("trial", added.Trial);
            WriteBest(json);
        });
    }

    private string Enqueue(JsonElement value)
    {
        _study.Enqueue(new AskTellReader("enqueue", value, ["params"], "{\"params\":{\"lr\":0.01}}").Parameters());
        return Write(json => json.WriteBoolean("ok", true));
    }

    private void WriteBest(Utf8JsonWriter json)
    {
        if (_study.Options.Directions.Count > 1)
        {
            WriteFront(json);
            return;
        }

        if (_study.Best is not { } best)
        {
            json.WriteNull("best");
            return;
        }

        json.WriteStartObject("best");
        json.WriteNumber("trial", best.Number);
        json.WriteNumber("value", best.Values[0]);
        json.WriteEndObject();
    }

    private void WriteFront(Utf8JsonWriter json)
    {
        json.WriteStartArray("best");
        foreach (var trial in _study.Front)
        {
            json.WriteStartObject();
            json.WriteNumber("trial", trial.Number);
            json.WriteStartArray("values");
            foreach (var value in trial.Values)
                json.WriteNumberValue(value);
            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static string Error(string message) => Write(json => json.WriteString("error", message));

    private static string Write(Action<Utf8JsonWriter> members)
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, Readable))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return Encoding.UTF8.GetString(buffer.GetBuffer(), 0, (int)buffer.Length);
    }
}
