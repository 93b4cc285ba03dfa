using System.CommandLine;
using System.Text.Json;
using Platform.Cli.Output;
using Search;

namespace Platform.Cli.Commands;

/// <summary>search ask-tell | list: the search library alone; needs no server.</summary>
internal static class SearchCommands
{
    public static Command Create(CliHost host) => new("search", "The search library by itself.") { SearchAskTellCommand.Create(host), List(host) };

    private static Command List(CliHost host)
    {
        var command = new Command("list", "List the samplers and pruners.") { CommonOptions.Json };
        command.SetAction((parsed, cancel) => Interruptible.RunAsync(() =>
        {
            if (parsed.GetValue(CommonOptions.Json))
                return CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(new { samplers = Samplers.All, pruners = Pruners.All }, JsonSerializerOptions.Web));
            var table = Tables.New("kind", "name", "what it does", "when to use it");
            foreach (var entry in Samplers.All) table.Row("sampler", entry.Name, entry.Summary, entry.Advice);
            foreach (var entry in Pruners.All) table.Row("pruner", entry.Name, entry.Summary, entry.Advice);
            host.Results.Write(table);
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }
}
