using System.Text.Json;
using Platform.Cli.Api;
using Platform.Cli.Commands;
using Platform.Cli.Output;

namespace Platform.Cli.Tests.Commands;

public class UpDisplayTests
{
    [Fact]
    public async Task What_cannot_be_read_is_said_once_and_shown_again_when_it_can()
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        using var output = new StringWriter();
        using var error = new StringWriter();
        var reads = 0;

        await UpDisplay.RunAsync(new CliHost(output, error, _ => null), async token =>
        {
            switch (++reads)
            {
                case 1: throw new CliException("No platform answers.", ExitCodes.Unreachable);
                case 2: throw ApiException.From(System.Net.HttpStatusCode.Gone, "");
                case 3: return [new SweepMoment(Sweep("running"), [])];
                default:
                    await stop.CancelAsync();
                    token.ThrowIfCancellationRequested();
                    return [];
            }
        }, stop.Token);

        Assert.Equal(4, reads);
        Assert.Equal(["The sweeps cannot be shown at the moment: No platform answers. The platform runs on."], error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains("digits (abc): running", output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_display_that_fails_ends_alone()
    {
        using var error = new StringWriter();
        using var output = new StringWriter();
        var host = new CliHost(output, error, _ => null);
        output.Dispose();

        await UpDisplay.RunAsync(host, _ => Task.FromResult<IReadOnlyList<SweepMoment>>([new(Sweep("running"), [])]), TestContext.Current.CancellationToken);

        Assert.Contains("The sweeps are no longer shown here", error.ToString(), StringComparison.Ordinal);
    }

    private static SweepItem Sweep(string status) => PlatformClient.Read<SweepItem>(JsonElement.Parse(
        $$"""
        {"id":"abc","name":"digits","status":"{{status}}","spec":{"data":"digits","epochs":2,"trials":3,"parallelism":1,"seed":1,
         "objective":{"metric":"validation_accuracy","direction":"maximize"},"sampler":{"name":"tpe"},"pruner":{"name":"none"},"space":{} },
         "priority":5,"createdBy":"ann","createdAt":"2026-01-02T03:04:05Z","finishedAt":null,
         "proposed":2,"running":1,"completed":1,"pruned":0,"failed":0,"cancelled":0,"bestTrialId":null,"bestValue":null}
        """));
}
