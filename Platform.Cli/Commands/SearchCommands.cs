using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using Platform.Cli.Output;
using Search;

namespace Platform.Cli.Commands;

/// <summary>search ask-tell | list: the search library alone, for programs in any language; needs no server.</summary>
internal static class SearchCommands
{
    public static Command Create(CliHost host) => new("search", "The search library by itself.") { AskTell(host), List(host) };

    private static Command AskTell(CliHost host)
    {
        var space = new Argument<FileInfo>("space") { Description = "The search space as JSON: {\"x\": {\"type\": \"float\", \"low\": 0, \"high\": 1}, ...}." };
        var sampler = new Option<string>("--sampler") { Description = "The sampler's name, as 'search list' shows it.", DefaultValueFactory = _ => "tpe" };
        var options = new Option<string[]>("--option") { Description = "An option of the sampler, such as startup_trials=5; may be repeated." };
        var seed = new Option<long>("--seed") { Description = "Fixes every proposal, together with what is told." };
        var maximise = new Option<bool>("--maximise") { Description = "Larger values are better." };
        var trials = new Option<int?>("--trials") { Description = "How many trials may be asked for." };
        var command = new Command("ask-tell", "Answer {\"ask\":1} and {\"tell\":{\"trial\":0,\"values\":[0.1]}} line by line, from standard input to standard output.")
        {
            space, sampler, options, seed, maximise, trials,
        };
        command.SetAction(parsed =>
        {
            var file = parsed.GetValue(space)!;
            try
            {
                using var document = JsonDocument.Parse(SweepText.Read(file));
                var session = new AskTellSession(
                    SearchSpace.Parse(document.RootElement),
                    Samplers.Create(parsed.GetValue(sampler)!, Options(parsed.GetValue(options) ?? [])),
                    new AskTellOptions(parsed.GetValue(seed), parsed.GetValue(maximise), parsed.GetValue(trials)));
                session.Run(Console.In, host.Output);
                return ExitCodes.Ok;
            }
            catch (JsonException e)
            {
                throw new CliException($"{file.FullName} is not JSON: {e.Message}", inner: e);
            }
            catch (SpaceException e)
            {
                throw new CliException(e.Message, inner: e);
            }
        });
        return command;
    }

    private static Command List(CliHost host)
    {
        var command = new Command("list", "List the samplers and pruners.") { CommonOptions.Json };
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(CommonOptions.Json))
                return CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(new { samplers = Samplers.All, pruners = Pruners.All }, JsonSerializerOptions.Web));
            var table = Tables.New("kind", "name", "what it does", "when to use it");
            foreach (var entry in Samplers.All) table.Row("sampler", entry.Name, entry.Summary, entry.Advice);
            foreach (var entry in Pruners.All) table.Row("pruner", entry.Name, entry.Summary, entry.Advice);
            host.Results.Write(table);
            return ExitCodes.Ok;
        });
        return command;
    }

    private static Dictionary<string, object> Options(IEnumerable<string> texts)
    {
        var options = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var text in texts)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } name, var value])
                throw new CliException($"--option is '{text}'; it must be a name, '=' and a value, such as startup_trials=5.", ExitCodes.Usage);
            options[name] = long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                : double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
                : bool.TryParse(value, out var flag) ? flag
                : value;
        }
        return options;
    }
}
