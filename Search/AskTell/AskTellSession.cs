using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Search;

/// <summary>
/// Ask and tell as JSON lines, for programs in any language. <c>{"ask":n}</c> is answered by n lines
/// <c>{"trial":0,"params":{...},"why":"..."}</c>; <c>{"tell":{"trial":0,"values":[0.1]}}</c>, or <c>{"tell":{"trial":0,"state":"failed"}}</c> for
/// a trial without a value, by <c>{"ok":true,"best":{"trial":0,"value":0.1}}</c> (best null before the first value); a line that
/// cannot be understood by one line <c>{"error":"..."}</c> that changes nothing. Not thread-safe.
/// </summary>
public sealed class AskTellSession
{
    /// <summary>The answers are read by programs and people, not put into HTML: quotes and letters stay readable.</summary>
    private static readonly JsonWriterOptions Readable = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private const int LargestAsk = 10_000;
    private readonly AskTellStudy _study;

    /// <summary>Begins a study of its own.</summary>
    public AskTellSession(SearchSpace space, ISampler sampler, AskTellOptions options)
    {
        ArgumentNullException.ThrowIfNull(space);
        ArgumentNullException.ThrowIfNull(sampler);
        ArgumentNullException.ThrowIfNull(options);
        _study = new AskTellStudy(space, sampler, options);
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

    private List<string> Answer(JsonElement line)
    {
        const string Remedy = "give {\"ask\":1} or {\"tell\":{\"trial\":0,\"values\":[0.1]}}";
        if (line.ValueKind != JsonValueKind.Object || line.EnumerateObject().Count() != 1)
            throw new AskTellException($"a line is an object with one field; {Remedy}.");
        var (name, value) = line.EnumerateObject().Select(property => (property.Name, property.Value)).Single();
        return name switch
        {
            "ask" => Ask(value),
            "tell" => [Tell(value)],
            _ => throw new AskTellException($"'{name}' is not understood{Nearest.Suggest(name, ["ask", "tell"])}; {Remedy}."),
        };
    }

    private List<string> Ask(JsonElement value)
    {
        if (Scalar.Read(value) is not (long and >= 1 and <= LargestAsk and var count))
            throw new AskTellException(FormattableString.Invariant($"ask: {value.GetRawText()} is not a number of trials; give a whole number from 1 to {LargestAsk}."));
        _study.RefuseMoreThanAllowed(count);
        var answers = new List<string>();
        for (var i = 0L; i < count; i++)
        {
            var (trial, proposal) = _study.Ask();
            answers.Add(Write(json =>
            {
                json.WriteNumber("trial", trial);
                json.WritePropertyName("params");
                JsonSerializer.Serialize(json, proposal.Parameters);
                json.WriteString("why", proposal.Why);
            }));
        }

        return answers;
    }

    private string Tell(JsonElement value)
    {
        var (trial, told) = TellReader.Read(value);
        _study.Tell(trial, told);
        return Write(json =>
        {
            json.WriteBoolean("ok", true);
            if (_study.Best is not { } best)
            {
                json.WriteNull("best");
                return;
            }

            json.WriteStartObject("best");
            json.WriteNumber("trial", best.Trial);
            json.WriteNumber("value", best.Value);
            json.WriteEndObject();
        });
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
