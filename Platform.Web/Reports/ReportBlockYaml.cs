using System.Globalization;
using Platform.Core;
using Platform.Web.Charts;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Platform.Web.Reports;

/// <summary>Reads what stands between a block's fences: a few lines of YAML. Pure.</summary>
internal static class ReportBlockYaml
{
    private const int Longest = 8_000;
    private const int MostColumns = 20;

    private static readonly string[] ChartKeys = ["sweep", "runs", "experiment", "filter", "order", "limit", "metric", "axis", "log", "smoothing", "title", "frozen", "height"];
    private static readonly string[] RunsKeys = ["sweep", "runs", "experiment", "filter", "order", "limit", "columns", "title", "frozen"];
    private static readonly string[] ModelKeys = ["model", "title", "frozen"];

    /// <summary>The block, or why there is none and how to mend it.</summary>
    public static (ReportBlock? Block, string? Problem) Read(string kind, string source)
    {
        if (source.Length > Longest)
            return (null, $"A block has at most {Longest} characters.");
        try
        {
            return (Block(kind, Members(source)), null);
        }
        catch (InvalidInputException invalid)
        {
            return (null, invalid.Message);
        }
        catch (YamlException wrong)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"Line {wrong.Start.Line} cannot be read as YAML: {wrong.Message} Write a key, a colon and a space before each value."));
        }
        catch (Exception wrong) when (wrong is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException or OverflowException)
        {
            // YamlDotNet's scanner answers some malformed texts so, without a place.
            return (null, "It cannot be read as YAML. Write a key, a colon and a space before each value.");
        }
    }

    private static ReportBlock Block(string kind, Dictionary<string, Member> members)
    {
        var known = kind switch { "chart" => ChartKeys, "runs" => RunsKeys, _ => ModelKeys };
        if (members.Keys.FirstOrDefault(key => !known.Contains(key, StringComparer.Ordinal)) is { } unknown)
            throw new InvalidInputException(unknown, $"is not known in a block of kind {kind}; there are {string.Join(", ", known)}.");
        var block = new ReportBlock(kind)
        {
            Sweep = Text("sweep"), Runs = List("runs", ReportBlock.MostRuns), Experiment = Text("experiment"), Filter = Text("filter") ?? "", Order = Text("order"), Metric = Text("metric"),
            Title = Text("title"), Columns = List("columns", MostColumns), Model = Text("model"), Log = Flag("log"),
            Axis = Text("axis") is { } axis
                ? axis switch { "step" => SeriesAxis.Step, "elapsed" => SeriesAxis.Elapsed, "clock" => SeriesAxis.Clock, _ => throw new InvalidInputException("axis", "must be step, elapsed or clock.") }
                : SeriesAxis.Step,
            Smoothing = Number("smoothing", 0, 0.99) ?? 0, Limit = (int)(Whole("limit", 1, ReportBlock.MostRuns) ?? ReportBlock.UsualRuns), Height = (int)(Whole("height", 120, 900) ?? 300),
            Frozen = Whole("frozen", 0, long.MaxValue),
        };
        if (kind == "model")
            return block.Model is not null ? block : throw new InvalidInputException("model", "is missing; name a registered model.");
        if (new[] { block.Sweep is not null, block.Runs.Count > 0, block.Experiment is not null }.Count(given => given) != 1)
            throw new InvalidInputException("block", "needs one source: name one of them, such as 'sweep: k3f9x2ab', 'runs: [k3f9x2ab-1, k3f9x2ab-2]' or 'experiment: 0' with a filter.");
        return block;

        string? Text(string key) => !members.TryGetValue(key, out var member) ? null
            : member.Text is { Length: > 0 and <= 1_000 } value && !value.Contains('\0', StringComparison.Ordinal) ? value
            : throw new InvalidInputException(key, "must be a text of 1 to 1000 characters.");

        List<string> List(string key, int most)
        {
            if (!members.TryGetValue(key, out var member))
                return [];
            var texts = member.Texts ?? (member.Text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            return texts.Count >= 1 && texts.Count <= most && texts.All(text => text.Length is > 0 and <= 250 && !text.Contains('\0', StringComparison.Ordinal))
                ? [.. texts.Distinct(StringComparer.Ordinal)]
                : throw new InvalidInputException(key, $"must be a list of 1 to {most} names, such as [a, b].");
        }

        bool Flag(string key) => Text(key) switch
        {
            null or "false" or "no" => false,
            "true" or "yes" => true,
            _ => throw new InvalidInputException(key, "must be true or false."),
        };

        double? Number(string key, double low, double high) => Text(key) is not { } text ? null
            : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high ? number
            : throw new InvalidInputException(key, string.Create(CultureInfo.InvariantCulture, $"must be a number from {low} to {high}."));

        long? Whole(string key, long low, long high) => Text(key)?.TrimStart('#') is not { } text ? null
            : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= low && number <= high ? number
            : throw new InvalidInputException(key, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {low}{(high < long.MaxValue ? $" to {high}" : "")}."));
    }

    // Anchors, aliases and tags are refused and nothing nests deeper than a list, so that no block can grow beyond its text or refer to itself.
    private static Dictionary<string, Member> Members(string source)
    {
        using var reader = new StringReader(source);
        var parser = new Parser(reader);
        parser.Consume<StreamStart>();
        if (parser.Accept<StreamEnd>(out _))
            throw Nothing();
        parser.Consume<DocumentStart>();
        CheckPlain(parser);
        if (!parser.TryConsume<MappingStart>(out _))
            throw Nothing();
        var members = new Dictionary<string, Member>(StringComparer.Ordinal);
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            CheckPlain(parser);
            if (!parser.TryConsume<Scalar>(out var key))
                throw new InvalidInputException("block", "has a key that is no text; write a name, a colon and a space.");
            if (!members.TryAdd(key.Value, ReadMember(parser, key.Value)))
                throw new InvalidInputException(key.Value, "is given twice; remove one of the two.");
        }
        parser.Consume<DocumentEnd>();
        return parser.Accept<StreamEnd>(out _) ? members : throw new InvalidInputException("block", "holds a second document; remove the line between the two.");
    }

    private static Member ReadMember(Parser parser, string key)
    {
        CheckPlain(parser);
        if (parser.TryConsume<Scalar>(out var scalar))
            return new Member(scalar.Value, null);
        if (!parser.TryConsume<SequenceStart>(out _))
            throw new InvalidInputException(key, "must be a value or a list.");
        var texts = new List<string>();
        while (!parser.TryConsume<SequenceEnd>(out _))
        {
            CheckPlain(parser);
            if (!parser.TryConsume<Scalar>(out var text))
                throw new InvalidInputException(key, "must be a value or a list of names; a list holds no lists and no keys.");
            texts.Add(text.Value);
        }
        return new Member(null, texts);
    }

    private static void CheckPlain(Parser parser)
    {
        if (parser.Current is AnchorAlias or NodeEvent { Anchor.IsEmpty: false })
            throw new InvalidInputException("block", "has an anchor (&name) or an alias (*name), which are not allowed; write the value out, in quotes if it begins so.");
        if (parser.Current is NodeEvent { Tag.IsEmpty: false })
            throw new InvalidInputException("block", "has a tag (!name), which is not allowed; write a plain value, in quotes if it begins so.");
    }

    private static InvalidInputException Nothing() => new("block", "holds nothing; write lines such as 'sweep: k3f9x2ab' and 'metric: validation_accuracy'.");

    /// <summary>What stands behind a key: a text or a list of them.</summary>
    private sealed record Member(string? Text, IReadOnlyList<string>? Texts);
}
