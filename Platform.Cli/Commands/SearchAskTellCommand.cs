using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Search;

namespace Platform.Cli.Commands;

/// <summary>search ask-tell: a search for programs in any language, as JSON lines; nothing but answers goes to standard output.</summary>
internal static class SearchAskTellCommand
{
    private static readonly Option<FileInfo> Space = new("--space") { Required = true, Description = "The search space as JSON: {\"parameters\":[{\"name\":\"x\",\"type\":\"float\",\"low\":0,\"high\":1}]}." };
    private static readonly Option<string> Sampler = new("--sampler") { Description = "The sampler's name, as 'search list' shows it.", DefaultValueFactory = _ => "auto" };
    private static readonly Option<string[]> SamplerOptions = new("--option") { Description = "An option of the sampler, such as startup_trials=5; may be repeated." };
    private static readonly Option<string> Pruner = new("--pruner") { Description = "The pruner that answers should_prune.", DefaultValueFactory = _ => "none" };
    private static readonly Option<string[]> PrunerOptions = new("--pruner-option") { Description = "An option of the pruner, such as warmup_epochs=2; may be repeated." };
    private static readonly Option<long> Seed = new("--seed") { Description = "Fixes every proposal, together with what is told." };
    private static readonly Option<string?> Direction = new("--direction") { Description = "minimize (the default) or maximize." };
    private static readonly Option<string?> Directions = new("--directions") { Description = "One direction an objective, separated by commas, such as minimize,maximize." };
    private static readonly Option<int?> Trials = new("--trials") { Description = "How many trials may be asked for." };
    private static readonly Option<int?> MaxEpochs = new("--max-epochs") { Description = "The last step of a full trial, for pruners; without it the largest step reported so far." };

    private static readonly Option<FileInfo[]> Past = new("--past") { Description = "A table of earlier results to learn from, CSV or JSON lines; may be repeated, the most trusted first." };

    private const long MostBytes = 50_000_000;

    public static Command Create(CliHost host)
    {
        var command = new Command("ask-tell", "Answer {\"ask\":1} and {\"tell\":{\"trial\":0,\"values\":[0.1]}} line by line, from standard input to standard output.")
        {
            Space, Sampler, SamplerOptions, Pruner, PrunerOptions, Seed, Direction, Directions, Trials, MaxEpochs, Past,
        };
        command.SetAction((parsed, cancel) => Interruptible.RunAsync(() =>
        {
            new AskTellSession(StudyOf(parsed, host)).Run(Console.In, host.Output);
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Study StudyOf(ParseResult parsed, CliHost host)
    {
        var file = parsed.GetValue(Space)!;
        try
        {
            using var document = JsonDocument.Parse(ReadText(file, "the space"));
            var space = SearchSpace.Parse(document.RootElement);
            return new Study(
                space,
                Samplers.Create(parsed.GetValue(Sampler)!, OptionsOf(parsed, SamplerOptions, "startup_trials=5")),
                new StudyOptions
                {
                    Seed = parsed.GetValue(Seed),
                    Directions = DirectionsOf(parsed),
                    Trials = AtLeast(0, parsed, Trials),
                    MaxEpochs = AtLeast(1, parsed, MaxEpochs),
                    Past = PastsOf(parsed, space, host),
                },
                Pruners.Create(parsed.GetValue(Pruner)!, OptionsOf(parsed, PrunerOptions, "warmup_epochs=2")));
        }
        catch (JsonException e)
        {
            throw new CliException($"{file.FullName} is not JSON: {e.Message}", inner: e);
        }
        catch (SpaceException e)
        {
            throw new CliException(e.Message, inner: e);
        }
    }

    private static PastStudy[] PastsOf(ParseResult parsed, SearchSpace space, CliHost host)
    {
        var files = parsed.GetValue(Past) ?? [];
        var directions = DirectionsOf(parsed);
        if (files.Length > 0 && directions.Count > 1)
            throw new CliException("--past is given with several objectives; earlier results are used with one objective only.", ExitCodes.Usage);
        return [.. files.Select(file =>
        {
            var past = PastTable.Read(file.Name, ReadText(file, "the table"), space, directions[0]);
            // A note for people; standard output has nothing but answers.
            var left = past.Observations.Select(row => (row.Number, Mapped: SpaceChange.Map(row, space))).Where(row => row.Mapped.Observation is null).ToArray();
            if (left.Length > 0)
                host.Error.WriteLine(string.Create(CultureInfo.InvariantCulture,
                    $"{file.Name}: {left.Length} of {past.Observations.Count} rows have no place in the space. Row {left[0].Number + 1}: {left[0].Mapped.Why}"));
            return past;
        })];
    }

    private static string ReadText(FileInfo file, string what)
    {
        try
        {
            if (file.Length > MostBytes)
                throw new CliException($"Cannot read {what} {file.FullName}: it is larger than {MostBytes / 1_000_000} MB.");
            return File.ReadAllText(file.FullName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"Cannot read {what} {file.FullName}: {e.Message}", inner: e);
        }
    }

    private static int? AtLeast(int least, ParseResult parsed, Option<int?> option) => parsed.GetValue(option) is not { } value || value >= least
        ? parsed.GetValue(option)
        : throw new CliException($"{option.Name} is {value}; give {least} or more.", ExitCodes.Usage);

    private static IReadOnlyList<StudyDirection> DirectionsOf(ParseResult parsed)
    {
        if (parsed.GetValue(Direction) is not null && parsed.GetValue(Directions) is not null)
            throw new CliException("--direction and --directions are both given; give one of the two.", ExitCodes.Usage);
        var option = parsed.GetValue(Directions) is not null ? "--directions" : "--direction";
        var text = parsed.GetValue(Directions) ?? parsed.GetValue(Direction) ?? "minimize";
        return [.. text.Split(',', option == "--direction" ? StringSplitOptions.None : StringSplitOptions.TrimEntries).Select(word => word switch
        {
            "minimize" => StudyDirection.Minimize,
            "maximize" => StudyDirection.Maximize,
            _ => throw new CliException($"{option}: '{word}' is not a direction; give minimize or maximize{(option == "--direction" ? "" : ", separated by commas")}.", ExitCodes.Usage),
        })];
    }

    private static Dictionary<string, object> OptionsOf(ParseResult parsed, Option<string[]> option, string example)
    {
        var options = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var text in parsed.GetValue(option) ?? [])
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new CliException($"{option.Name} is '{text}'; it must be a name, '=' and a value, such as {example}.", ExitCodes.Usage);
            options[name] = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                : bool.TryParse(value, out var flag) ? flag
                : value;
        }

        return options;
    }
}
