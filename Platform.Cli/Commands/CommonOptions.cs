using System.CommandLine;
using System.Text.Json;
using Platform.Cli.Api;

namespace Platform.Cli.Commands;

/// <summary>Options that several commands share.</summary>
internal static class CommonOptions
{
    public static readonly Option<string?> Url = new("--url")
    {
        Description = "A platform that runs elsewhere, such as http://host:8080; without it, this clone's own.",
        Recursive = true,
    };

    public static readonly Option<bool> Json = new("--json") { Description = "Print the platform's JSON instead of a table." };

    public static readonly Option<string?> AsOf = new("--as-of")
    {
        Description = "How it was at a moment of the past: an event's number in the journal (5120 or '#5120'), or a time such as 2026-01-31T12:00:00Z; a day is its beginning, in UTC.",
    };

    /// <summary>The query for <see cref="AsOf"/>; empty for the present.</summary>
    /// <param name="separator">& where other parameters stand before it.</param>
    public static string AsOfQuery(ParseResult parsed, char separator = '?') => parsed.GetValue(AsOf) is { } moment ? $"{separator}asOf={Uri.EscapeDataString(moment)}" : "";

    /// <summary>Prints a server's answer for programs.</summary>
    public static int PrintJson(CliHost host, JsonElement json)
    {
        host.Output.WriteLine(JsonSerializer.Serialize(json, PlatformClient.Json));
        return ExitCodes.Ok;
    }
}
