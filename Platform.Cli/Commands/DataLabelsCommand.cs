using System.CommandLine;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>data labels: the versions of a data set's labels, and a file that corrects some.</summary>
internal static class DataLabelsCommand
{
    private const long MostBytes = 32L * 1024 * 1024;

    public static Command Create(CliHost host)
    {
        var name = new Argument<string>("name") { Description = "A data set's name, as 'data list' shows it." };
        var from = new Option<string?>("--from") { Description = "A CSV file with the header part,row,label: its labels become the next version." };
        var reason = new Option<string?>("--reason") { Description = "Why; kept in the correction's event." };
        var command = new Command("labels", "List the versions of a data set's labels, or correct labels from a file.") { name, from, reason, CommonOptions.AsOf, CommonOptions.Json };
        command.Validators.Add(result =>
        {
            if (result.GetValue(from) is not null && result.GetValue(CommonOptions.AsOf) is not null)
                result.AddError("Labels are corrected now, not in the past: give --from or --as-of.");
        });
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var path = $"/api/v1/datasets/{Uri.EscapeDataString(parsed.GetValue(name)!)}/labels";
            if (parsed.GetValue(from) is { } file)
            {
                var text = await ReadAsync(file, token);
                var made = await platform.Client.PostTextAsync($"{path}?reason={Uri.EscapeDataString(parsed.GetValue(reason) ?? "")}", text, "text/csv", token);
                if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, made);
                Print(host, [PlatformClient.Read<LabelVersionItem>(made.GetProperty("version"))]);
                return ExitCodes.Ok;
            }

            var json = await platform.Client.GetAsync(path + CommonOptions.AsOfQuery(parsed), token);
            if (parsed.GetValue(CommonOptions.Json)) return CommonOptions.PrintJson(host, json);
            Print(host, PlatformClient.Read<IReadOnlyList<LabelVersionItem>>(json.GetProperty("versions")));
            return ExitCodes.Ok;
        }, cancel));
        return command;
    }

    private static async Task<string> ReadAsync(string file, CancellationToken cancel)
    {
        try
        {
            if (new FileInfo(file) is { Exists: true, Length: > MostBytes } large)
                throw new CliException($"{file} has {large.Length} bytes, at most {MostBytes} are allowed. Send only the rows to correct.", ExitCodes.Usage);
            return await File.ReadAllTextAsync(file, cancel);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"{file} cannot be read: {e.Message}", ExitCodes.Usage, e);
        }
    }

    private static void Print(CliHost host, IReadOnlyList<LabelVersionItem> versions)
    {
        var table = Tables.New("version", "labels", "digest", "from", "by", "why", "when");
        foreach (var version in versions)
            table.Row($"{version.Version}", $"{version.Rows}", version.Digest[..10], version.ParentDigest[..10], version.By, version.Reason, Show.Time(version.At));
        host.Results.Write(table);
    }
}
