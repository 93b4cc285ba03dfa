using System.CommandLine;
using Platform.Cli.Api;
using Platform.Cli.Output;

namespace Platform.Cli.Commands;

/// <summary>sweep verify: every decision of a sweep computed again.</summary>
internal static class SweepVerifyCommand
{
    public static Command Create(CliHost host)
    {
        var id = new Argument<string>("id") { Description = "The sweep's id, as 'sweep list' shows it." };
        var command = new Command("verify", "Compute every decision of a sweep again from the journal and compare; exit code 1 if one differs.") { id, CommonOptions.Json };
        command.SetAction((parsed, cancel) => PlatformConnection.RunAsync(host, parsed, async (platform, token) =>
        {
            var json = await platform.Client.GetAsync($"/api/v1/sweeps/{Uri.EscapeDataString(parsed.GetValue(id)!)}/verify", token);
            var verification = PlatformClient.Read<VerificationItem>(json);
            if (parsed.GetValue(CommonOptions.Json)) CommonOptions.PrintJson(host, json);
            else Print(host, verification);
            return verification.Identical ? ExitCodes.Ok : ExitCodes.Failed;
        }, cancel));
        return command;
    }

    private static void Print(CliHost host, VerificationItem verification)
    {
        host.Output.WriteLine(verification.Summary);
        if (verification.FirstDifference is not { } difference) return;
        var facts = Tables.New("field", "value");
        facts.Row("decision", difference.Decision);
        facts.Row("trial", difference.TrialId ?? "");
        facts.Row("event", $"{difference.Sequence}");
        facts.Row("based on", $"{difference.BasedOn}");
        facts.Row("what differs", difference.What);
        facts.Row("computed again", difference.Expected);
        facts.Row("in the journal", difference.Found);
        host.Results.Write(facts);
    }
}
