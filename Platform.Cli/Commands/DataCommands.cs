using System.CommandLine;
using System.Text.Json;
using Platform.Cli.Data;
using Platform.Cli.Local;
using Platform.Cli.Output;
using Training.Core.Data;

namespace Platform.Cli.Commands;

/// <summary>data list | show | get, which need no server, and data labels.</summary>
internal static class DataCommands
{
    public static Command Create(CliHost host) => new("data", "Data sets in PLATFORM_DATA.") { List(host), Show(host), Get(host), DataLabelsCommand.Create(host) };

    private static Command List(CliHost host)
    {
        var command = new Command("list", "List the data sets and what is missing.") { CommonOptions.Json };
        command.SetAction((parsed, cancel) => Interruptible.RunAsync(() =>
        {
            var all = DatasetCatalog.All(host.ReadEnvironment().Data);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(all, JsonSerializerOptions.Web));
            var table = Tables.New("name", "title", "rows", "classes", "shape", "available");
            foreach (var data in all)
                table.Row(data.Name, data.Title, data.TrainRows > 0 ? $"{data.TrainRows} + {data.TestRows} test" : "", data.Classes > 0 ? $"{data.Classes}" : "", data.ShapeText, data.Available ? "yes" : DatasetSources.Find(data.Name) is null ? "no: data show " + data.Name : $"no: data get {data.Name}");
            host.Results.Write(table);
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static Command Show(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "A data set's name, as 'data list' shows it." };
        var command = new Command("show", "Show a data set's rows, columns, classes and what looks wrong.") { name, CommonOptions.Json };
        command.SetAction((parsed, cancel) => Interruptible.RunAsync(() =>
        {
            try
            {
                var profile = DatasetProfile.Of(DatasetCatalog.Open(parsed.GetValue(name)!, host.ReadEnvironment().Data));
                if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, JsonSerializer.SerializeToElement(profile, JsonSerializerOptions.Web));
                DatasetTables.Print(host, profile);
                return ExitCodes.Ok;
            }
            catch (DatasetException wrong)
            {
                throw new CliException(wrong.Message, inner: wrong);
            }
        }, cancel));
        return command;
    }

    private static Command Get(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "A public data set's name, as 'data list' shows it." };
        var command = new Command("get", "Download a public data set into PLATFORM_DATA and check its files.") { name };
        command.SetAction(async (parsed, cancel) =>
        {
            var wanted = parsed.GetValue(name)!;
            var source = DatasetSources.Find(wanted)
                ?? throw new CliException($"There is no public data set '{wanted}'. Known: {string.Join(", ", DatasetSources.All.Select(known => known.Name))}.");
            await new DatasetDownload(source, host.ReadEnvironment().Data, host.Say).RunAsync(cancel);
            return ExitCodes.Ok;
        });
        return command;
    }
}
